package io.gyre;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.gyre.cli.Gyre;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;

/**
 * The jar of this build and the archive of its classes, as {@code scripts/gyre} uses them; or the
 * class path of the test where the jar is older than the sources, as in an IDE.
 */
public final class GyreJar {

  private static final Path JAR = Path.of("target", "gyre.jar").toAbsolutePath();
  private static final Path SOURCES = Path.of("src", "main");
  private static final String OPTIONS = "@" + SOURCES.resolve("jvm.options").toAbsolutePath();

  /** Processes of tests end before the optimising compiler pays off, as the tests themselves. */
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  private static final long TRIAL_SECONDS = 8;

  private static List<String> program;

  private GyreJar() {}

  /** The JVM's options up to the main class; the first call takes a trial run. */
  public static synchronized List<String> program() {
    if (program == null) {
      program =
          isFresh()
              ? List.of(
                  OPTIONS, QUICK, "-XX:SharedArchiveFile=" + archive(), "-jar", JAR.toString())
              : List.of("-cp", System.getProperty("java.class.path"), Gyre.class.getName());
    }
    return program;
  }

  /**
   * As {@link #program}, of a copy of the jar, as if it were a newer build.
   *
   * @param folder where the copy shall be
   */
  public static List<String> copy(Path folder) {
    if (!program().contains("-jar")) {
      return program();
    }
    Path copy = folder.resolve("gyre.jar");
    try {
      Files.createDirectories(folder);
      Files.copy(JAR, copy);
      Files.createSymbolicLink(folder.resolve("lib"), JAR.resolveSibling("lib"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.of(OPTIONS, QUICK, "-jar", copy.toString());
  }

  private static boolean isFresh() {
    try (Stream<Path> sources = Files.walk(SOURCES)) {
      FileTime newest = sources.map(GyreJar::modified).max(FileTime::compareTo).orElseThrow();
      return Files.exists(JAR) && modified(JAR).compareTo(newest) >= 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Made once per build: tests that need it take turns, whichever JVM they are in. */
  private static Path archive() {
    Path archive = JAR.resolveSibling("gyre-tests.jsa");
    Path turn = JAR.resolveSibling("gyre-tests.lock");
    try (FileChannel turns = FileChannel.open(turn, CREATE, WRITE)) {
      turns.lock();
      if (!Files.exists(archive) || modified(archive).compareTo(modified(JAR)) < 0) {
        // A JVM would crash on one that is not whole.
        Path made = archive.resolveSibling(archive.getFileName() + ".new");
        Files.deleteIfExists(made);
        trial(made);
        if (Files.exists(made)) {
          Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** The JVM goes on without the file if it cannot be made. */
  private static void trial(Path archive) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("gyre-trial");
    List<String> command = new ArrayList<>(TestJvm.command());
    command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, OPTIONS, "-jar", JAR.toString()));
    command.addAll(List.of("up", "--data=" + data, "--kafka-port=0", "--http-port=0"));
    Process trial =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!trial.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS)) {
      trial.destroy();
    }
    trial.waitFor();
    Utils.delete(data.toFile());
  }
}
