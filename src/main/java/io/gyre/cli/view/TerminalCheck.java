package io.gyre.cli.view;

/** Tells whether output goes to a terminal rather than to a file or a program. */
public final class TerminalCheck {

  private TerminalCheck() {}

  /** Returns whether standard output is a terminal; scripts/gyre has looked. */
  public static boolean out() {
    return Boolean.getBoolean("gyre.terminal.out");
  }

  /** Returns whether standard error is a terminal; scripts/gyre has looked. */
  public static boolean err() {
    return Boolean.getBoolean("gyre.terminal.err");
  }
}
