package io.gyre.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a quotient has nothing to divide by, or only what rounding left. */
class UndefinedTest {

  private final Outcomes outcomes = new Outcomes(1);

  private void add(ScopedMetrics metrics, int count, int label, int predicted, int last) {
    for (int i = 0; i < count; i++) {
      outcomes.clear();
      outcomes.add(label, predicted, 1, 0.75, last, label, Outcomes.NONE, new double[0], 0);
      metrics.add(outcomes);
    }
  }

  @Test
  void shouldHaveNoKappaWhereLabelAndPredictionAreAlwaysTheSameClass() {
    ScopedMetrics metrics = new ScopedMetrics(Scope.TOTAL, 2, false);
    add(metrics, 3, 1, 1, 1);

    assertThat(metrics.values(true))
        .containsEntry("kappa", null)
        .containsEntry("kappa-temporal", null)
        .containsEntry("accuracy", 1.0)
        .containsEntry("macro-f1", 1.0)
        .containsEntry("recall", Map.of(1, 1.0));
  }

  /** After 25,000 points the class weighs 1e-11: it would make noise of kappa, half of the F1. */
  @Test
  void shouldForgetAClassThatHasFaded() {
    ScopedMetrics metrics = new ScopedMetrics(Scope.FADED, 2, false);
    add(metrics, 1, 1, 0, Outcomes.NONE);
    assertThat(metrics.values(true)).containsEntry("macro-f1", 0.0).containsEntry("kappa", 0.0);
    add(metrics, 25_000, 0, 0, 0);

    assertThat(metrics.values(true))
        .containsEntry("kappa", null)
        .containsEntry("kappa-temporal", null)
        .containsEntry("recall", Map.of(0, 1.0));
    assertThat((Double) metrics.values(true).get("macro-f1")).isCloseTo(1, within(1e-12));
  }

  @Test
  void shouldCountApartWhatWasAnsweredBeforeAnyClassWasKnown() {
    for (Scope scope : Scope.values()) {
      ScopedMetrics metrics = new ScopedMetrics(scope, 1, false);
      add(metrics, 3, 0, Outcomes.NONE, Outcomes.NONE);
      assertThat(metrics.values(true)).containsEntry("n", 0.0).containsEntry("accuracy", null);
      add(metrics, 1, 0, 0, 0);

      assertThat(metrics.values(true))
          .containsEntry("n", 1.0)
          .containsEntry("accuracy", 1.0)
          .containsEntry("last-label", 1.0)
          .containsEntry("cost", 1.0)
          .containsEntry("recall", Map.of(0, 1.0))
          .containsEntry("precision", Map.of(0, 1.0));
      assertThat(metrics.values(true).get(ScopedMetrics.BEFORE_LABELS))
          .isEqualTo(scope == Scope.TOTAL ? 3.0 : null);
    }
  }

  @Test
  void shouldHaveNoConfusionBeyond50Classes() {
    assertThat(values(50).get("confusion")).isNotNull();
    assertThat(values(51).get("confusion")).isNull();
    assertThat((Map<?, ?>) values(51).get("recall")).hasSize(20);
  }

  private static Map<String, Object> values(int classes) {
    ScopedMetrics metrics = new ScopedMetrics(Scope.TOTAL, classes, false);
    Scored.add(Scored.points(classes, 1_000, 1), 64, metrics);
    return metrics.values(true);
  }

  @Test
  void shouldHaveNoAucWithoutPointsOfBothClasses() {
    ScopedMetrics metrics = new ScopedMetrics(Scope.TOTAL, 2, false);
    addPositive(metrics, 0.25, false);
    assertThat(metrics.values(true)).containsEntry("auc", null);
    addPositive(metrics, 0.2504, true);
    assertThat(metrics.values(true)).containsEntry("auc", 0.5); // the same bin
    addPositive(metrics, 1, true);
    assertThat(metrics.values(true)).containsEntry("auc", 0.75);
    addPositive(metrics, 0, true);
    assertThat(metrics.values(true)).containsEntry("auc", 0.5);
    metrics.resize(3);
    assertThat(metrics.values(true)).containsEntry("auc", null);
  }

  private void addPositive(ScopedMetrics metrics, double positive, boolean isPositive) {
    outcomes.clear();
    int label = isPositive ? 1 : 0;
    double[] p = {1 - positive, positive};
    outcomes.add(label, label, 1, Math.max(positive, 1 - positive), -1, -1, 1, p, 2);
    metrics.add(outcomes);
  }
}
