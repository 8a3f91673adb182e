package io.gyre.scoring;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/**
 * A score: a function of the sums over the points of a scope.
 *
 * <p>To add one, write its formula in the {@link Sums} that it is computed from, with sums of its
 * own if no other has what it needs, and a line in {@link MetricRegistry}; {@code
 * MetricContractTest} finds it.
 *
 * @param <S> what it is computed from
 * @param name for people and topics: lower-case letters, digits and {@code -}
 * @param unit how its number is written, if it is one
 * @param shown which tables show it, if it is one number
 * @param isNumber whether it is one number, and not one by class or a matrix
 * @param scopes those that it is computed for
 * @param sums what it is computed from
 * @param formula computes it; the same if all weights are multiplied by a number
 */
public record Metric<S extends Sums>(
    String name,
    Unit unit,
    Shown shown,
    boolean isNumber,
    Set<Scope> scopes,
    Sums.Kind<S> sums,
    Function<S, ?> formula) {

  /** How its number is written for people. */
  public enum Unit {
    /** A share, 0 to 1, in percent. */
    SHARE,
    /** A cost in nats, of which small differences count. */
    NATS,
    /** Any other number. */
    NONE
  }

  /** Which tables of totals have a column of it. */
  public enum Shown {
    /** Each. */
    ALWAYS,
    /** That of {@code gyre score}, and not the short one at the end of {@code gyre up FILE}. */
    IN_DETAIL,
    /** None: people find it on the page, programs on the topic and in JSON. */
    ON_REQUEST
  }

  /** Makes one that is a number in every scope. */
  public static <S extends Sums> Metric<S> number(
      String name, Unit unit, Shown shown, Sums.Kind<S> sums, Function<S, Double> formula) {
    return new Metric<>(name, unit, shown, true, EnumSet.allOf(Scope.class), sums, formula);
  }

  /** Makes one that is a number by class, or a table, in every scope. */
  static <S extends Sums> Metric<S> table(String name, Sums.Kind<S> sums, Function<S, ?> formula) {
    return new Metric<>(
        name, Unit.NONE, Shown.ON_REQUEST, false, EnumSet.allOf(Scope.class), sums, formula);
  }

  /** Returns this metric for some scopes only. */
  Metric<S> in(Scope first, Scope... others) {
    return new Metric<>(name, unit, shown, isNumber, EnumSet.of(first, others), sums, formula);
  }

  /**
   * Computes it.
   *
   * @return a {@code Double}, a {@code Map} from class numbers to {@code Double}s or nulls, or a
   *     matrix of {@code long}s, or lists of {@code Double}s or nulls; null if it is undefined
   */
  Object value(S of) {
    return formula.apply(of);
  }
}
