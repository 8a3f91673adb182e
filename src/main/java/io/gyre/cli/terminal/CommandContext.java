package io.gyre.cli.terminal;

import io.gyre.StopSignal;
import java.util.Map;

/** The surroundings that the program gives to its commands. */
public abstract class CommandContext {

  /** The environment variables; never ask {@code System} for them. */
  public final Map<String, String> environment;

  /** Ctrl-C and SIGTERM. */
  public final StopSignal stop;

  protected CommandContext(Map<String, String> environment, StopSignal stop) {
    this.environment = Map.copyOf(environment);
    this.stop = stop;
  }
}
