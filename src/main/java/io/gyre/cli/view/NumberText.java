package io.gyre.cli.view;

import io.gyre.data.Label;
import io.gyre.data.PrintableText;
import io.gyre.scoring.Metric;
import io.gyre.topic.Prediction;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as a person reads them; the same in every locale. */
public final class NumberText {

  static final String NONE = "-";

  private static final int LONGEST_LABEL = 24;

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private NumberText() {}

  /** Returns a count with its thousands apart: 12,345. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns a cost: 0.693147, or a dash for none. */
  static String cost(Double cost) {
    return cost == null ? NONE : String.format(Locale.ROOT, "%.6f", cost);
  }

  /**
   * Returns the probability that a prediction gives: of the positive class if there are two, else
   * of the class predicted. A dash for none.
   */
  public static String probability(Prediction prediction) {
    double probability =
        prediction.ofTwoClasses() ? prediction.probability() : prediction.confidence();
    return Double.isNaN(probability) ? NONE : probability(probability);
  }

  /** Returns a score in its metric's unit; it may be null. */
  public static String score(Metric<?> metric, Double value) {
    return switch (metric.unit()) {
      case NATS -> cost(value);
      case SHARE -> percent(value);
      case NONE -> value == null ? NONE : String.format(Locale.ROOT, "%.4f", value);
    };
  }

  /** Returns how much of a blend a learner is: 0.312, or a dash for none. */
  public static String weight(Double weight) {
    return weight == null ? NONE : String.format(Locale.ROOT, "%.3f", weight);
  }

  /** Returns a class as a person reads it. */
  public static String label(Label label) {
    return label == null
        ? NONE
        : PrintableText.shortened(PrintableText.of(label.text()), LONGEST_LABEL);
  }

  /** Returns a probability: 0.9312. One that is not quite 0 or 1 does not look as if it were. */
  public static String probability(double probability) {
    if (probability > 0 && probability < 0.00005) {
      return "<0.0001";
    }
    if (probability < 1 && probability >= 0.99995) {
      return ">0.9999";
    }
    return String.format(Locale.ROOT, "%.4f", probability);
  }

  /** Returns a share in percent: 99.60 %, or a dash for none. */
  static String percent(Double share) {
    return share == null ? NONE : String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** Returns a moment in the machine's time zone, with milliseconds only if it has some. */
  static String time(long epochMillis) {
    return (epochMillis % 1000 == 0 ? SECONDS : MILLIS).format(local(epochMillis));
  }

  /** Returns a moment in the machine's time zone, always with milliseconds. */
  static String exactTime(long epochMillis) {
    return MILLIS.format(local(epochMillis));
  }

  private static java.time.ZonedDateTime local(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).atZone(ZoneId.systemDefault());
  }
}
