package io.gyre.scoring;

import java.util.Map;

/**
 * By class, for the 20 most frequent labels: the share of its points for which it was predicted.
 * Undefined without points.
 */
final class Recall implements Metric<ConfusionSums> {

  @Override
  public String name() {
    return "recall";
  }

  @Override
  public Sums.Kind<ConfusionSums> sums() {
    return ConfusionSums.KIND;
  }

  @Override
  public boolean isNumber() {
    return false;
  }

  @Override
  public Map<Integer, Double> value(ConfusionSums counts) {
    return TopClassRatios.shares(counts, counts.hits(), counts.labels());
  }
}
