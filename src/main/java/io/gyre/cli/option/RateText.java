package io.gyre.cli.option;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rate as it is typed: points per second, or {@code max}, which is 0: no limit. */
public final class RateText implements ITypeConverter<Double> {

  @Override
  public Double convert(String text) {
    try {
      return text.equalsIgnoreCase("max") ? 0 : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "expected a number of points per second, or max, found '" + text + "'");
    }
  }
}
