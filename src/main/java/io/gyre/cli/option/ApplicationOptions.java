package io.gyre.cli.option;

import io.gyre.GyreException;
import io.gyre.stream.start.ApplicationSettings;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that name the application and the place of its state. */
public final class ApplicationOptions {

  private static final String DEFAULT = "gyre";

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      defaultValue = DEFAULT,
      converter = IdText.class)
  private String id;

  @Option(names = "--state-dir", paramLabel = "DIR")
  private Path state;

  /** Reads and checks the id of an application. */
  public static final class IdText implements ITypeConverter<String> {

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

  public String id() {
    return id;
  }

  public String typed() {
    return id.equals(DEFAULT) ? "" : " --application-id " + id;
  }

  /** Returns the folder of this instance's state. */
  public Path state() {
    return state != null ? state : Path.of(System.getProperty("user.home"), ".gyre", "learn", id);
  }
}
