package io.gyre.cli.option;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a class as it is typed. */
public final class LabelText implements ITypeConverter<Label> {

  @Override
  public Label convert(String text) {
    try {
      return Label.parse(text.strip());
    } catch (InvalidPointException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
