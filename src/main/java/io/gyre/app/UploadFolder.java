package io.gyre.app;

import io.gyre.FolderLock;
import io.gyre.GyreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;

/**
 * The folder of files that were dropped on the page, and of the state learned from them, while the
 * process runs. Its content at the start was left by a process that was killed.
 *
 * <pre>
 *  UUID             a file that comes, or has come
 *  APPLICATION/     the folder of a file that is learned from: {@link FileRunFolder}; it is there
 *                   before the application's first topic, and until after its last
 * </pre>
 */
public record UploadFolder(Path path) {

  /** The folder's name, which no application of a file can have. */
  public static final String NAME = "dropped_files";

  /** Returns a name in it that is free for a file; the folder is there when this returns. */
  Path newFile() {
    return done(() -> Files.createDirectories(path).resolve(UUID.randomUUID() + ".rows"));
  }

  void begin(String application) {
    done(() -> Files.createDirectories(path.resolve(application)));
  }

  /** Returns the applications that have a folder. */
  List<String> applications() {
    return children(Files::isDirectory).map(child -> "" + child.getFileName()).toList();
  }

  /** Deletes a file, or the folder of an application whose topics are gone; it may be absent. */
  static void delete(Path old) {
    try {
      Utils.delete(old.toFile());
    } catch (IOException e) {
      throw new GyreException("cannot delete %s: %s".formatted(old, e), e);
    }
  }

  void deleteFiles() {
    children(Files::isRegularFile).forEach(UploadFolder::delete);
  }

  private Stream<Path> children(Predicate<Path> wanted) {
    return done(
        () -> {
          try (Stream<Path> all = Files.isDirectory(path) ? Files.list(path) : Stream.of()) {
            return all.filter(wanted).toList().stream();
          }
        });
  }

  private <T> T done(FolderLock.Access<T> access) {
    return FolderLock.access("folder " + path, access);
  }
}
