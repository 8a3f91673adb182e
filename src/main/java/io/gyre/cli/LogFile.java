package io.gyre.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The file for stack traces and the log of Kafka's clients: {@code ~/.gyre/log/gyre.log}, or {@code
 * GYRE_LOG_FILE}; with {@code -}, as in a container, all of it goes to standard error instead.
 * {@code logback.xml} bounds its size.
 */
final class LogFile {

  private static final String PROPERTY = "gyre.log.file";
  private static final String STANDARD_ERROR = "-";

  private LogFile() {}

  /** Chooses the file and creates its folder; called before the first logger is made. */
  static void choose(Map<String, String> environment) {
    String named = environment.getOrDefault("GYRE_LOG_FILE", "").strip();
    if (named.equals(STANDARD_ERROR)) {
      System.setProperty(PROPERTY, "(standard error)");
      System.setProperty("gyre.log.to", "STDERR");
      // Else messages of the log would be there twice.
      System.setProperty("gyre.log.terminal", "OFF");
      return;
    }
    Path file =
        named.isBlank()
            ? Path.of(System.getProperty("user.home"), ".gyre", "log", "gyre.log")
            : Path.of(named);
    System.setProperty(PROPERTY, (isWritable(file) ? file : fallback()).toString());
  }

  static String chosen() {
    return System.getProperty(PROPERTY, fallback().toString());
  }

  /** A container's user often has no home, or one that cannot be written to. */
  private static Path fallback() {
    return Path.of(
        System.getProperty("java.io.tmpdir"), "gyre-" + System.getProperty("user.name") + ".log");
  }

  private static boolean isWritable(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      return Files.isWritable(Files.exists(file) ? file : folder);
    } catch (IOException | SecurityException e) {
      return false;
    }
  }
}
