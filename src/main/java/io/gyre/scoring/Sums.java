package io.gyre.scoring;

import java.util.Arrays;
import java.util.function.Function;

/**
 * What a scope remembers of the points that it scored: sums of what each point counts times the
 * point's weight. Several metrics may be computed from the same sums.
 *
 * <p>All of it lies in {@link #numbers}, and is 0 at first. A point adds to them in its turn, so
 * that how points were batched changes no bit.
 */
public abstract class Sums {

  /**
   * The share of the points below which there are none: in the faded scope nothing becomes 0 for
   * long, and what rounding leaves of a difference must not be divided by.
   */
  static final double LEAST_SHARE = 1e-9;

  /** Each number ≥ 0, and linear in the weights; live: it may be scaled in place. */
  double[] numbers;

  Sums(int count) {
    numbers = new double[count];
  }

  /**
   * The description of sums: metrics that name the same kind share them.
   *
   * @param name by which they are stored; letters, digits and {@code -}
   * @param begin makes them, all 0, for a scope and no class
   */
  public record Kind<S extends Sums>(String name, Function<Scope, S> begin) {}

  /** n, the weights' sum of the points that counted. */
  abstract double n();

  /**
   * Adds points.
   *
   * @param from the first one's index
   * @param to the index after the last one's
   * @param weights one a point, by the same index
   */
  abstract void add(Outcomes points, int from, int to, double[] weights);

  /** Adds what others have counted, of this kind and K. */
  void addAll(Sums other) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += other.numbers[i];
    }
  }

  void clear() {
    Arrays.fill(numbers, 0);
  }

  /** Takes over numbers that were stored: as many as there are, not modified. */
  void restore(double[] stored) {
    System.arraycopy(stored, 0, numbers, 0, stored.length);
  }

  /** Makes room for K classes, never fewer than before, and keeps what is known. */
  void resize(int classes) {}

  static double sum(double[] numbers, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += numbers[i];
    }
    return sum;
  }
}
