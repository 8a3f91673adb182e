package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.cli.Gyre;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A command of Gyre in a JVM of its own, tuned as this one is. Neither {@code GYRE_…} nor {@code
 * KAFKA_…} variables reach it: what it does follows from its arguments alone.
 */
final class GyreProcess implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final String command;
  private final Path output;
  private final Path errors;
  private final Process process;

  /**
   * Starts it.
   *
   * @param folder where what it prints goes
   * @param arguments the command first
   */
  GyreProcess(Path folder, List<String> arguments) {
    this(folder, arguments.get(0), Gyre.class, arguments);
  }

  /** Starts another program in the same way. */
  GyreProcess(Path folder, String name, Class<?> main, List<String> arguments) {
    command = main.getSimpleName().toLowerCase(Locale.ROOT) + " " + String.join(" ", arguments);
    output = folder.resolve(name + ".out");
    errors = folder.resolve(name + ".err");
    List<String> jvm = WorkerProcess.jvm(main);
    // When this JVM compiles is its own affair: as scripts/gyre runs it, a broker as by default.
    jvm.removeIf(option -> option.startsWith("-XX:Tier"));
    jvm.add(1, options("jvm.options"));
    if (Set.of("serve", "broker").contains(name)) {
      jvm.add(2, options("jvm-serve.options"));
    }
    jvm.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(jvm);
    builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(key -> key.matches("(GYRE|KAFKA)_.*"));
    String log = System.getProperty("gyre.log.file", folder.resolve("gyre.log").toString());
    builder.environment().put("GYRE_LOG_FILE", log);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new GyreException("%s: no process can be started: %s".formatted(command, e), e);
    }
  }

  private static String options(String file) {
    return "@" + Path.of("src/main", file).toAbsolutePath();
  }

  /** Returns the file of its standard output. */
  Path output() {
    return output;
  }

  /**
   * Tells whether it still runs.
   *
   * @throws GyreException when it has failed
   */
  boolean runs() {
    if (process.isAlive() || process.exitValue() == 0) {
      return process.isAlive();
    }
    throw new GyreException(
        "%s: ended with %d: %s".formatted(command, process.exitValue(), said()));
  }

  /** Waits for its end. */
  void await() {
    process.onExit().join();
    runs();
  }

  private String said() {
    try {
      return Files.readString(errors).strip();
    } catch (IOException e) {
      return "what it said cannot be read: " + e;
    }
  }

  /** The processor time of all its threads so far; none once it has ended. */
  Duration worked() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Ends it as Ctrl-C does, if it still runs. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
