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
public interface Sums {

  /**
   * The description of sums: metrics that name the same kind share them.
   *
   * @param name by which they are stored; letters, digits and {@code -}
   * @param begin makes them, all 0, for a scope and no class
   */
  record Kind<S extends Sums>(String name, Function<Scope, S> begin) {}

  /**
   * Everything remembered, live: it may be read and scaled in place, until the next {@link
   * #resize}. Each number ≥ 0, and linear in the weights.
   */
  double[] numbers();

  /** n, the weights' sum of the points that counted. */
  double n();

  /**
   * Adds points.
   *
   * @param from the first one's index
   * @param to the index after the last one's
   * @param weights one a point, by the same index
   */
  void add(Outcomes points, int from, int to, double[] weights);

  /**
   * Adds what others have counted.
   *
   * @param other of this kind and K; not modified
   */
  default void addAll(Sums other) {
    double[] numbers = numbers();
    double[] more = other.numbers();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += more[i];
    }
  }

  /** Forgets all points. */
  default void clear() {
    Arrays.fill(numbers(), 0);
  }

  /**
   * Takes over numbers that were stored.
   *
   * @param stored as many as there are; not modified
   */
  default void restore(double[] stored) {
    System.arraycopy(stored, 0, numbers(), 0, stored.length);
  }

  /**
   * Makes room for K classes, and keeps what is known.
   *
   * @param classes K, never fewer than before
   */
  default void resize(int classes) {}
}
