package io.gyre.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM holds, as Linux and its own tools tell.
 *
 * @param heapKiB live objects on the heap
 * @param residentKiB memory that it occupies, all told
 * @param files open files and sockets
 * @param threads its threads
 */
record Vitals(long heapKiB, long residentKiB, long files, long threads) {

  private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");

  /** Collects the garbage of a JVM, and looks at it. */
  static Vitals of(JavaProcess process) {
    String pid = Long.toString(process.pid());
    // Collects, and counts what is left while all threads stand still.
    Matcher total = TOTAL.matcher(run("jcmd", pid, "GC.class_histogram"));
    if (!total.find()) {
      throw new AssertionError("jcmd GC.class_histogram tells no total");
    }
    try (Stream<Path> files = Files.list(Path.of("/proc", pid, "fd"))) {
      return new Vitals(
          Long.parseLong(total.group(1)) >> 10,
          status(process, "VmRSS"),
          files.count(),
          status(process, "Threads"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static long residentKiB(JavaProcess process) {
    return status(process, "VmRSS");
  }

  private static long status(JavaProcess process, String field) {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith(field + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of all files below a folder whose path contains a text. */
  static long diskBytes(Path folder, String containing) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().contains(containing))
          .mapToLong(Vitals::size)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files come and go while they are counted. */
  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(String tool, String... arguments) {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
