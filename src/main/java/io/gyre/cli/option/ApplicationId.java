package io.gyre.cli.option;

import io.gyre.GyreException;
import io.gyre.stream.start.ApplicationSettings;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads and checks the id of an application. */
public final class ApplicationId implements ITypeConverter<String> {

  @Override
  public String convert(String text) {
    try {
      ApplicationSettings.checkApplication(text);
    } catch (GyreException e) {
      throw new TypeConversionException(e.getMessage());
    }
    return text;
  }
}
