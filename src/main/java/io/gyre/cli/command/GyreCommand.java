package io.gyre.cli.command;

import io.gyre.StopSignal;
import io.gyre.cli.terminal.CommandContext;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What all commands share: how they stop, what they print, how they refuse an option. */
abstract class GyreCommand implements Callable<Integer> {

  static final int LAST_PORT = 65_535;

  @ParentCommand private CommandContext context;
  @Spec private CommandSpec spec;

  final StopSignal stop() {
    return context.stop();
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Prints a line to standard output, at once. */
  final void say(String line) {
    out().println(line);
    out().flush();
  }

  /** Prints a line to standard error, behind the command's name, at once. */
  final void tell(String line) {
    err().println(spec.qualifiedName() + ": " + line);
    err().flush();
  }

  final ParameterException wrong(String message) {
    return wrong(message, null);
  }

  final ParameterException wrong(String message, Exception cause) {
    return new ParameterException(spec.commandLine(), message, cause);
  }

  final void require(boolean holds, String message) {
    if (!holds) {
      throw wrong(message);
    }
  }

  final void requireAtLeast(String option, long least, long found) {
    require(found >= least, "%s: expected %d or more, found %d".formatted(option, least, found));
  }

  final void requireBetween(String option, long least, long most, long found) {
    require(
        found >= least && found <= most,
        "%s: expected %d to %d, found %d".formatted(option, least, most, found));
  }

  /** Refuses options that were typed, each for what it is. */
  final void refuse(String reason, String... options) {
    for (String option : options) {
      require(!isTyped(option), option + reason);
    }
  }

  /** Tells whether an option was typed, rather than set by a variable for all commands. */
  final boolean isTyped(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }
}
