package io.gyre.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks options that name a port. */
public final class Ports {

  private static final int LAST = 65_535;

  private Ports() {}

  /**
   * Checks a port, 0 for any that is free.
   *
   * @throws ParameterException if it is not a port
   */
  public static void check(CommandSpec command, String option, int port) {
    check(command, option, port, 0);
  }

  /**
   * Checks a port.
   *
   * @param first the smallest that is allowed
   * @throws ParameterException if it is not a port
   */
  public static void check(CommandSpec command, String option, int port, int first) {
    if (port < first || port > LAST) {
      throw new ParameterException(
          command.commandLine(),
          "%s: expected %d to %d, found %d".formatted(option, first, LAST, port));
    }
  }
}
