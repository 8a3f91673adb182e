package io.gyre.bench;

import io.gyre.GyreException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM with this one's classes, spoken to in lines. It ends with its standard input, so none is
 * left over however this process ends.
 */
final class ChildJvm implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 40;

  private final String name;
  private final Process process;
  private final BufferedReader out;
  private final BufferedWriter in;

  private ChildJvm(String name, Process process) {
    this.name = name;
    this.process = process;
    out = process.inputReader(StandardCharsets.UTF_8);
    in = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts one.
   *
   * @param name for messages
   * @param main the class whose main is run
   */
  static ChildJvm start(String name, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.awt.headless=true");
    // Standard output is for its lines alone.
    command.addAll(List.of("-Xlog:disable", "-Xlog:all=warning:stderr"));
    command.addAll(tuning());
    String log = System.getProperty("gyre.log.file");
    if (log != null) {
      command.add("-Dgyre.log.file=" + log);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    try {
      return new ChildJvm(
          name, new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new GyreException("%s: no process can be started: %s".formatted(name, e), e);
    }
  }

  /** The options that this JVM was tuned with, and its folders: children run as Gyre does. */
  private static List<String> tuning() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.matches("-XX:.*|-Xm.*|-Djava\\..*"))
        .filter(argument -> !argument.contains("Archive"))
        .toList();
  }

  /**
   * Takes this process's standard output for lines to the parent alone; called first in the child's
   * main. Whatever else is printed there, a log line for instance, goes to standard error from here
   * on.
   */
  static PrintStream lineToParent() {
    PrintStream out = System.out;
    System.setOut(System.err);
    return out;
  }

  /** Says a line to it. */
  void say(String line) {
    try {
      in.write(line);
      in.newLine();
      in.flush();
    } catch (IOException e) {
      throw ended(e);
    }
  }

  /**
   * Waits for its next line.
   *
   * @throws GyreException when it has ended instead
   */
  String hear() {
    try {
      String line = out.readLine();
      if (line == null) {
        throw ended(null);
      }
      return line;
    } catch (IOException e) {
      throw ended(e);
    }
  }

  private GyreException ended(IOException cause) {
    return new GyreException(
        "the process of %s ended before its time; what it said is above, or in the log"
            .formatted(name),
        cause);
  }

  @Override
  public void close() {
    try {
      in.close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
