package io.gyre.cli.command;

import io.gyre.data.PrintableText;

/** A name as a person types it in a shell. */
final class ShellWord {

  private ShellWord() {}

  /** Returns the name, in quotes if a shell would take it for something else. */
  static String of(String name) {
    String visible = PrintableText.of(name);
    return visible.matches("[\\w.:/-]+") ? visible : "'" + visible.replace("'", "'\\''") + "'";
  }
}
