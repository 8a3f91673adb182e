package io.gyre.cli.view;

import io.gyre.data.Label;
import io.gyre.scoring.Metric;
import io.gyre.topic.Prediction;
import io.gyre.words.PrintableText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as a person reads them; the same in every locale. */
public final class NumberText {

  static final String NONE = "-";

  private static final int LONGEST_LABEL = 24;
  private static final double FOUR_DIGITS = 1_000;
  private static final double LARGE = 1e12;
  private static final double SMALL = 1e-6;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private NumberText() {}

  /** Returns a count with its thousands apart: 12,345. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns a number in a format, or a dash for null. */
  static String formatted(String format, Double number) {
    return number == null ? NONE : String.format(Locale.ROOT, format, number);
  }

  /**
   * Returns the probability of the positive class if there are two, else of the predicted one; a
   * dash if absent.
   */
  public static String probability(Prediction prediction) {
    double probability =
        prediction.ofTwoClasses() ? prediction.probability() : prediction.confidence();
    return Double.isNaN(probability) ? NONE : probability(probability);
  }

  /** Returns a score in its metric's unit; a dash if absent. */
  public static String score(Metric<?> metric, Double value) {
    return switch (metric.unit()) {
      case NATS -> formatted("%.6f", value);
      case SHARE -> formatted("%.2f %%", value == null ? null : 100 * value);
      case COUNT -> formatted("%,.0f", value);
      case ERROR, NONE -> formatted("%.4f", value);
      case AMOUNT -> amount(value);
    };
  }

  /** Returns an amount with four digits that count, or all before the point: 12,345 or 0.01235. */
  public static String amount(Double value) {
    double size = value == null ? 0 : Math.abs(value);
    if (size >= FOUR_DIGITS || (size > 0 && size < SMALL)) {
      return formatted(size >= LARGE || size < SMALL ? "%.3e" : "%,.0f", value);
    }
    int before = size < 1 ? 0 : (int) Math.floor(Math.log10(size)) + 1;
    int zeros = size == 0 || size >= 1 ? 0 : (int) -Math.floor(Math.log10(size)) - 1;
    return formatted("%." + (4 - before + zeros) + "f", value);
  }

  /** Returns the interval of an amount: 12.34 to 15.67; a dash if absent. */
  static String interval(Double lower, Double upper) {
    return lower == null || upper == null ? NONE : amount(lower) + " to " + amount(upper);
  }

  /** Returns a learner's share of a blend, such as 0.312; a dash if absent. */
  public static String weight(Double weight) {
    return formatted("%.3f", weight);
  }

  /** Returns a class as a person reads it. */
  public static String label(Label label) {
    return label == null
        ? NONE
        : PrintableText.shortened(PrintableText.of(label.text()), LONGEST_LABEL);
  }

  /** Returns a probability: 0.9312. A value that is not quite 0 or 1 is not shown as 0 or 1. */
  public static String probability(double probability) {
    if (probability > 0 && probability < 0.00005) {
      return "<0.0001";
    }
    return probability < 1 && probability >= 0.99995 ? ">0.9999" : formatted("%.4f", probability);
  }

  /** Returns a moment in the machine's time zone, with milliseconds only if it has some. */
  static String time(long epochMillis) {
    return exactTime(epochMillis).replaceFirst("\\.000$", "");
  }

  /** Returns a moment in the machine's time zone, always with milliseconds. */
  static String exactTime(long epochMillis) {
    return TIME.format(Instant.ofEpochMilli(epochMillis).atZone(ZoneId.systemDefault()));
  }
}
