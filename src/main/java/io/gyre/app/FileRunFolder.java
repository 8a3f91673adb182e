package io.gyre.app;

import io.gyre.FolderLock;
import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.Setting;
import io.gyre.feed.HeldLabels.Delay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;

/**
 * The folder for one file of {@code gyre up FILE}.
 *
 * <pre>
 *  broker/      the broker's data: the rows that were sent, and the results
 *  learner/     the learners' state
 *  file.json    which file it is; there before the first row is sent
 *  dropped_files/   files that were dropped on the page meanwhile: {@link UploadFolder}
 * </pre>
 */
public record FileRunFolder(Path path) {

  private static final int LONGEST_NAME = 60;

  /** Names of other things beside such folders, and of the spirals' application. */
  private static final Set<String> TAKEN =
      Set.of("broker", "learner", "learn", "log", "logs", "lock", "gyre");

  /** Returns a file's application: its name without endings, of letters, digits and {@code -}. */
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
   * Returns the file that this folder was begun with; may be null.
   *
   * @throws GyreException if the current one is another, or its columns mean something else
   */
  public SentFileIdentity started(SentFileIdentity present) {
    SentFileIdentity started = SentFileIdentity.read(kept());
    String change = started == null ? null : change(started, present);
    if (change != null) {
      throw new GyreException(present.name() + ": " + change, Remedy.of(Kind.START_ANEW));
    }
    return started;
  }

  /** Returns what is otherwise than it was, in words; null if nothing is. */
  private String change(SentFileIdentity started, SentFileIdentity present) {
    if (!started.isSameAs(present)) {
      return "%s. What was learned is in %s".formatted(content(started, present), path);
    }
    if (!started.records().equals(present.records())) {
      present.records().after(started.records());
      return "expected its columns to mean what they meant when the first row was sent, found "
          + String.join(", ", started.records().changesTo(present.records()));
    }
    return Objects.equals(started.labelDelay(), present.labelDelay())
        ? null
        : "expected labels to come as they did when the first row was sent, %s, found them %s"
            .formatted(delayed(started.labelDelay()), delayed(present.labelDelay()));
  }

  private static String delayed(Delay labels) {
    return labels == null ? "with their rows" : "with " + Setting.LABEL_DELAY + " " + labels;
  }

  private static String content(SentFileIdentity started, SentFileIdentity present) {
    if (!started.path().equals(present.path())) {
      return "expected the file %s (%,d bytes), whose name gives the same folder, found %s (%,d bytes)"
          .formatted(started.path(), started.bytes(), present.path(), present.bytes());
    }
    if (started.bytes() < present.bytes()) {
      return "the file has grown, or is another, since its first row was sent, from %,d to %,d bytes; the new rows cannot be learned alone"
          .formatted(started.bytes(), present.bytes());
    }
    return "expected the file as it was when its first row was sent (%,d bytes), found %s"
        .formatted(
            started.bytes(),
            present.bytes() == started.bytes()
                ? "other content"
                : "%,d bytes".formatted(present.bytes()));
  }

  /** Notes the file whose first row is about to be sent. */
  public void begin(SentFileIdentity file) {
    file.write(kept());
  }

  /** Deletes all learned state. An interruption leaves all of it, or what counts for nothing. */
  public void clear() {
    if (!Files.exists(path)) {
      return;
    }
    FolderLock broker = FolderLock.acquire(broker(), "broker");
    try (broker) {
      FolderLock learner = FolderLock.acquire(learner(), "learner");
      try (learner) {
        Path old = path.resolve("old");
        Utils.delete(old.toFile());
        Files.createDirectory(old);
        // The learners' state is restored from the broker while that is there.
        Files.move(learner(), old.resolve("learner"), StandardCopyOption.ATOMIC_MOVE);
        Files.move(broker(), old.resolve("broker"), StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(kept());
        Utils.delete(old.toFile());
      }
    } catch (IOException e) {
      throw new GyreException("cannot delete what is in %s: %s".formatted(path, e), e);
    }
  }
}
