package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.cli.view.AddedMetric;
import io.gyre.fold.FoldCounts;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.Scope;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LearnerScoreTest {

  private static LearnerScore score(Map<String, Object> scores) {
    return new LearnerScore(
        "a",
        7,
        LearnerScore.figures(scores, AddedMetric.to(MetricRegistry.numbers(Scope.TOTAL))),
        1.5,
        null,
        "0f",
        false);
  }

  @Test
  void shouldShowEachMetricOfTheRegistryAndOneThatIsAdded() {
    LearnerScore score =
        score(Map.of("accuracy", 0.5, "cost", 0.25, "macro-f1", 0.75, "added-one", 0.125));

    assertThat(score.cells().keySet())
        .containsExactly(
            "learner",
            "points",
            "accuracy",
            "kappa",
            "kappa-temporal",
            "macro-f1",
            "auc",
            "cost",
            "added-one",
            "µs/point",
            "weight");
    assertThat(score.cells().values())
        .containsExactly(
            "a", "7", "50.00 %", "-", "-", "0.7500", "-", "0.250000", "12.50 %", "1.5", "-");
    assertThat(score.json(new FoldCounts(null, null, null, 0, 0)))
        .isEqualTo(
            "{\"learner\":\"a\",\"points\":7,\"accuracy\":0.5,\"kappa\":null,\"mostFrequent\":null,\"kappaTemporal\":null,"
                + "\"f1\":0.75,\"auc\":null,\"averagePrecision\":null,\"recallAt1Percent\":null,\"positiveShare\":null,\"cost\":0.25,\"calibrationError\":null,\"beforeLabels\":null,\"addedOne\":0.125,"
                + "\"microsPerPoint\":1.5,\"weight\":null,\"digest\":\"0f\"}");
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
