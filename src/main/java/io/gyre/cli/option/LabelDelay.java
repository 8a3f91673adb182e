package io.gyre.cli.option;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How long the label of a row is held back.
 *
 * @param amount rows, or milliseconds; 0 or more
 * @param isTime whether it is a time
 */
public record LabelDelay(long amount, boolean isTime) {

  /** Returns a delay of so many rows. */
  public static LabelDelay ofRows(long rows) {
    return new LabelDelay(rows, false);
  }

  /** Returns a delay of so much time. */
  public static LabelDelay of(Duration time) {
    return new LabelDelay(time.toMillis(), true);
  }

  /** Reads a delay as a person writes it: {@code 5000} for rows, {@code 1h} for a time. */
  static final class Text implements ITypeConverter<LabelDelay> {

    @Override
    public LabelDelay convert(String text) {
      if (text.matches("\\d{1,12}")) {
        return ofRows(Long.parseLong(text));
      }
      try {
        return of(new DurationText().convert(text));
      } catch (TypeConversionException e) {
        throw new TypeConversionException(
            "'%s' is neither a number of rows, as 5000, nor a duration, as 500ms, 10s, 5m, 1h or 7d"
                .formatted(text));
      }
    }
  }
}
