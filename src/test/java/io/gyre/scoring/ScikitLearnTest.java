package io.gyre.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Golden numbers: golden/metrics.json, computed by scikit-learn 1.4.2 and numpy 2.2.4 with
 * golden/metrics.py. 2, 3 and 7 classes, balanced and not. Within 1e-12, faded within 1e-9.
 */
class ScikitLearnTest {

  static Stream<Arguments> cases() throws IOException {
    try (InputStream in = ScikitLearnTest.class.getResourceAsStream("/golden/metrics.json")) {
      JsonNode cases = new JsonMapper().readTree(in);
      return StreamSupport.stream(cases.spliterator(), false)
          .flatMap(
              node -> Stream.of(Scope.values()).map(s -> Arguments.of(node.get("name"), s, node)));
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void shouldComputeWhatScikitLearnDoes(JsonNode name, Scope scope, JsonNode node) {
    JsonNode expected = node.get(scope == Scope.FADED ? "faded" : "total");
    double tolerance = scope == Scope.FADED ? 1e-9 : 1e-12;

    Map<String, Object> found = score(scope, node);

    found.forEach(
        (metric, value) -> {
          assertThat(expected.has(metric))
              .as("golden/metrics.json has " + metric + "; else add it to metrics.py and run that")
              .isTrue();
          assertThat(Values.numbers(value))
              .as(metric)
              .usingComparatorWithPrecision(tolerance)
              .containsExactly(Values.numbers(expected.get(metric)));
        });
    assertThat(found.keySet().stream().filter(key -> !key.startsWith(ScopedMetrics.OWN_N)))
        .hasSize(registered(scope) + 1);
  }

  private static int registered(Scope scope) {
    return (int)
        MetricRegistry.metrics(false).stream().filter(m -> m.scopes().contains(scope)).count();
  }

  private static Map<String, Object> score(Scope scope, JsonNode node) {
    int classes = node.get("classes").intValue();
    ScopedMetrics metrics = new ScopedMetrics(scope, classes, false);
    Outcomes outcomes = new Outcomes(16);
    Baselines baselines = new Baselines();
    for (int i = 0; i < node.get("labels").size(); i++) {
      int label = node.get("labels").get(i).intValue();
      add(outcomes, label, Values.numbers(node.get("probabilities").get(i)), baselines);
      baselines.add(label);
      if (outcomes.isFull()) {
        metrics.add(outcomes);
        outcomes.clear();
      }
    }
    metrics.add(outcomes);
    return metrics.values(true);
  }

  private static void add(Outcomes outcomes, int label, double[] p, Baselines baselines) {
    int best = 0;
    for (int k = 1; k < p.length; k++) {
      best = p[k] > p[best] ? k : best;
    }
    outcomes.add(
        label,
        best,
        -Math.log(p[label]),
        p[best],
        baselines.lastLabel(),
        baselines.majority(),
        p.length == 2 ? 1 : Outcomes.NONE,
        p,
        p.length);
  }
}
