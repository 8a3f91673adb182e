package io.gyre.fold.alerts;

import io.gyre.GyreException;
import io.gyre.words.DurationText;
import java.time.Duration;
import java.util.Locale;

/**
 * How many points may be looked at: so many in a period of the stream's time, or a share of all.
 *
 * @param alerts the number in a period, above 0
 * @param period its length: in ms, or in points
 * @param inPoints whether in points
 */
public record Budget(double alerts, long period, boolean inPoints) {

  /** The period of a share: enough points to find its threshold among them. */
  static final int SHARE_OF = 1_000;

  /** The longest period, ten years; the sums of more would be as good as those of all time. */
  private static final long LONGEST = Duration.ofDays(3_652).toMillis();

  /** Throws a {@link GyreException} for a number or a period out of its range. */
  public Budget {
    if (!(alerts > 0 && alerts <= Integer.MAX_VALUE)) {
      throw GyreException.of(
          "expected more than 0 points and at most %d, found %.0f", Integer.MAX_VALUE, alerts);
    }
    if (inPoints ? alerts > period : period < 1 || period > LONGEST) {
      throw inPoints
          ? GyreException.of("expected at most 100%%, found %s", share(alerts / period))
          : new GyreException("expected a period of 1ms to 3652d");
    }
  }

  /** Returns a budget of a share of all points, above 0 and at most 1. */
  public static Budget ofShare(double share) {
    return new Budget(share * SHARE_OF, SHARE_OF, true);
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.6f", 100 * share).replaceFirst("\\.?0+$", "") + "%";
  }

  /** Returns it as it is typed: {@code 100/1d}, {@code 5%}. */
  @Override
  public String toString() {
    if (inPoints) {
      return share(alerts / period);
    }
    return "%.0f/%s".formatted(alerts, DurationText.of(period));
  }
}
