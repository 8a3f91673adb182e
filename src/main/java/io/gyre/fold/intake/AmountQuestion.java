package io.gyre.fold.intake;

import io.gyre.GyreException;

/**
 * What a question wants to know of an amount beside it; each is not a number if it does not.
 *
 * @param level how many of 100 labels the interval shall hold, 50 to 99.9; as in the settings
 *     without
 * @param quantile q, 0.001 to 0.999: below which amount is the label with this probability?
 * @param above an amount: with which probability is the label above it?
 */
public record AmountQuestion(double level, double quantile, double above) {

  /** A question without any of them. */
  public static final AmountQuestion NONE = new AmountQuestion(Double.NaN, Double.NaN, Double.NaN);

  private static final double LEAST = 0.001;

  /** Throws a {@link GyreException} for what no question can ask. */
  public AmountQuestion {
    check("level: expected 50 to 99.9 percent, found %s", level, 50, 99.9);
    check("quantile: expected 0.001 to 0.999, found %s", quantile, LEAST, 1 - LEAST);
    check("above: expected an amount, found %s", above, -Double.MAX_VALUE, Double.MAX_VALUE);
  }

  private static void check(String message, double value, double least, double most) {
    if (value < least || value > most) {
      throw GyreException.of(message, value);
    }
  }
}
