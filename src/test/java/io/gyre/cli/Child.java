package io.gyre.cli;

import io.gyre.GyreJar;
import io.gyre.TestJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own, with output that the test reads. */
public record Child(Process process, BufferedReader output) implements AutoCloseable {

  /** Starts a class. */
  static Child start(Class<?> main, String... arguments) throws IOException {
    return start(command(main, arguments));
  }

  static Child start(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new Child(process, process.inputReader());
  }

  /** Returns what starts a class, as fast as a JVM can. */
  public static List<String> command(Class<?> main, String... arguments) {
    String path = System.getProperty("java.class.path");
    return command(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", path, main.getName()),
        arguments);
  }

  /** Returns what starts Gyre's jar, with its archive of classes. */
  static List<String> gyre(String... arguments) {
    return command(GyreJar.program(), arguments);
  }

  private static List<String> command(List<String> program, String... arguments) {
    List<String> command = new ArrayList<>(TestJvm.command());
    command.addAll(program);
    command.addAll(List.of(arguments));
    return command;
  }

  /** Waits until it says just this. */
  void awaitLine(String expected) throws IOException {
    String line = output.readLine();
    while (line != null && !line.equals(expected)) {
      line = output.readLine();
    }
    if (line == null) {
      throw new AssertionError("the process ended without saying: " + expected);
    }
  }

  /** Sends SIGTERM: unlike Ctrl-C and SIGHUP no shell lets its children ignore it. */
  void terminate() {
    process.toHandle().destroy();
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /** Returns what it says until its end. */
  String rest() throws IOException {
    StringBuilder rest = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      rest.append(line).append('\n');
    }
    return rest.toString();
  }

  /** Kills it, and waits for its end: the next one may want its port. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
