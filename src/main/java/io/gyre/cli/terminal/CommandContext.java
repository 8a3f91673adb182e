package io.gyre.cli.terminal;

import io.gyre.StopSignal;
import java.util.Map;

/** The surroundings that the program gives to its commands. */
public interface CommandContext {

  /** Returns the environment variables; never ask {@code System} for them. */
  Map<String, String> environment();

  /** Returns Ctrl-C and SIGTERM. */
  StopSignal stop();
}
