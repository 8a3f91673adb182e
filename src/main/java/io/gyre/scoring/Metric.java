package io.gyre.scoring;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/**
 * A score: a function of the sums over the points of a scope.
 *
 * <p>To add one, write its formula in the {@link Sums} that it is computed from, with new sums if
 * no others fit, and a line in {@link MetricRegistry}; {@code MetricContractTest} finds it. Tables,
 * the page, Prometheus and the schema of the metrics topic in Avro follow from what it says here.
 *
 * @param <S> the sums it is computed from
 * @param name for people and topics: lower-case letters, digits and {@code -}
 * @param title its name on the page
 * @param meaning what it is, in some words
 * @param isNumber whether it is one number, and not one by class or a matrix
 * @param formula gives the same if all weights are multiplied by a number: a {@code Double}, a
 *     {@code Map} from class numbers to {@code Double}s or nulls, a matrix of {@code long}s, or
 *     lists of {@code Double}s or nulls; null if it is undefined
 */
public record Metric<S extends Sums>(
    String name,
    String title,
    String meaning,
    Unit unit,
    Shown shown,
    boolean isNumber,
    Set<Scope> scopes,
    Sums.Kind<S> sums,
    Function<S, ?> formula) {

  private static final Set<Scope> EVERY = EnumSet.allOf(Scope.class);

  /** The unit in which its number is shown. */
  public enum Unit {
    /** A share, 0 to 1, in percent. */
    SHARE,
    /** A cost in nats, whose small differences count; less is better. */
    NATS,
    /** A distance from what would be right; less is better. */
    ERROR,
    /** A distance in the unit of the label; less is better. */
    AMOUNT,
    /** A number of points. */
    COUNT,
    NONE;

    public boolean lessIsBetter() {
      return this == NATS || this == ERROR || this == AMOUNT;
    }
  }

  /** The tables that have a column of it; the page's details, the topic and JSON have each. */
  public enum Shown {
    /** Each. */
    ALWAYS,
    /** Each, or a row of its own where a table has rows of guesses. */
    BASELINE,
    /**
     * Those of {@code gyre score} and the page, but not that at the end of {@code gyre up FILE}.
     */
    IN_DETAIL,
    /** None. */
    ON_REQUEST
  }

  /** Makes a metric that is a number in every scope, and does not yet say what it is. */
  public static <S extends Sums> Metric<S> number(
      String name, Unit unit, Shown shown, Sums.Kind<S> sums, Function<S, Double> formula) {
    return new Metric<>(name, name, "", unit, shown, true, EVERY, sums, formula);
  }

  /** Makes a metric that is a number by class, or a table, in every scope. */
  static <S extends Sums> Metric<S> table(String name, Sums.Kind<S> sums, Function<S, ?> formula) {
    return new Metric<>(name, name, "", Unit.NONE, Shown.ON_REQUEST, false, EVERY, sums, formula);
  }

  /** Returns this metric for some scopes only. */
  Metric<S> in(Scope first, Scope... others) {
    Set<Scope> some = EnumSet.of(first, others);
    return new Metric<>(name, title, meaning, unit, shown, isNumber, some, sums, formula);
  }

  /** Returns this metric with its name on the page, and what it is. */
  public Metric<S> means(String called, String what) {
    return new Metric<>(name, called, what, unit, shown, isNumber, scopes, sums, formula);
  }
}
