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
   * Makes a network, or with {@code w1} null a logistic regression. The arrays are copied. The rows
   * of {@code w2} and the numbers of {@code b2} are as many as classes, with two classes one, with
   * fewer none.
   *
   * @param features D, 1 or more
   * @param classes K, 0 or more
   * @param w1 H×D, or null
   * @param b1 H, or null
   * @param w2 rows×H; for a logistic regression rows×D
   * @param b2 as many as rows
   * @param clip limit of a scaled feature; 0: none
   * @throws IllegalArgumentException when shapes disagree or a number is not finite
   */
  public static TrainedModel of(
      int features,
      int classes,
      double[][] w1,
      double[] b1,
      double[][] w2,
      double[] b2,
      double clip) {
    int hidden = w1 == null ? 0 : w1.length;
    if (features < 1
        || classes < 0
        || hidden > NetworkSettings.MAX_HIDDEN
        || (w1 != null && hidden == 0)) {
      throw new IllegalArgumentException(
          "parameters: expected 1 feature or more, 0 classes or more and at most %d hidden units, found %d, %d and %d"
              .formatted(NetworkSettings.MAX_HIDDEN, features, classes, hidden));
    }
    double[][] given = parts(features, classes, w1, b1, w2, b2);
    Model model =
        w1 == null
            ? new LogisticRegression(features, classes, 0)
            : new Network(hidden, features, classes, 0);
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

  /** K, the number of classes. */
  public int classes() {
    return model.classes();
  }

  /**
   * Computes the probabilities of the classes.
   *
   * @param x D finite numbers, not modified
   * @return K numbers ≥ 0 that add up to 1
   */
  public double[] probabilities(double[] x) {
    double[] scaled = new double[x.length];
    for (int d = 0; d < x.length; d++) {
      scaled[d] =
          mean == null
              ? Scaler.bounded(x[d], clip)
              : Scaler.standard(x[d], mean[d], deviation[d], clip);
    }
    double[] probabilities = new double[model.classes()];
    // A model computes in arrays of its own, and the scaled model shares them with the plain one.
    synchronized (model) {
      model.probabilities(scaled, probabilities);
    }
    return probabilities;
  }

  private static double[][] parts(
      int features, int classes, double[][] w1, double[] b1, double[][] w2, double[] b2) {
    int rows = OutputLayer.rows(classes);
    double[] output = flat("w2", w2, rows, w1 == null ? features : w1.length);
    check("b2", b2, rows);
    if (w1 == null) {
      return new double[][] {output, b2};
    }
    check("b1", b1, w1.length);
    return new double[][] {flat("w1", w1, w1.length, features), b1, output, b2};
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
}
