package io.gyre.cli.option;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that name the application and the place of its state. */
public final class ApplicationOptions {

  private static final String DEFAULT = "gyre";

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      defaultValue = DEFAULT,
      converter = ApplicationId.class)
  private String id;

  @Option(names = "--state-dir", paramLabel = "DIR")
  private Path state;

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
