package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cli.view.AddedMetric;
import io.gyre.fold.FoldCounts;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.Scope;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnerScoreTest {

  /** So that the registry may have more; a baseline, and one that is in JSON alone, among them. */
  private static final String[] METRICS = {
    "accuracy",
    "last-label",
    "most-frequent",
    "macro-f1",
    "average-precision",
    "recall-at-1-percent",
    "cost"
  };

  private static LearnerScore score(Map<String, Object> scores) {
    return new LearnerScore(
        "a", 7, LearnerScore.figures(scores, AddedMetric.to(METRICS)), 1.5, null, "0f", false);
  }

  @Test
  void shouldShowMetricsOfTheRegistryAndOneThatIsAdded() {
    LearnerScore score =
        score(Map.of("accuracy", 0.5, "cost", 0.25, "macro-f1", 0.75, "added-one", 0.125));

    assertThat(score.cells())
        .hasToString(
            "{learner=a, points=7, accuracy=50.00 %, macro-f1=0.7500, cost=0.250000, added-one=12.50 %, µs/point=1.5, weight=-}");
    assertThat(score.json(new FoldCounts(null, null, null, 0, 0)))
        .isEqualTo(
            "{\"learner\":\"a\",\"points\":7,\"accuracy\":0.5,\"mostFrequent\":null,\"f1\":0.75,\"averagePrecision\":null,"
                + "\"recallAt1Percent\":null,\"cost\":0.25,\"addedOne\":0.125,\"microsPerPoint\":1.5,\"weight\":null,\"digest\":\"0f\"}");
  }

  @Test
  void shouldHaveEachMetricThatIsANumberButBaselines() {
    assertThat(LearnerScore.ofBaseline("b", Map.of("n", 7.0)).figures().keySet())
        .containsExactlyElementsOf(
            MetricRegistry.numbers(Scope.TOTAL).stream()
                .filter(metric -> metric.shown() != Metric.Shown.BASELINE)
                .toList());
  }

  @Test
  void shouldLeadWithWhatTellsOfARareClass() {
    assertThat(score(Map.of("most-frequent", 0.91)).cells().keySet())
        .startsWith("learner", "points", "average-precision", "recall-at-1-percent", "accuracy");
  }

  @Test
  void shouldTakeWhatIsNoNumberForUndefined() {
    assertThat(score(Map.of("cost", Double.NaN)).cells().values())
        .contains("-")
        .doesNotContain("NaN");
  }
}
