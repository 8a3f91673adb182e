package io.gyre.broker;

import io.gyre.cli.Child;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A local broker in a JVM of its own. */
public final class BrokerProcess implements AutoCloseable {

  /** What it prints, before its address, once it accepts clients. */
  public static final String READY = "ready ";

  private final Process process;
  private final BufferedReader output;
  private String bootstrapServers;

  private BrokerProcess(Process process) {
    this.process = process;
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream()));
  }

  /** Runs in the child: starts the broker, says so, and stays until it is killed. */
  public static void main(String[] args) throws IOException {
    try (LocalBroker broker = LocalBroker.start(Path.of(args[0]), Integer.parseInt(args[1]))) {
      System.out.println(READY + broker.bootstrapServers());
      while (System.in.read() >= 0) {
        // Ends with the parent.
      }
    }
  }

  /** Starts a child and returns when its broker accepts clients. */
  static BrokerProcess start(Path folder, int port, Map<String, String> environment)
      throws IOException {
    List<String> command =
        Child.command(BrokerProcess.class, folder.toString(), Integer.toString(port));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    BrokerProcess child = new BrokerProcess(builder.start());
    child.awaitReady();
    return child;
  }

  private void awaitReady() throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(READY)) {
        bootstrapServers = line.substring(READY.length());
        return;
      }
    }
    throw new IllegalStateException("the broker's process ended before it was ready");
  }

  Clients clients() {
    return new Clients(bootstrapServers);
  }

  int port() {
    return Integer.parseInt(bootstrapServers.substring(bootstrapServers.indexOf(':') + 1));
  }

  /** Waits for the child to end by itself, and returns the rest of its output. */
  String outputToTheEnd() {
    return output.lines().collect(Collectors.joining("\n"));
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
