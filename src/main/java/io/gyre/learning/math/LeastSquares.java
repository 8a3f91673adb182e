package io.gyre.learning.math;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;

/**
 * A linear model of few inputs by recursive least squares, which forgets (Plackett 1950):
 *
 * <pre>
 *  g = P·x,  q = λ + x·g,  w ← w + g·e/q,  P ← (P − g·gᵀ/q)/λ        P = I/ridge at first
 * </pre>
 *
 * <p>where e = y − w·x. Where the inputs say nothing for long, P grows without bound: at 10⁶ it
 * begins anew as I. Costs D² a point. Only plain arithmetic in a fixed order: the same on every
 * machine. Not thread-safe.
 */
public final class LeastSquares {

  private static final double LARGEST = 1e6;

  private final double fade; // λ
  private final double[] weights; // w, D
  private final double[][] inverse; // P, D×D
  private final double[] gain; // g, D

  /**
   * @param size D, the number of inputs
   * @param fade λ, above 0 to 1
   */
  public LeastSquares(int size, double fade, double ridge) {
    this.fade = fade;
    weights = new double[size];
    inverse = new double[size][size];
    gain = new double[size];
    begin(1 / ridge);
  }

  private void begin(double diagonal) {
    for (int i = 0; i < inverse.length; i++) {
      Arrays.fill(inverse[i], 0);
      inverse[i][i] = diagonal;
    }
  }

  /** Returns w, D numbers; live. */
  public double[] weights() {
    return weights;
  }

  /** Returns w·x. */
  public double predict(double[] x) {
    return LoopKernels.dot(weights.length, weights, x);
  }

  /**
   * Learns from a point.
   *
   * @param x D inputs, finite, not modified
   * @param error e, finite; it may be limited
   */
  public void learn(double[] x, double error) {
    int size = weights.length;
    double q = fade;
    for (int i = 0; i < size; i++) {
      gain[i] = LoopKernels.dot(size, inverse[i], x);
      q += gain[i] * x[i];
    }
    LoopKernels.add(size, error / q, gain, weights);
    boolean isLarge = false;
    for (int i = 0; i < size; i++) {
      double of = gain[i] / q;
      double[] row = inverse[i];
      for (int j = 0; j <= i; j++) {
        row[j] = (row[j] - of * gain[j]) / fade;
        inverse[j][i] = row[j];
      }
      isLarge |= !(row[i] > 0 && row[i] < LARGEST);
    }
    if (isLarge) {
      begin(1);
    }
  }

  public void write(StateWriter out) {
    out.putDoubles(weights);
    for (int i = 0; i < inverse.length; i++) {
      out.putDoubles(inverse[i], 0, i + 1);
    }
  }

  /**
   * Reads what {@link #write} wrote of a model whose inputs may have been others: what has left is
   * forgotten, what is new has no weight yet.
   *
   * @param places of each input that it had, its place now; −1 if it has left
   */
  public void read(StateReader in, int[] places) {
    double[] stored = in.getDoubles(places.length);
    Arrays.fill(weights, 0);
    for (int i = 0; i < places.length; i++) {
      double[] row = in.getDoubles(i + 1);
      for (int j = 0; j <= i && places[i] >= 0; j++) {
        if (places[j] >= 0) {
          inverse[places[i]][places[j]] = row[j];
          inverse[places[j]][places[i]] = row[j];
        }
      }
      if (places[i] >= 0) {
        weights[places[i]] = stored[i];
      }
    }
  }
}
