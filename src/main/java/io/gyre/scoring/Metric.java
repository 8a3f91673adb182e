package io.gyre.scoring;

import java.util.EnumSet;
import java.util.Set;

/**
 * A score: a function of the sums over the points of a scope. It remembers nothing itself.
 *
 * <p>To add one, write the class, with its {@link Sums} if no other has what it needs, and a line
 * in {@link MetricRegistry}; {@code MetricContractTest} finds it.
 *
 * @param <S> what it is computed from
 */
public interface Metric<S extends Sums> {

  /** Names it, for people and topics: lower-case letters, digits and {@code -}. */
  String name();

  /** What it is computed from. */
  Sums.Kind<S> sums();

  /** The scopes that it is computed for. */
  default Set<Scope> scopes() {
    return EnumSet.allOf(Scope.class);
  }

  /** Tells whether it is one number, and not one by class or a matrix. */
  default boolean isNumber() {
    return true;
  }

  /**
   * Computes it; the same if all weights are multiplied by a number.
   *
   * @return a {@code Double}, a {@code Map} from class numbers to {@code Double}s or nulls, or a
   *     matrix of {@code long}s; null if it is undefined
   */
  Object value(S sums);
}
