package io.gyre.cli.option;

import io.gyre.data.DurationText;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number with its unit; a number that is too large becomes the largest long. */
abstract class AmountText implements ITypeConverter<Long> {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,12})([A-Za-z]+)");

  private final String expected;
  private final Map<String, Long> units;

  private AmountText(String expected, Map<String, Long> units) {
    this.expected = expected;
    this.units = units;
  }

  @Override
  public Long convert(String text) {
    Matcher matcher = TEXT.matcher(text);
    Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
    if (unit == null) {
      throw new TypeConversionException("'%s' is not %s".formatted(text, expected));
    }
    return Math.min(Long.parseLong(matcher.group(1)), Long.MAX_VALUE / unit) * unit;
  }

  /** Reads a duration in milliseconds: {@code 500ms}, {@code 1s}, {@code 5m}, {@code 1h}. */
  static final class Duration extends AmountText {
    Duration() {
      super(
          "a duration; expected a whole number and a unit, as 500ms, 1s, 5m, 1h or 7d",
          DurationText.UNITS);
    }
  }

  /** Reads a number of bytes: {@code 512MiB}. */
  static final class Bytes extends AmountText {
    Bytes() {
      super(
          "a number of bytes; expected a whole number and a unit, as 512MiB or 1GiB",
          Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40));
    }
  }
}
