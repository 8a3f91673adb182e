package io.gyre.app.score;

import static io.gyre.scoring.Outcomes.NONE;
import static java.lang.Double.NaN;

import io.gyre.fold.FrozenScores;
import io.gyre.fold.Labelled;
import io.gyre.scoring.Outcomes;
import io.gyre.scoring.Scope;
import io.gyre.scoring.ScopedMetrics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The scores of what learns nothing, on the points that are learned: of two baselines, and of
 * versions that are frozen. Not thread-safe.
 */
public final class BaselineScores {

  private final Outcomes outcome = new Outcomes(1);
  private final boolean ofAmounts;
  private final ScopedMetrics lastLabel;
  private final ScopedMetrics usual;
  private final Map<Integer, FrozenScores> frozen = new LinkedHashMap<>();

  BaselineScores(boolean ofAmounts) {
    this.ofAmounts = ofAmounts;
    lastLabel = new ScopedMetrics(Scope.TOTAL, 0, ofAmounts);
    usual = new ScopedMetrics(Scope.TOTAL, 0, ofAmounts);
  }

  void add(Labelled of) {
    score(lastLabel, of, of.lastLabel());
    score(usual, of, of.usual());
    frozen.values().forEach(version -> version.add(of));
  }

  /** Scores a version, too, by its number. */
  void add(int version, FrozenScores scores) {
    frozen.put(version, scores);
  }

  /** Returns the scores of versions that learned nothing since, by their numbers. */
  public Map<Integer, FrozenScores> frozen() {
    return Collections.unmodifiableMap(frozen);
  }

  private void score(ScopedMetrics baseline, Labelled of, double predicted) {
    outcome.clear();
    if (ofAmounts) {
      outcome.addBaseline(of.label(), predicted, of.lastLabel(), of.usual());
    } else {
      int label = (int) of.label();
      outcome.add(
          label,
          (int) predicted,
          NaN,
          NaN,
          (int) of.lastLabel(),
          (int) of.usual(),
          NONE,
          new double[0],
          0);
      baseline.resize(Math.max(label, (int) predicted) + 1);
    }
    baseline.add(outcome);
  }

  /** Returns the scores of always predicting the last label. */
  public Map<String, Object> lastLabel() {
    return lastLabel.values(true);
  }

  /**
   * Returns the scores of always predicting the most frequent class, or the mean of all amounts.
   */
  public Map<String, Object> usual() {
    return usual.values(true);
  }
}
