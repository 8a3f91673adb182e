package io.gyre.cli.option;

import io.gyre.GyreException;
import io.gyre.app.score.FieldValue;
import io.gyre.app.score.LogPlace;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.feed.HeldLabels.Delay;
import io.gyre.fold.alerts.Budget;
import io.gyre.fold.alerts.CaseCost;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.words.DurationText;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of options as they are typed. */
public final class Converters {

  private Converters() {}

  private static <T> T read(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (GyreException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** Reads a whole number with its unit; a number that is too large becomes the largest long. */
  private abstract static class Amount implements ITypeConverter<Long> {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,12})([A-Za-z]+)");

    private final String expected;
    private final Map<String, Long> units;

    private Amount(String expected, Map<String, Long> units) {
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
  }

  /** Reads a duration in milliseconds: {@code 500ms}, {@code 1s}, {@code 5m}, {@code 1h}. */
  static final class Duration extends Amount {
    Duration() {
      super(
          "a duration; expected a whole number and a unit, as 500ms, 1s, 5m, 1h or 7d",
          DurationText.UNITS);
    }
  }

  /** Reads a number of bytes: {@code 512MiB}. */
  static final class Bytes extends Amount {
    Bytes() {
      super(
          "a number of bytes; expected a whole number and a unit, as 512MiB or 1GiB",
          Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40));
    }
  }

  /** Reads a budget: {@code 100/1d}, {@code 5%}. */
  static final class BudgetOfReviews implements ITypeConverter<Budget> {

    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,9})?)%");
    private static final Pattern IN_TIME = Pattern.compile("(\\d{1,12})/(.*)");
    private static final double PERCENT = 100;

    @Override
    public Budget convert(String text) {
      Matcher share = SHARE.matcher(text);
      Matcher inTime = IN_TIME.matcher(text);
      try {
        if (share.matches()) {
          return Budget.ofShare(Double.parseDouble(share.group(1)) / PERCENT);
        }
        if (inTime.matches()) {
          String period = inTime.group(2);
          boolean counted = !period.isEmpty() && Character.isDigit(period.charAt(0));
          long ms = new Duration().convert(counted ? period : "1" + period);
          return new Budget(Long.parseLong(inTime.group(1)), ms, false);
        }
      } catch (GyreException e) {
        throw new TypeConversionException(e.getMessage());
      }
      throw new TypeConversionException(
          "'%s' is no budget; expected a number in a period, as 100/1d or 20/1h, or a share of all, as 5%%"
              .formatted(text));
    }
  }

  /** Reads a cost: a number, or the path of a field. */
  static final class Cost implements ITypeConverter<CaseCost> {
    @Override
    public CaseCost convert(String text) {
      return read(() -> CaseCost.of(text.strip()));
    }
  }

  /** Reads by how much labels are held back: a number of rows, or a duration. */
  static final class LabelDelay implements ITypeConverter<Delay> {
    @Override
    public Delay convert(String text) {
      if (text.matches("\\d{1,12}")) {
        return new Delay(Long.parseLong(text), false);
      }
      try {
        return new Delay(Math.min(new Duration().convert(text), Point.MAX_TIME), true);
      } catch (TypeConversionException e) {
        throw new TypeConversionException(
            "'%s' is neither a number of rows, as 5000, nor a duration, as 500ms, 10s, 5m, 1h or 7d"
                .formatted(text));
      }
    }
  }

  /** Reads a place on a log. */
  public static final class Place implements ITypeConverter<LogPlace> {
    @Override
    public LogPlace convert(String text) {
      return read(() -> LogPlace.parse(text));
    }
  }

  /** Reads a field and its value. */
  public static final class ValueOfField implements ITypeConverter<FieldValue> {
    @Override
    public FieldValue convert(String text) {
      return read(() -> FieldValue.parse(text));
    }
  }

  /** Reads a class. */
  public static final class ClassLabel implements ITypeConverter<Label> {
    @Override
    public Label convert(String text) {
      try {
        return Label.parse(text.strip());
      } catch (InvalidPointException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads a rate: points per second, or {@code max}, which is {@link #MAX}. */
  public static final class Rate implements ITypeConverter<Double> {

    /** No limit: as fast as points are taken. */
    public static final double MAX = Double.POSITIVE_INFINITY;

    @Override
    public Double convert(String text) {
      try {
        return text.equalsIgnoreCase("max") ? MAX : Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            "expected a number of points per second, or max, found '" + text + "'");
      }
    }
  }

  /** Reads and checks the id of an application. */
  static final class ApplicationId implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return read(
          () -> {
            ApplicationSettings.checkApplication(text);
            return text;
          });
    }
  }

  /** Reads a delimiter: tab has no other name that a shell leaves alone. */
  static final class Delimiter implements ITypeConverter<Character> {
    @Override
    public Character convert(String text) {
      String read = text.equalsIgnoreCase("tab") || text.equals("\\t") ? "\t" : text;
      if (read.length() != 1) {
        throw new TypeConversionException(
            "expected a comma, ';', '|' or tab, found '%s'".formatted(text));
      }
      return read.charAt(0);
    }
  }
}
