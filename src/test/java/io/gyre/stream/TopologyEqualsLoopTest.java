package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.Examples;
import io.gyre.data.Label;
import io.gyre.learning.KindsOfClasses;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The strongest of the tests: the topology against a plain loop of the learner, bit for bit. */
class TopologyEqualsLoopTest {

  private static final JsonMapper JSON = new JsonMapper();

  private static final int POINTS = 600;

  @TempDir Path state;

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "3, false", "4, true"})
  void shouldGiveExactlyWhatAPlainLoopGives(long seed, boolean merged) {
    System.out.println("seed " + seed);
    int features = seed == 3 ? 5 : 2;
    List<LearnerSettings> learners = new ArrayList<>(Examples.learners());
    learners.addAll(Fixture.VARIANTS);
    // Without a text naive Bayes has no answers.
    KindsOfClasses.names().stream()
        .filter(kind -> !kind.equals("naive-bayes"))
        .forEach(kind -> learners.add(Fixture.ofKind(kind)));
    List<Arriving> stream = Arriving.randomStream(seed, POINTS, features);
    TopologySettings direct = Fixture.settings(learners);
    List<TestRecord<byte[], Prediction>> predictions;
    List<TestRecord<byte[], Metrics>> metrics;
    List<TestRecord<byte[], Parameters>> parameters;
    try (DrivenTopology topology =
        new DrivenTopology(merged ? Fixture.merged(direct, null) : direct, state)) {
      topology.send(stream);
      predictions = topology.predictions();
      metrics = topology.metrics();
      parameters = topology.parameters();
      assertThat(topology.deadLetters()).isEmpty();
    }
    int compared = 0;
    for (LearnerSettings learner : learners) {
      PlainLoop loop =
          new PlainLoop(learner, features, learners.subList(0, learners.indexOf(learner)));
      loop.run(stream);
      comparePredictions(loop, stream, of(learner, predictions, Prediction::learner));
      compareMetrics(loop, of(learner, metrics, Metrics::learner));
      compareParameters(loop, of(learner, parameters, Parameters::learner));
      compared +=
          compareCosts(
              of(learner, predictions, Prediction::learner),
              of(learner, metrics, Metrics::learner));
    }
    assertThat(compared).isGreaterThan(30);
  }

  private static <V> List<TestRecord<byte[], V>> of(
      LearnerSettings learner, List<TestRecord<byte[], V>> all, Function<V, String> name) {
    return all.stream()
        .filter(record -> name.apply(record.value()).equals(learner.name()))
        .toList();
  }

  private static void comparePredictions(
      PlainLoop loop, List<Arriving> stream, List<TestRecord<byte[], Prediction>> found) {
    assertThat(found).hasSameSizeAs(stream);
    for (int i = 0; i < stream.size(); i++) {
      Prediction prediction = found.get(i).value();
      PlainLoop.Answer expected = loop.answers.get(i);
      assertThat(prediction.id()).isEqualTo(expected.id());
      assertThat(prediction.probability()).isEqualTo(expected.probability());
      assertThat(prediction.step()).isEqualTo(expected.step());
      assertThat(prediction.label()).isEqualTo(stream.get(i).point().label());
      assertThat(prediction.offset()).isEqualTo(i);
      assertThat(prediction.partition()).isZero();
      assertThat(found.get(i).timestamp()).isEqualTo(stream.get(i).timestampMs());
    }
  }

  private static void compareMetrics(PlainLoop loop, List<TestRecord<byte[], Metrics>> found) {
    assertThat(found).hasSameSizeAs(loop.windows).hasSizeGreaterThan(5);
    for (int i = 0; i < found.size(); i++) {
      Metrics metrics = found.get(i).value();
      assertThat(metrics.closed()).isTrue();
      assertThat(metrics.windowEnd()).isEqualTo(metrics.windowStart() + PlainLoop.WINDOW_MS);
      assertThat(
              new PlainLoop.Scored(
                  metrics.windowStart(),
                  metrics.points(),
                  metrics.labelled(),
                  metrics.score("cost"),
                  metrics.score("accuracy"),
                  metrics.steps(),
                  metrics.step(),
                  metrics.totals().refused()))
          .isEqualTo(loop.windows.get(i));
      assertThat(LearnerKey.parse(found.get(i).key()))
          .isEqualTo(new LearnerKey(Fixture.APPLICATION, metrics.learner(), 0));
    }
  }

  private static void compareParameters(
      PlainLoop loop, List<TestRecord<byte[], Parameters>> found) {
    assertThat(found).hasSameSizeAs(loop.learned);
    for (int i = 0; i < found.size(); i++) {
      Parameters parameters = found.get(i).value();
      assertThat(parameters.step()).isEqualTo(loop.windows.get(i).step());
      assertThat(parameters.learned()).isNotEmpty();
      assertThat(tree(parameters.learned())).isEqualTo(tree(loop.learned.get(i)));
    }
  }

  private static JsonNode tree(Map<String, Object> learned) {
    try {
      return JSON.readTree(JSON.writeValueAsBytes(learned));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * As anyone can do who reads the topics: the cost follows from the predictions. Near 1 a double
   * is too coarse to tell 1 − p to so many digits; windows with such points are passed over.
   */
  private static int compareCosts(
      List<TestRecord<byte[], Prediction>> predictions, List<TestRecord<byte[], Metrics>> metrics) {
    int compared = 0;
    for (TestRecord<byte[], Metrics> record : metrics) {
      Metrics window = record.value();
      List<Double> costs =
          predictions.stream()
              .filter(prediction -> prediction.timestamp() >= window.windowStart())
              .filter(prediction -> prediction.timestamp() < window.windowEnd())
              .filter(prediction -> prediction.value().label() != null)
              .map(prediction -> cost(prediction.value()))
              .toList();
      if (!costs.isEmpty() && costs.stream().allMatch(cost -> cost < 7)) {
        double mean = costs.stream().mapToDouble(cost -> cost).average().orElseThrow();
        assertThat(window.score("cost")).isCloseTo(mean, within(1e-12));
        compared++;
      }
    }
    return compared;
  }

  private static double cost(Prediction prediction) {
    double p =
        prediction.label().equals(Label.of(1))
            ? prediction.probability()
            : 1 - prediction.probability();
    return -StrictMath.log(p);
  }
}
