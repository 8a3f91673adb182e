package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.cli.option.Options;
import io.gyre.cli.terminal.CommandContext;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.UnreachableException;
import io.gyre.words.PrintableText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The base of all commands: stopping, printing, refusing options, waiting for a broker. */
abstract class GyreCommand extends Options implements Callable<Integer> {

  private static final Duration FIRST = Duration.ofSeconds(3);
  static final Duration RETRY = Duration.ofSeconds(2);

  @ParentCommand private CommandContext context;
  @Spec private CommandSpec spec;

  @Override
  protected final CommandSpec command() {
    return spec;
  }

  final StopSignal stop() {
    return context.stop;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Prints a line to standard output, at once. */
  final void say(String format, Object... values) {
    out().println(values.length == 0 ? format : format.formatted(values));
    out().flush();
  }

  /** Prints the command as it was typed, to be copied, with more options; nothing without any. */
  final void suggest(String options) {
    if (!options.isEmpty()) {
      say(
          "  to try all of this: gyre %s%s",
          spec.root().commandLine().getParseResult().originalArgs().stream()
              .filter(word -> !options.endsWith(" " + word))
              .map(PrintableText::shellWord)
              .collect(Collectors.joining(" ")),
          options);
    }
  }

  /** Prints a line to standard error, at once. */
  final void note(String format, Object... values) {
    err().println(values.length == 0 ? format : format.formatted(values));
    err().flush();
  }

  /** Prints a line to standard error, after the command's name, at once. */
  final void tell(String format, Object... values) {
    String line = values.length == 0 ? format : format.formatted(values);
    note("%s: %s", spec.qualifiedName(), line);
  }

  /**
   * Returns an admin client of a broker, for which it waits as long as it takes.
   *
   * @param onWait called once if there is no broker yet
   * @return closed by the caller; null if the stop was requested meanwhile
   */
  final Admin awaitAdmin(ClusterAccess cluster, Runnable onWait) throws InterruptedException {
    boolean waiting = false;
    while (!stop().requested()) {
      try {
        return cluster.admin(waiting ? RETRY : FIRST);
      } catch (UnreachableException e) {
        if (!waiting) {
          note(
              "Waiting for a Kafka broker at %s. %s Ctrl-C stops.",
              cluster.bootstrapServers(), UnreachableException.QUESTION);
          onWait.run();
        }
        waiting = true;
        stop().await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
    return null;
  }

  /** Asks on standard input whether to go on; returns whether the answer is yes. */
  final boolean answered(String consequence) throws IOException {
    out().print(consequence + " Type yes to go on: ");
    out().flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    if (answer == null) {
      throw new GyreException(
          "nobody answered the question on standard input. Add --yes to go on without asking");
    }
    return answer.strip().equalsIgnoreCase("yes");
  }
}
