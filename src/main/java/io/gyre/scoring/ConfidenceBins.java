package io.gyre.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Points by the bin of their largest probability: 10 numbers for how many they are, 10 for how many
 * were predicted rightly, 10 for the sums of that probability.
 */
final class ConfidenceBins extends Sums {

  static final Kind<ConfidenceBins> KIND =
      new Kind<>("confidence-bins", scope -> new ConfidenceBins());

  private static final int COUNT = 10;

  private ConfidenceBins() {
    super(3 * COUNT);
  }

  @Override
  double n() {
    return sum(numbers, 0, COUNT);
  }

  @Override
  void add(Outcomes points, int from, int to, double[] weights) {
    for (int i = from; i < to; i++) {
      double confidence = points.confidence[i];
      int bin = Math.min((int) (confidence * COUNT), COUNT - 1);
      numbers[bin] += weights[i];
      numbers[COUNT + bin] += points.predicted[i] == points.label[i] ? weights[i] : 0;
      numbers[2 * COUNT + bin] += weights[i] * confidence;
    }
  }

  /**
   * Returns the mean gap between the largest probability and its accuracy: Σ_b n_b/n·|acc_b −
   * conf_b| with a bin's accuracy and mean. Undefined without points.
   *
   * <p>Naeini, Cooper and Hauskrecht, <i>Obtaining well calibrated probabilities using Bayesian
   * binning</i>, 2015: the expected calibration error.
   */
  Double calibrationError() {
    double sum = 0;
    for (int b = 0; b < COUNT; b++) {
      // n_b·|acc_b − conf_b|
      sum += Math.abs(numbers[COUNT + b] - numbers[2 * COUNT + b]);
    }
    return n() == 0 ? null : (Double) (sum / n());
  }

  /** Returns each bin's share of the points, their mean probability and share right; or null. */
  List<List<Double>> curve() {
    if (n() == 0) {
      return null;
    }
    List<List<Double>> curve = new ArrayList<>();
    for (int b = 0; b < COUNT; b++) {
      double n = numbers[b];
      double share = n / n();
      boolean none = share <= LEAST_SHARE;
      curve.add(
          Arrays.asList(
              share,
              none ? null : (Double) (numbers[2 * COUNT + b] / n),
              none ? null : (Double) (numbers[COUNT + b] / n)));
    }
    return curve;
  }
}
