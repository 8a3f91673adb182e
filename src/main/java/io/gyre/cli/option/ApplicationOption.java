package io.gyre.cli.option;

import picocli.CommandLine.Option;

/** The option that names the application. */
public class ApplicationOption {

  /** The id of an application that is not named. */
  public static final String DEFAULT = "gyre";

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      defaultValue = DEFAULT,
      converter = Converters.ApplicationId.class)
  private String id;

  public String id() {
    return id;
  }

  /** Returns the option with which another command means the same application. */
  public String typed() {
    return id.equals(DEFAULT) ? "" : " --application-id " + id;
  }
}
