package io.gyre.scoring;

import java.util.Arrays;
import java.util.function.Function;

/**
 * The sums that a scope keeps of its scored points: each adds its count times its weight. Several
 * metrics may be computed from the same sums.
 *
 * <p>All sums are in {@link #numbers}, and 0 at first. Points are added one after the other, so
 * that how they were batched changes no bit.
 */
public abstract class Sums {

  /**
   * A share of the points that counts as 0: in the faded scope nothing becomes 0 for long, and
   * rounding errors of differences must not be divisors.
   */
  static final double LEAST_SHARE = 1e-9;

  double[] numbers; // each number ≥ 0, and linear in the weights; live: it may be scaled in place

  Sums(int count) {
    numbers = new double[count];
  }

  /**
   * Describes sums, which metrics of the same kind share: the name by which they are stored, of
   * letters, digits and {@code -}, and what makes them, all 0, for a scope and no class.
   */
  public record Kind<S extends Sums>(String name, Function<Scope, S> begin) {}

  /** n, the weights' sum of the points that counted. */
  abstract double n();

  /** Returns n relative to the weight of the last point. */
  double n(double weight) {
    return n() / weight;
  }

  /** Adds the points from one index to before another, with weights by the same index. */
  abstract void add(Outcomes points, int from, int to, double[] weights);

  /** Adds what others of this kind and K have counted. */
  void addAll(Sums other) {
    Arrays.setAll(numbers, i -> numbers[i] + other.numbers[i]);
    recount();
  }

  void clear() {
    Arrays.fill(numbers, 0);
    recount();
  }

  /** Called when numbers were set otherwise than by adding points. */
  void recount() {}

  /** Divides the weights of all points by a number. */
  void divide(double by) {
    Arrays.setAll(numbers, i -> numbers[i] / by);
  }

  /** Takes over numbers that were stored, as many as there are. */
  void restore(double[] stored) {
    numbers = stored;
    recount();
  }

  /** Makes room for K classes, never fewer than before, and keeps the sums. */
  void resize(int classes) {}

  static double sum(double[] numbers, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += numbers[i];
    }
    return sum;
  }
}
