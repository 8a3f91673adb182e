package io.gyre.run;

import io.gyre.GyreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;

/**
 * Where files are kept that were dropped on the page, and what is learned from them: for as long as
 * the process runs. What is there at its start was left by one that was killed.
 *
 * <pre>
 *  UUID             a file that comes, or has come
 *  APPLICATION/     the folder of a file that is learned from: {@link FileRunFolder}; it is there
 *                   before the application's first topic, and until after its last
 * </pre>
 *
 * @param path the folder
 */
public record UploadFolder(Path path) {

  /** The folder's name, which no application of a file can have. */
  public static final String NAME = "dropped_files";

  private interface Action<T> {
    T run() throws IOException;
  }

  /** Returns a name in it that is free for a file; the folder is there when this returns. */
  Path newFile() {
    return done(() -> Files.createDirectories(path).resolve(UUID.randomUUID() + ".rows"));
  }

  /** Makes the folder of an application. */
  public void begin(String application) {
    done(() -> Files.createDirectories(path.resolve(application)));
  }

  /** Deletes the folder of an application, whose topics are gone. */
  public void end(String application) {
    done(
        () -> {
          Utils.delete(path.resolve(application).toFile());
          return null;
        });
  }

  /** Returns the applications that have a folder. */
  public List<String> applications() {
    return children().filter(Files::isDirectory).map(child -> "" + child.getFileName()).toList();
  }

  /** Deletes a file that has come, or a part of it. */
  public static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new GyreException("cannot delete %s: %s".formatted(file, e), e);
    }
  }

  /** Deletes all files that have come. */
  void deleteFiles() {
    children().filter(Files::isRegularFile).forEach(UploadFolder::delete);
  }

  /** Returns how many bytes can still be written. */
  public long free() {
    return done(() -> Files.getFileStore(Files.createDirectories(path)).getUsableSpace());
  }

  private Stream<Path> children() {
    return done(
        () -> {
          if (!Files.isDirectory(path)) {
            return Stream.of();
          }
          try (Stream<Path> children = Files.list(path)) {
            return children.toList().stream();
          }
        });
  }

  private <T> T done(Action<T> action) {
    try {
      return action.run();
    } catch (IOException e) {
      throw new GyreException(
          "folder %s: expected a folder that can be written, found: %s".formatted(path, e), e);
    }
  }
}
