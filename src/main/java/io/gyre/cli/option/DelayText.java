package io.gyre.cli.option;

import io.gyre.data.Point;
import io.gyre.feed.HeldLabels.Delay;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads by how much labels are held back: a number of rows, or a duration. */
public final class DelayText implements ITypeConverter<Delay> {

  @Override
  public Delay convert(String text) {
    if (text.matches("\\d{1,12}")) {
      return new Delay(Long.parseLong(text), false);
    }
    try {
      long duration = new AmountText.Duration().convert(text);
      return new Delay(Math.min(duration, Point.MAX_TIME), true);
    } catch (TypeConversionException e) {
      throw new TypeConversionException(
          "'%s' is neither a number of rows, as 5000, nor a duration, as 500ms, 10s, 5m, 1h or 7d"
              .formatted(text));
    }
  }
}
