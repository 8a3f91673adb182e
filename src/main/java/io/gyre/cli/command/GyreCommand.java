package io.gyre.cli.command;

import io.gyre.StopSignal;
import io.gyre.cli.option.OptionChecks;
import io.gyre.cli.terminal.CommandContext;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What all commands share: how they stop, what they print, how they refuse an option. */
abstract class GyreCommand implements Callable<Integer>, OptionChecks {

  @ParentCommand private CommandContext context;
  @Spec private CommandSpec spec;

  @Override
  public final CommandSpec command() {
    return spec;
  }

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
}
