package io.gyre.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.fold.FoldCounts;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.Scope;
import java.util.List;
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

    assertThat(LearnerScore.table(List.of(score)))
        .containsExactly(
            "learner  points  accuracy  macro-f1      cost  added-one  µs/point",
            "a             7   50.00 %    0.7500  0.250000    12.50 %       1.5");
    assertThat(score.json(null, new FoldCounts(null, null, null, 0, 0)))
        .isEqualTo(
            "{\"learner\":\"a\",\"points\":7,\"accuracy\":0.5,\"mostFrequent\":null,\"f1\":0.75,\"averagePrecision\":null,"
                + "\"recallAt1Percent\":null,\"cost\":0.25,\"addedOne\":0.125,\"microsPerPoint\":1.5,\"weight\":null,\"digest\":\"0f\"}");
  }

  @Test
  void shouldHaveEachMetricThatIsANumberButBaselines() {
    assertThat(LearnerScore.ofBaseline("b", Map.of("n", 7.0), false).figures().keySet())
        .containsExactlyElementsOf(
            MetricRegistry.numbers(Scope.TOTAL, false).stream()
                .filter(metric -> metric.shown() != Metric.Shown.BASELINE)
                .toList());
  }

  @Test
  void shouldLeadWithWhatTellsOfARareClass() {
    LearnerScore rare = score(Map.of("most-frequent", 0.91, "average-precision", 0.5, "cost", 1.0));
    assertThat(LearnerScore.table(List.of(rare)).get(0))
        .startsWith("learner  points  average-precision  ");
  }

  @Test
  void shouldTakeWhatIsNoNumberForUndefined() {
    assertThat(LearnerScore.table(List.of(score(Map.of("cost", Double.NaN, "accuracy", 1.0)))))
        .containsExactly(
            "learner  points  accuracy  µs/point", "a             7  100.00 %       1.5");
  }

  @Test
  void shouldShowTheWeightOfEachLearnerBesideIt() {
    Map<Metric<?>, Double> figures = score(Map.of("accuracy", 0.5)).figures();
    assertThat(
            LearnerScore.table(
                List.of(
                    new LearnerScore("a", 1, figures, null, 0.75, "", false),
                    new LearnerScore("b", 1, figures, null, null, "", false),
                    new LearnerScore("mix", 1, figures, null, null, "", true))))
        .containsExactly(
            "learner  points  accuracy  weight",
            "a             1   50.00 %   0.750",
            "b             1   50.00 %       -",
            "mix           1   50.00 %   mixes");
  }
}
