package io.gyre.dashboard;

import io.gyre.topic.Parameters;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What fields weigh in the published parameters of a linear learner. */
final class LinearFieldWeights {

  private LinearFieldWeights() {}

  /**
   * Of the first learner that is linear: of each field the largest |weight| among its columns, the
   * mean over the classes. Empty if there is none, or the fields of its columns are not known.
   */
  static Optional<FieldWeights.Weights> of(DashboardState state) {
    Set<String> paths = new HashSet<>();
    state.samples().forEach(point -> paths.addAll(Arrays.asList(point.fields().paths())));
    return state.learners(FollowedLearner::parameters).stream()
        .filter(LinearFieldWeights::isLinear)
        .findFirst()
        .map(
            linear ->
                new FieldWeights.Weights(
                    of(linear, paths),
                    "the largest weight of the field in %s, on average over the classes"
                        .formatted(linear.learner())))
        .filter(weights -> !weights.byField().isEmpty());
  }

  private static boolean isLinear(Parameters learned) {
    double[][] w = learned.matrix("w2");
    return learned.matrix("w1") == null
        && w != null
        && w.length > 0
        && learned.columns() != null
        && Arrays.stream(w).allMatch(row -> row != null && row.length == learned.columns().size());
  }

  private static Map<String, Double> of(Parameters linear, Set<String> paths) {
    double[][] w = linear.matrix("w2");
    Map<String, double[]> largest = new LinkedHashMap<>();
    for (int c = 0; c < w[0].length; c++) {
      String path = ColumnName.field(linear.columns().get(c), paths);
      if (path != null) {
        double[] byRow = largest.computeIfAbsent(path, absent -> new double[w.length]);
        double mean = w.length == 1 ? 0 : mean(w, c);
        for (int k = 0; k < w.length; k++) {
          byRow[k] = Math.max(byRow[k], Math.abs(w[k][c] - mean));
        }
      }
    }
    Map<String, Double> weights = new HashMap<>();
    largest.forEach((path, byRow) -> weights.put(path, mean(byRow)));
    return weights;
  }

  private static double mean(double[][] w, int c) {
    double sum = 0;
    for (double[] row : w) {
      sum += row[c];
    }
    return sum / w.length;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
