package io.gyre.cli.terminal;

/** The exit codes of the process. */
public final class ExitCode {

  /** Success; also of a command that runs until it is stopped, once it is stopped. */
  public static final int DONE = 0;

  /** Failed, or done in part only. A message on standard error tells the failure and its reason. */
  public static final int FAILED = 1;

  /** Not started, because the arguments are wrong. A message on standard error says which. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
