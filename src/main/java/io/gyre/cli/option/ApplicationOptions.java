package io.gyre.cli.option;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that name the application and the place of its state. */
public final class ApplicationOptions extends ApplicationOption {

  @Option(names = "--state-dir", paramLabel = "DIR")
  private Path state;

  /** Returns the folder of this instance's state. */
  public Path state() {
    return state != null ? state : Path.of(System.getProperty("user.home"), ".gyre", "learn", id());
  }
}
