package io.gyre.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.GyreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@link Worker} in a JVM of its own, tuned as this one is and spoken to in JSON, a line each. It
 * ends with its standard input, so none is left over however this process ends.
 */
final class WorkerProcess implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final long PATIENCE_SECONDS = 40;

  private final String name;
  private final Process process;
  private final BufferedReader out;
  private final PrintWriter in;

  /**
   * @param name for messages
   */
  WorkerProcess(String name) {
    this.name = name;
    try {
      process = new ProcessBuilder(jvm(Worker.class)).redirectError(Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new GyreException("%s: no process can be started: %s".formatted(name, e), e);
    }
    out = process.inputReader();
    in = new PrintWriter(process.outputWriter(), true);
  }

  /** Returns the command that starts a JVM which is tuned as this one is; arguments may follow. */
  static List<String> jvm(Class<?> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // An agent is for the JVM that was started with it: its port or file is taken.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-agent") && !option.startsWith("-javaagent"))
        .forEach(command::add);
    // Standard output is for what the program says.
    command.addAll(List.of("-Xlog:disable", "-Xlog:all=warning:stderr"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }

  /** Says something to it; that it has ended is found out when it is heard. */
  void say(Object value) {
    in.println(line(value));
  }

  static String line(Object value) {
    return JSON.valueToTree(value).toString();
  }

  /**
   * Waits for what it says next.
   *
   * @throws GyreException when it has ended instead
   */
  <T> T hear(Class<T> type) {
    try {
      return JSON.readValue(out.readLine(), type);
    } catch (IOException | IllegalArgumentException e) {
      // The end of its output is no line, but null.
      throw new GyreException(
          "the process of %s ended before its time; what it said is above, or in the log"
              .formatted(name),
          e);
    }
  }

  @Override
  public void close() {
    in.close();
    process.onExit().completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
