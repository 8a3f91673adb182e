package io.gyre.learning.gradient;

import com.fasterxml.jackson.annotation.JsonValue;
import io.gyre.data.NumpyRandom;
import java.util.Locale;

/** The rules for initial weights; biases start at 0. */
public enum Initialisation {
  /** All zero: for logistic regression only, since equal hidden units would stay equal. */
  ZERO,
  /** Normal × 0.01, the notebook's. */
  NORMAL,
  /** Normal with deviation 1/√(inputs of the layer), LeCun's (Efficient BackProp, 1998, 4.6). */
  FAN_IN;

  private static final double SMALL = 0.01;

  /**
   * Draws weights row by row from numpy's generator, as the notebook does, except {@link #ZERO}.
   *
   * @param inputs how many the layer has
   * @param w outputs × inputs, overwritten
   */
  void draw(NumpyRandom random, int inputs, double[] w) {
    double deviation = deviation(inputs);
    for (int i = 0; i < w.length && deviation > 0; i++) {
      w[i] = random.nextGaussian() * deviation;
    }
  }

  /** Returns the deviation of the weights of a layer by its number of inputs, 0 or more. */
  double deviation(int inputs) {
    return switch (this) {
      case ZERO -> 0;
      case NORMAL -> SMALL;
      case FAN_IN -> 1 / Math.sqrt(inputs);
    };
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
