package io.gyre.learning.gradient;

import io.gyre.learning.Run;
import java.util.ArrayList;
import java.util.List;

/** The numbers of a gradient learner, in the notebook's order. */
public final class Weights {

  private Weights() {}

  /** The parameters, weights row by row, then the moments of each; copies. */
  public static double[][] all(TrainingState weights) {
    FirstLayer first = weights.firstLayer();
    List<double[]> all = new ArrayList<>();
    for (int a = 0; a <= first.arrays(0).length - 1; a++) {
      double[] rows = new double[first.units() * first.columns()];
      for (int i = 0; i < rows.length; i++) {
        int c = i % first.columns();
        rows[i] = first.arrays(c)[a][i / first.columns()];
      }
      all.add(rows);
      for (int i = 0; i < weights.model().parameters().length; i++) {
        all.add(weights.array(i, a).clone());
      }
    }
    return all.toArray(double[][]::new);
  }

  public static double[][] all(Run run) {
    return all(run.gradientLearner().weights());
  }

  /** The parameters alone. */
  static double[][] parameters(Run run) {
    double[][] all = all(run);
    return List.of(all)
        .subList(0, 1 + run.gradientLearner().weights().model().parameters().length)
        .toArray(double[][]::new);
  }
}
