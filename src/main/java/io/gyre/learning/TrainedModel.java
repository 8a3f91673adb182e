package io.gyre.learning;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * A model as a learner published it: it predicts, and learns no more.
 *
 * <p>Its probabilities are those of the learner that published the parameters, bit for bit.
 * Immutable and thread-safe.
 */
public final class TrainedModel {

  private final Model model;
  private final double clip;
  private final double[] mean; // D; null without a scale
  private final double[] deviation; // D

  private TrainedModel(Model model, double clip, double[] mean, double[] deviation) {
    this.model = model;
    this.clip = clip;
    this.mean = mean;
    this.deviation = deviation;
  }

  /**
   * Makes a network, or with {@code w1} null a logistic regression. The arrays are copied.
   *
   * @param features D, 1 or more
   * @param w1 H×D, or null
   * @param b1 H, or null
   * @param w2 1×H; for a logistic regression 1×D
   * @param b2 one number
   * @param clip limit of a scaled feature; 0: none
   * @throws IllegalArgumentException when shapes disagree or a number is not finite
   */
  public static TrainedModel of(
      int features, double[][] w1, double[] b1, double[][] w2, double[] b2, double clip) {
    int hidden = w1 == null ? 0 : w1.length;
    if (features < 1 || hidden > LearnerSettings.MAX_HIDDEN || (w1 != null && hidden == 0)) {
      throw new IllegalArgumentException(
          "parameters: expected 1 feature or more and at most %d hidden units, found %d and %d"
              .formatted(LearnerSettings.MAX_HIDDEN, features, hidden));
    }
    double[][] given = parts(features, hidden, w1, b1, w2, b2);
    Model model = Model.of(settings(hidden), features);
    DMatrixRMaj[] parameters = model.parameters();
    for (int i = 0; i < given.length; i++) {
      System.arraycopy(given[i], 0, parameters[i].data, 0, given[i].length);
    }
    return new TrainedModel(model, Scaler.effectiveClip(clip), null, null);
  }

  /**
   * Returns this model behind a standardisation of the features.
   *
   * @param means D
   * @param deviations D; 0 for a feature that never varied
   * @throws IllegalArgumentException when there are not D of each, or one is not finite
   */
  public TrainedModel scaled(double[] means, double[] deviations) {
    check("mean", means, features());
    check("deviation", deviations, features());
    return new TrainedModel(model, clip, means.clone(), deviations.clone());
  }

  /** D, the number of features. */
  public int features() {
    return model.features();
  }

  /**
   * Computes the probability of label 1.
   *
   * @param x D finite numbers, not modified
   */
  public double probability(double[] x) {
    double[] scaled = new double[x.length];
    for (int d = 0; d < x.length; d++) {
      scaled[d] =
          mean == null
              ? Scaler.bounded(x[d], clip)
              : Scaler.standard(x[d], mean[d], deviation[d], clip);
    }
    // A model computes in arrays of its own, and the scaled model shares them with the plain one.
    synchronized (model) {
      return CrossEntropy.sigmoid(model.logit(scaled));
    }
  }

  private static double[][] parts(
      int features, int hidden, double[][] w1, double[] b1, double[][] w2, double[] b2) {
    double[] output = flat("w2", w2, 1, hidden == 0 ? features : hidden);
    check("b2", b2, 1);
    if (hidden == 0) {
      return new double[][] {output, b2};
    }
    check("b1", b1, hidden);
    return new double[][] {flat("w1", w1, hidden, features), b1, output, b2};
  }

  private static double[] flat(String name, double[][] matrix, int rows, int columns) {
    if (matrix == null || matrix.length != rows) {
      throw new IllegalArgumentException(
          "%s: expected %d rows, found %s"
              .formatted(name, rows, matrix == null ? "none" : String.valueOf(matrix.length)));
    }
    for (double[] row : matrix) {
      check(name, row, columns);
    }
    return Arrays.stream(matrix).flatMapToDouble(Arrays::stream).toArray();
  }

  private static void check(String name, double[] array, int length) {
    if (array == null
        || array.length != length
        || !Arrays.stream(array).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "%s: expected %d finite numbers, found %s"
              .formatted(
                  name, length, array == null ? "none" : array.length + " or not all finite"));
    }
  }

  /** Only the shape matters: every parameter is overwritten. */
  private static LearnerSettings settings(int hidden) {
    return new LearnerSettings(
        "trained",
        hidden == 0 ? LearnerSettings.Kind.LOGISTIC : LearnerSettings.Kind.NETWORK,
        hidden,
        hidden == 0 ? LearnerSettings.Initialisation.ZERO : LearnerSettings.Initialisation.NORMAL,
        Optimiser.Rule.GRADIENT_DESCENT,
        1,
        0,
        1,
        0,
        1,
        1,
        0,
        Scaler.Scaling.NONE,
        0,
        0,
        0);
  }
}
