package io.gyre.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.Examples;
import io.gyre.dashboard.page.Applications;
import io.gyre.dashboard.page.FollowedApplication;
import io.gyre.dashboard.page.InProcessSources;
import io.gyre.dashboard.page.SpiralControls;
import io.gyre.dashboard.state.AnsweredPoint;
import io.gyre.dashboard.state.DashboardState;
import io.gyre.dashboard.state.FollowedLearner;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Spirals;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.data.counts.KeyCounts;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.fold.LiveFolds;
import io.gyre.serving.HttpAddress;
import io.gyre.serving.HttpSecurity;
import io.gyre.serving.JsonBody;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** Boards with something on them, made of the example records of {@code topics/}. */
public final class Fixture {

  private static final AtomicLong OFFSET = new AtomicLong();

  private Fixture() {}

  /** The example's parameters as another learner's. */
  public static Parameters parameters(String learner, int partition) {
    ObjectNode value =
        example(Topic.PARAMETERS).put("learner", learner).put("partition", partition);
    return read(value, Parameters.class);
  }

  /** The example's parameters with another field. */
  public static Parameters parameters(String field, JsonNode value) {
    ObjectNode changed = example(Topic.PARAMETERS);
    changed.set(field, value);
    return read(changed, Parameters.class);
  }

  /** A network of three classes: a number, a text and a boolean. */
  public static Parameters threeClasses(String learner) {
    ObjectNode changed = example(Topic.PARAMETERS).put("learner", learner).putNull("positive");
    changed.putArray("classes").add(7).add("<b>two</b>").add(true);
    changed.putArray("b2").add(0.1).add(-0.2).add(0.3);
    ArrayNode w2 = changed.putArray("w2");
    w2.addArray().add(1.5).add(-2.25);
    w2.addArray().add(-0.5).add(0.75);
    w2.addArray().add(0.25).add(1);
    return read(changed, Parameters.class);
  }

  /** A learner of a kind that publishes no model. */
  static Parameters withoutModel(String learner) {
    ObjectNode changed = example(Topic.PARAMETERS).put("learner", learner).put("kind", "prior");
    return read(changed.without(List.of("w1", "b1", "w2", "b2")), Parameters.class);
  }

  /** The example's metrics with another score of the window, and faded. */
  public static Metrics metrics(String metric, JsonNode value) {
    ObjectNode metrics = example(Topic.METRICS);
    ((ObjectNode) metrics.at("/scores/window")).set(metric, value);
    ((ObjectNode) metrics.at("/scores/faded")).set(metric, value);
    return read(metrics, Metrics.class);
  }

  /** The example's metrics with another cost and accuracy. */
  public static Metrics metrics(Double cost, Double accuracy) {
    ObjectNode metrics = example(Topic.METRICS);
    ((ObjectNode) metrics.at("/scores/window")).put("cost", cost).put("accuracy", accuracy);
    return read(metrics, Metrics.class);
  }

  /** The example's metrics as another window's. */
  public static Metrics metrics(String learner, int partition, int window, long totalPoints) {
    ObjectNode value = example(Topic.METRICS).put("learner", learner).put("partition", partition);
    value.put("windowStart", window * 1000L).put("windowEnd", window * 1000L + 1000);
    ((ObjectNode) value.get("totals")).put("points", totalPoints);
    return read(value, Metrics.class);
  }

  /** The example's metrics where labels may be late. */
  public static Metrics metrics(LateLabelCounts labels) {
    ObjectNode value = example(Topic.METRICS);
    value.set("labels", JsonBody.JSON.valueToTree(labels));
    return read(value, Metrics.class);
  }

  /** The example's metrics with what is remembered of keys. */
  static Metrics keys(KeyCounts keys) {
    ObjectNode value = example(Topic.METRICS);
    value.set("keys", JsonBody.JSON.valueToTree(keys));
    return read(value, Metrics.class);
  }

  /** The example's metrics with what was decided. */
  public static Metrics decisions(DecisionCounts decisions) {
    ObjectNode value = example(Topic.METRICS);
    value.set("decisions", JsonBody.JSON.valueToTree(decisions));
    return read(value, Metrics.class);
  }

  /** Metrics with other scores. */
  public static Metrics metrics(Metrics metrics, Metrics.Scores scores) {
    ObjectNode value = JsonBody.JSON.valueToTree(metrics);
    value.set("scores", JsonBody.JSON.valueToTree(scores));
    return read(value, Metrics.class);
  }

  /** The example's metrics as those of a blend. */
  static Metrics blend(String learner, Map<String, Double> weights) {
    ObjectNode value = example(Topic.METRICS).put("learner", learner);
    ObjectNode own = value.putObject("weights");
    weights.forEach(own::put);
    return read(value, Metrics.class);
  }

  static HttpAddress loopback(int port) {
    return new HttpAddress("127.0.0.1", port, Set.of(), HttpSecurity.NONE);
  }

  public static LearnerKey key(String learner, int partition) {
    return new LearnerKey("gyre", learner, partition);
  }

  /** A state with the learners network and logistic, the one scored, and spirals. */
  public static DashboardState state() {
    DashboardState state = new DashboardState("gyre");
    state.problem(null);
    state.caughtUp();
    state.parameters(key("network", 0), parameters("network", 0));
    state.metrics(key("network", 0), metrics("network", 0, 1, 2_000), -1);
    state.parameters(key("second", 1), parameters("second", 1));
    samples(5).forEach(state.samples()::add);
    return state;
  }

  /** 400 points of the notebook's spiral that no learner has predicted. */
  public static List<AnsweredPoint> samples(long seed) {
    Spirals spirals = Examples.spirals(seed);
    return LongStream.range(0, 400)
        .mapToObj(spirals::at)
        .map(point -> sample(point.features(), point.label(), Map.of()))
        .toList();
  }

  /** A point of these numbers. */
  public static AnsweredPoint sample(double[] features, Label label, Map<String, Prediction> said) {
    return sample(Fields.ofFeatures(features), label, said);
  }

  /** A point at the next offset. */
  public static AnsweredPoint sample(Fields fields, Label label, Map<String, Prediction> said) {
    return new AnsweredPoint(0, OFFSET.getAndIncrement(), 1, new byte[0], fields, label, said);
  }

  /** The state and the others as an application that is the only one shown. */
  public static Applications only(DashboardState state, Optional<SpiralControls> spirals) {
    boolean empty = state.learners(FollowedLearner::id).isEmpty();
    LiveFolds model = empty ? StubModel.AWAY : new StubModel(List.of("network", "second"));
    InProcessSources none = InProcessSources.onlooker(state.application, model, List::of);
    InProcessSources sources =
        new InProcessSources(
            none.name(),
            none.records(),
            false,
            spirals,
            none.model(),
            none.figures(),
            Optional.empty(),
            Optional.empty());
    Applications applications = new Applications();
    applications.add(FollowedApplication.of(state, sources, applications));
    return applications;
  }

  private static ObjectNode example(Topic<?> topic) {
    return topic.definition().example().get("value").deepCopy();
  }

  private static <T> T read(JsonNode value, Class<T> type) {
    try {
      return JsonBody.JSON
          .readerFor(type)
          .without(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .readValue(value);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
