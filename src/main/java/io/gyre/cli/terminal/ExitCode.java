package io.gyre.cli.terminal;

/** What the process tells its caller when it ends. */
public final class ExitCode {

  /** Done what was asked; also a command that runs until it is stopped, once it is stopped. */
  public static final int DONE = 0;

  /** Failed, or done in part only. A message on standard error says what and why. */
  public static final int FAILED = 1;

  /** Not started, because the arguments are wrong. A message on standard error says which. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
