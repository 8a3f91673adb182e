package io.gyre.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.Examples;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Spirals;
import io.gyre.fold.Figures;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldCounts;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.fold.state.LearnerReport;
import io.gyre.format.RecordSettings;
import io.gyre.http.HttpAddress;
import io.gyre.http.HttpSecurity;
import io.gyre.http.HttpServer;
import io.gyre.http.JsonBody;
import io.gyre.http.TestServer;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.learning.list.LearnersJson;
import io.gyre.page.live.Applications;
import io.gyre.page.live.FollowedApplication;
import io.gyre.page.live.InProcessSources;
import io.gyre.page.live.SpiralControls;
import io.gyre.page.state.AnsweredPoint;
import io.gyre.page.state.DashboardState;
import io.gyre.time.PointCounts;
import io.gyre.time.WindowSettings;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** Boards with something on them, made of the example records of {@code topics/}. */
public final class Fixture {

  private static final LearnerSettings SETTINGS =
      LearnersJson.fromJson((ObjectNode) example(Topic.PARAMETERS).get("settings"));

  private static final AtomicLong OFFSET = new AtomicLong();

  private Fixture() {}

  /** The figures of a fold whose learners have these metrics, and classes 0 and 1. */
  public static Figures fold(Metrics... learners) {
    return fold(List.of(Label.of(0), Label.of(1)), learners);
  }

  public static Figures fold(List<Label> classes, Metrics... learners) {
    Metrics first = learners[0];
    Metrics.Totals totals = first.totals();
    return new Figures(
        totals.points(),
        first.windowEnd(),
        null,
        null,
        new FoldCounts(
            first.labels(),
            first.keys(),
            first.decisions(),
            totals.wrongClocks(),
            totals.ignored()),
        Arrays.stream(learners).map(metrics -> learner(metrics, classes)).toList());
  }

  private static Figures.OfLearner learner(Metrics metrics, List<Label> classes) {
    Metrics.Totals totals = metrics.totals();
    LearnerReport report =
        new LearnerReport(
            new LearnerSettings(metrics.learner(), SETTINGS.settings()),
            metrics.step(),
            totals.refused(),
            totals.labelled(),
            new PointCounts(totals.points(), totals.late(), totals.early(), totals.missed()),
            metrics.steps(),
            metrics.refused(),
            metrics.scores().window(),
            metrics.scores().faded(),
            metrics.scores().total(),
            metrics.weights(),
            null,
            null);
    Label positive = classes.size() == 2 ? classes.get(1) : null;
    List<String> columns = List.of("features.0", "features.1");
    return new Figures.OfLearner(
        report,
        metrics.closed() ? metrics.scores().window() : null,
        new LearnedParameters(columns, classes, positive, Map.of("w1", 4L), Map.of(), null),
        1.5);
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

  /** A preview of a report, after so many points. */
  public static Metrics preview(String learner, long totalPoints) {
    ObjectNode value = example(Topic.METRICS).put("learner", learner).put("closed", false);
    ((ObjectNode) value.get("totals")).put("points", totalPoints);
    return read(value, Metrics.class);
  }

  /** The example's metrics with another member. */
  public static Metrics with(String member, Object value) {
    ObjectNode metrics = example(Topic.METRICS);
    metrics.set(member, JsonBody.JSON.valueToTree(value));
    return read(metrics, Metrics.class);
  }

  /** Metrics with other scores. */
  public static Metrics metrics(Metrics metrics, Metrics.Scores scores) {
    ObjectNode value = JsonBody.JSON.valueToTree(metrics);
    value.set("scores", JsonBody.JSON.valueToTree(scores));
    return read(value, Metrics.class);
  }

  static HttpAddress loopback(int port) {
    return new HttpAddress("127.0.0.1", port, Set.of(), HttpSecurity.NONE);
  }

  public static LearnerKey key(String learner, int partition) {
    return new LearnerKey("gyre", learner, partition);
  }

  /** Two learners, each on a partition of its own, and with a fold that has seen no point. */
  public static StubModel model() {
    StubModel model = new StubModel(List.of("network", "second"));
    model.with(0, fold(metrics("network", 0, 1, 2_000)));
    model.with(1, fold(metrics("second", 1, 1, 2_000)));
    FoldSettings settings = new FoldSettings(List.of(SETTINGS), WindowSettings.standard());
    model.open(0, Fold.open(settings, FoldStore.unsaved("test")));
    return model;
  }

  /** A state with the learners of a model, a report of one of them, and spirals. */
  public static DashboardState state(StubModel model) {
    DashboardState state = new DashboardState("gyre");
    state.problem(null);
    state.ask(model);
    state.metrics(key("network", 0), metrics("network", 0, 1, 2_000), -1);
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
  public static Applications only(
      DashboardState state, StubModel model, Optional<SpiralControls> spirals) {
    InProcessSources none = InProcessSources.onlooker(state.application, model);
    InProcessSources sources =
        new InProcessSources(
            none.name(), none.records(), false, spirals, model, Optional.empty(), Optional.empty());
    Applications applications = new Applications();
    applications.add(FollowedApplication.of(state, sources, applications));
    return applications;
  }

  /** Shows a state beside others, by the name of its file. */
  static void show(
      Applications applications,
      DashboardState state,
      String name,
      RecordSettings records,
      StubModel model) {
    InProcessSources sources =
        new InProcessSources(
            name, records, true, Optional.empty(), model, Optional.empty(), Optional.empty());
    applications.add(FollowedApplication.of(state, sources, applications));
  }

  /** Serves what the page asks for and the page itself. */
  static HttpServer serve(Applications applications) {
    return TestServer.start(
        HttpSecurity.NONE,
        routes -> {
          new ApiRoutes(applications).register(routes);
          new PageRoutes(applications).register(routes);
        });
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
