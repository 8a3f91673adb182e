package io.gyre.scoring;

import java.util.EnumSet;
import java.util.Set;

/**
 * How often each class was predicted for each label: K rows, one a label, of K counts, one a
 * predicted class. Points without a prediction are left out. Undefined without points, and with
 * more than 50.
 */
final class Confusion implements Metric<ConfusionSums> {

  @Override
  public String name() {
    return "confusion";
  }

  @Override
  public Sums.Kind<ConfusionSums> sums() {
    return ConfusionSums.KIND;
  }

  @Override
  public boolean isNumber() {
    return false;
  }

  /** Whole numbers: only where each point counts 1. */
  @Override
  public Set<Scope> scopes() {
    return EnumSet.of(Scope.TOTAL);
  }

  @Override
  public long[][] value(ConfusionSums counts) {
    int classes = counts.classes();
    if (!counts.paired() || counts.n() == 0) {
      return null;
    }
    long[][] matrix = new long[classes][classes];
    for (int label = 0; label < classes; label++) {
      for (int k = 0; k < classes; k++) {
        matrix[label][k] = (long) counts.pair(label, k);
      }
    }
    return matrix;
  }
}
