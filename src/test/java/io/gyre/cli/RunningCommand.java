package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Patience;
import io.gyre.StopSignal;
import io.gyre.cli.terminal.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import picocli.CommandLine;

/** A command that runs on a thread of its own until it is closed, as if by Ctrl-C. */
public final class RunningCommand implements AutoCloseable {

  private final StopSignal stop = new StopSignal();
  private final StringWriter out = new StringWriter();
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

  public RunningCommand(String... arguments) {
    this(Map.of(), arguments);
  }

  public RunningCommand(Map<String, String> environment, String... arguments) {
    CommandLine commandLine = Gyre.commandLine(environment, stop);
    PrintWriter writer = new PrintWriter(out, true);
    commandLine.setOut(writer);
    commandLine.setErr(writer);
    new Thread(() -> exitCode.complete(commandLine.execute(arguments)), arguments[0]).start();
  }

  /** What the command has said so far. */
  public String output() {
    return out.toString();
  }

  /** Waits until the command has said something, and returns all lines up to it. */
  public List<String> await(String said) {
    Awaitility.await(said).until(() -> exitCode.isDone() || output().contains(said));
    String all = output();
    assertThat(all).contains(said);
    return all.substring(0, (all + "\n").indexOf('\n', all.indexOf(said))).lines().toList();
  }

  /** Stops the command and waits for its end. */
  @Override
  public void close() {
    stop.request();
    int code = exitCode.orTimeout(Patience.TIME.toSeconds(), TimeUnit.SECONDS).join();
    if (code != ExitCode.DONE) {
      throw new AssertionError("exit code " + code + ":\n" + output());
    }
  }
}
