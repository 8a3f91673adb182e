package io.gyre.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rate as it is typed: points per second, or {@code max}, which is {@link #MAX}. */
public final class RateText implements ITypeConverter<Double> {

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
