package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.StopSignal;
import io.gyre.cli.terminal.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** What a person sees of a command that has run to its end. */
public record Terminated(int exitCode, String out, String err) {

  /** Runs the real command line in this JVM, with its own environment. */
  public static Terminated run(Map<String, String> environment, String... args) {
    return run(Gyre.commandLine(environment, new StopSignal()), args);
  }

  /** Runs a command line, whichever it is. */
  public static Terminated run(CommandLine commandLine, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    int exitCode = commandLine.execute(args);
    commandLine.getOut().flush();
    return new Terminated(exitCode, out.toString(), err.toString());
  }

  /** Fails with what was said unless it has done what it was asked to do. */
  public void requireDone() {
    assertThat(exitCode).as("%s%s", out, err).isEqualTo(ExitCode.DONE);
  }
}
