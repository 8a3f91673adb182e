package io.gyre.run;

import io.gyre.FolderLock;
import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;

/**
 * Where everything about one file of {@code gyre up FILE} is kept.
 *
 * <pre>
 *  broker/      the broker's data: the rows that were sent, and what came of them
 *  learner/     the learners' state
 *  file.json    which file it is; there before the first row is sent
 *  old/         what --fresh is about to delete
 *  dropped_files/   files that were dropped on the page meanwhile: {@link UploadFolder}
 * </pre>
 *
 * @param path the folder
 */
public record FileRunFolder(Path path) {

  private static final int LONGEST_NAME = 60;

  /** Names of what else lies beside such folders, and of the spirals' application. */
  private static final Set<String> TAKEN =
      Set.of("broker", "learner", "learn", "log", "logs", "lock", "gyre");

  /**
   * Returns what a file's application is called: its name in lower case without what says how it is
   * written, of letters, digits and {@code -}.
   *
   * @param file its name without the folder
   */
  public static String application(String file) {
    String plain =
        file.toLowerCase(Locale.ROOT)
            .replaceFirst("\\.gz$", "")
            .replaceFirst("\\.[a-z0-9]+$", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String whole = plain.isEmpty() || TAKEN.contains(plain) ? "file-" + plain : plain;
    return whole.substring(0, Math.min(whole.length(), LONGEST_NAME)).replaceAll("-$", "");
  }

  public Path broker() {
    return path.resolve("broker");
  }

  public Path learner() {
    return path.resolve("learner");
  }

  private Path kept() {
    return path.resolve("file.json");
  }

  /**
   * Returns the file that this folder was begun with, null for none.
   *
   * @throws GyreException if the present one is another, or its columns mean something else
   */
  public StartedFile started(StartedFile present) {
    StartedFile started = StartedFile.read(kept());
    if (started != null && !started.isSameAs(present)) {
      throw new GyreException(
          "%s: %s. What was learned is in %s"
              .formatted(present.name(), changed(started, present), path),
          Remedy.of(Kind.START_ANEW));
    }
    if (started != null && !started.records().equals(present.records())) {
      throw new GyreException(
          "%s: expected its columns to mean what they meant when the first row was sent, found %s"
              .formatted(
                  present.name(),
                  String.join(", ", started.records().changesTo(present.records()))),
          Remedy.of(Kind.START_ANEW));
    }
    return started;
  }

  private static String changed(StartedFile started, StartedFile present) {
    if (started.isBeginningOf(present)) {
      return "the file has grown since its first row was sent, from %,d to %,d bytes; the new rows cannot be learned alone"
          .formatted(started.bytes(), present.bytes());
    }
    if (!started.path().equals(present.path())) {
      return "expected the file %s (%,d bytes), whose name gives the same folder, found %s (%,d bytes)"
          .formatted(started.path(), started.bytes(), present.path(), present.bytes());
    }
    return "expected the file as it was when its first row was sent (%,d bytes), found %s"
        .formatted(
            started.bytes(),
            present.bytes() == started.bytes()
                ? "other content"
                : "%,d bytes".formatted(present.bytes()));
  }

  /** Notes the file whose first row is about to be sent. */
  public void begin(StartedFile file) {
    file.write(kept());
  }

  /**
   * Deletes all that was learned. Whatever interrupts it: what is left is whole, or counts for
   * nothing.
   *
   * @throws GyreException if a process uses it, or it cannot be deleted
   */
  public void clear() {
    if (!Files.exists(path)) {
      return;
    }
    FolderLock broker = FolderLock.acquire(broker(), "broker");
    try (broker) {
      FolderLock learner = FolderLock.acquire(learner(), "learner");
      try (learner) {
        deleteHeld();
      }
    }
  }

  /** Deletes the folders, which are locked meanwhile. */
  private void deleteHeld() {
    Path old = path.resolve("old");
    try {
      Utils.delete(old.toFile());
      Files.createDirectory(old);
      // The learners' state is restored from the broker while that is there.
      Files.move(learner(), old.resolve("learner"), StandardCopyOption.ATOMIC_MOVE);
      Files.move(broker(), old.resolve("broker"), StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(kept());
      Utils.delete(old.toFile());
    } catch (IOException e) {
      throw new GyreException("cannot delete what is in %s: %s".formatted(path, e), e);
    }
  }
}
