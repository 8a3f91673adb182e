package io.gyre.scoring;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/**
 * A score: a function of the sums over the points of a scope.
 *
 * <p>To add one, write its formula in the {@link Sums} that it is computed from, with new sums if
 * no others fit, and a line in {@link MetricRegistry}; {@code MetricContractTest} finds it.
 *
 * @param <S> the sums it is computed from
 * @param name for people and topics: lower-case letters, digits and {@code -}
 * @param isNumber whether it is one number, and not one by class or a matrix
 * @param formula gives the same if all weights are multiplied by a number: a {@code Double}, a
 *     {@code Map} from class numbers to {@code Double}s or nulls, a matrix of {@code long}s, or
 *     lists of {@code Double}s or nulls; null if it is undefined
 */
public record Metric<S extends Sums>(
    String name,
    Unit unit,
    Shown shown,
    boolean isNumber,
    Set<Scope> scopes,
    Sums.Kind<S> sums,
    Function<S, ?> formula) {

  /** The unit in which its number is shown. */
  public enum Unit {
    /** A share, 0 to 1, in percent. */
    SHARE,
    /** A cost in nats, whose small differences count. */
    NATS,
    NONE
  }

  /** The tables of totals that show it; the page, the topic and JSON have all metrics. */
  public enum Shown {
    /** Each. */
    ALWAYS,
    /** Shown by {@code gyre score}, but not at the end of {@code gyre up FILE}. */
    IN_DETAIL,
    /** None. */
    ON_REQUEST
  }

  /** Makes a metric that is a number in every scope. */
  public static <S extends Sums> Metric<S> number(
      String name, Unit unit, Shown shown, Sums.Kind<S> sums, Function<S, Double> formula) {
    return new Metric<>(name, unit, shown, true, EnumSet.allOf(Scope.class), sums, formula);
  }

  /** Makes a metric that is a number by class, or a table, in every scope. */
  static <S extends Sums> Metric<S> table(String name, Sums.Kind<S> sums, Function<S, ?> formula) {
    return new Metric<>(
        name, Unit.NONE, Shown.ON_REQUEST, false, EnumSet.allOf(Scope.class), sums, formula);
  }

  /** Returns this metric for some scopes only. */
  Metric<S> in(Scope first, Scope... others) {
    return new Metric<>(name, unit, shown, isNumber, EnumSet.of(first, others), sums, formula);
  }
}
