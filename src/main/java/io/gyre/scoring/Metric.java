package io.gyre.scoring;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A score: a function of the sums over the points of a scope. It remembers nothing itself.
 *
 * <p>To add one, write the class, with its {@link Sums} if no other has what it needs, and a line
 * in {@link MetricRegistry}; {@code MetricContractTest} finds it. One that its sums compute already
 * needs no class: {@link #number}, {@link #byClass}.
 *
 * @param <S> what it is computed from
 */
public interface Metric<S extends Sums> {

  /** How its number is written for people. */
  enum Unit {
    /** A share, 0 to 1, in percent. */
    SHARE,
    /** A cost in nats, of which small differences count. */
    NATS,
    /** Any other number. */
    NONE
  }

  /** Which tables of totals have a column of it. */
  enum Shown {
    /** Each. */
    ALWAYS,
    /** That of {@code gyre score}, and not the short one at the end of {@code gyre up FILE}. */
    IN_DETAIL,
    /** None: people find it on the page, programs on the topic and in JSON. */
    ON_REQUEST
  }

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

  /** How its number is written, if it is one. */
  default Unit unit() {
    return Unit.NONE;
  }

  /** Which tables show it, if it is one number. */
  default Shown shown() {
    return Shown.ALWAYS;
  }

  /**
   * Computes it; the same if all weights are multiplied by a number.
   *
   * @return a {@code Double}, a {@code Map} from class numbers to {@code Double}s or nulls, or a
   *     matrix of {@code long}s, or lists of {@code Double}s or nulls; null if it is undefined
   */
  Object value(S sums);

  /** Makes one that is a number in every scope. */
  static <S extends Sums> Metric<S> number(
      String name, Unit unit, Shown shown, Sums.Kind<S> sums, Function<S, Double> value) {
    return new OfSums<>(name, unit, shown, sums, true, value);
  }

  /** Makes one that is a number by class in every scope. */
  static <S extends Sums> Metric<S> byClass(
      String name, Sums.Kind<S> sums, Function<S, Map<Integer, Double>> value) {
    return new OfSums<>(name, Unit.NONE, Shown.ON_REQUEST, sums, false, value);
  }

  /** A metric that its sums compute. */
  record OfSums<S extends Sums>(
      String name,
      Unit unit,
      Shown shown,
      Sums.Kind<S> sums,
      boolean isNumber,
      Function<S, ?> function)
      implements Metric<S> {

    @Override
    public Object value(S of) {
      return function.apply(of);
    }
  }
}
