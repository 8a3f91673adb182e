package io.gyre.crash;

import io.gyre.GyreJar;
import io.gyre.Patience;
import io.gyre.TestJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A JVM of its own on the class path of the test, which can be killed. Its output goes to a file,
 * its log to another; Kafka's and Gyre's environment variables are taken away from it.
 */
final class JavaProcess implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Process process;
  private final Path output;
  private final Path log;
  private final Thread atExit;

  private JavaProcess(Process process, Path output, Path log) {
    this.process = process;
    this.output = output;
    this.log = log;
    atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * @param folder for output and log
   * @param jvm options of the JVM
   */
  static JavaProcess start(Path folder, List<String> jvm, Class<?> main, List<String> arguments) {
    List<String> program = List.of("-cp", System.getProperty("java.class.path"), main.getName());
    return start(folder, main.getSimpleName(), jvm, program, arguments);
  }

  /** Starts Gyre as {@code scripts/gyre} does: from the jar, with the archive of its classes. */
  static JavaProcess gyre(Path folder, List<String> arguments) {
    return gyre(folder, List.of(), GyreJar.program(), arguments);
  }

  /**
   * Starts Gyre.
   *
   * @param jvm options of the JVM
   * @param program the JVM's options up to the main class
   */
  static JavaProcess gyre(
      Path folder, List<String> jvm, List<String> program, List<String> arguments) {
    return start(folder, "Gyre", jvm, program, arguments);
  }

  private static JavaProcess start(
      Path folder, String called, List<String> jvm, List<String> program, List<String> arguments) {
    String name = called + "-" + COUNT.incrementAndGet();
    Path log = folder.resolve(name + ".log");
    Path output = folder.resolve(name + ".out");
    List<String> command = new ArrayList<>(TestJvm.command());
    // The program's own logging, not that of the tests.
    command.add("-Dlogback.configurationFile=logback.xml");
    command.addAll(jvm);
    command.addAll(program);
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.startsWith("KAFKA_") || key.startsWith("GYRE_"));
    environment.put("GYRE_LOG_FILE", log.toString());
    try {
      return new JavaProcess(builder.start(), output, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As kill -9 does; returns when the process is gone. */
  void kill() {
    await(process.destroyForcibly());
  }

  /** Sends SIGTERM, as Ctrl-C would SIGINT. */
  void terminate() {
    process.destroy();
  }

  /** Stops all of its threads, as Ctrl-Z would; returns when each of them stands still. */
  void suspend() {
    signal("STOP");
    Path threads = Path.of("/proc", Long.toString(pid()), "task");
    if (Files.isDirectory(threads)) { // On Linux, where "kill" does not wait for it.
      // Until then a thread may end, and its file with it.
      Awaitility.await("all to stand").ignoreExceptions().until(() -> areStopped(threads));
    }
  }

  private static boolean areStopped(Path threads) throws IOException {
    try (Stream<Path> each = Files.list(threads)) {
      for (Path thread : (Iterable<Path>) each::iterator) {
        String stat = Files.readString(thread.resolve("stat"));
        // The state is after the name, in which there may be spaces and parentheses.
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
    }
    return true;
  }

  /** Lets its threads go on. */
  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      await(new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a line to its standard input. */
  void type(String line) throws IOException {
    process
        .getOutputStream()
        .write((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Waits for the end, though not for ever, and returns the exit code. */
  int exitCode() {
    await(process);
    return process.exitValue();
  }

  private void await(Process ending) {
    try {
      if (!ending.waitFor(Patience.TIME.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("process did not end; it said:\n" + output());
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** What it has printed so far. */
  String output() {
    return read(output);
  }

  /** What it has logged so far. */
  String log() {
    return Files.exists(log) ? read(log) : "";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
