package io.gyre.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How far the largest probability is from how often it is right: Σ_b n_b/n·|acc_b − conf_b| over
 * ten equal bins of it, with a bin's accuracy and mean. Undefined without points.
 *
 * <p>Naeini, Cooper and Hauskrecht, <i>Obtaining well calibrated probabilities using Bayesian
 * binning</i>, 2015: the expected calibration error.
 */
final class CalibrationError implements Metric<CalibrationError.Bins> {

  @Override
  public String name() {
    return "calibration-error";
  }

  @Override
  public Shown shown() {
    return Shown.ON_REQUEST;
  }

  @Override
  public Sums.Kind<Bins> sums() {
    return Bins.KIND;
  }

  /** Not the window: bins of few points are far off by chance. */
  @Override
  public Set<Scope> scopes() {
    return EnumSet.of(Scope.FADED, Scope.TOTAL);
  }

  @Override
  public Double value(Bins bins) {
    double sum = 0;
    for (int b = 0; b < Bins.COUNT; b++) {
      // n_b·|acc_b − conf_b|
      sum += Math.abs(bins.numbers[Bins.COUNT + b] - bins.numbers[2 * Bins.COUNT + b]);
    }
    return bins.n() == 0 ? null : (Double) (sum / bins.n());
  }

  /**
   * The curve behind it: for each bin the share of the points that lie in it, their mean
   * probability and share right; both null in an empty bin.
   */
  static final class Curve implements Metric<Bins> {

    @Override
    public String name() {
      return "calibration";
    }

    @Override
    public Sums.Kind<Bins> sums() {
      return Bins.KIND;
    }

    @Override
    public boolean isNumber() {
      return false;
    }

    @Override
    public Set<Scope> scopes() {
      return EnumSet.of(Scope.FADED, Scope.TOTAL);
    }

    @Override
    public List<List<Double>> value(Bins bins) {
      if (bins.n() == 0) {
        return null;
      }
      List<List<Double>> curve = new ArrayList<>();
      for (int b = 0; b < Bins.COUNT; b++) {
        double n = bins.numbers[b];
        double share = n / bins.n();
        boolean none = share <= ConfusionSums.LEAST_SHARE;
        curve.add(
            Arrays.asList(
                share,
                none ? null : (Double) (bins.numbers[2 * Bins.COUNT + b] / n),
                none ? null : (Double) (bins.numbers[Bins.COUNT + b] / n)));
      }
      return curve;
    }
  }

  /**
   * Points by the bin of their largest probability: 10 numbers for how many they are, 10 for how
   * many were predicted rightly, 10 for the sums of that probability.
   */
  static final class Bins implements Sums {

    static final Kind<Bins> KIND = new Kind<>("confidence-bins", scope -> new Bins());

    private static final int COUNT = 10;

    private final double[] numbers = new double[3 * COUNT];

    @Override
    public double[] numbers() {
      return numbers;
    }

    @Override
    public double n() {
      double sum = 0;
      for (int b = 0; b < COUNT; b++) {
        sum += numbers[b];
      }
      return sum;
    }

    @Override
    public void add(Outcomes points, int from, int to, double[] weights) {
      for (int i = from; i < to; i++) {
        double confidence = points.confidence[i];
        int bin = Math.min((int) (confidence * COUNT), COUNT - 1);
        numbers[bin] += weights[i];
        numbers[COUNT + bin] += points.predicted[i] == points.label[i] ? weights[i] : 0;
        numbers[2 * COUNT + bin] += weights[i] * confidence;
      }
    }
  }
}
