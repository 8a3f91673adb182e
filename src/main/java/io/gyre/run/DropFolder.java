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
 *  APPLICATION/     the folder of a file that is learned from: {@link FileFolder}; it is there
 *                   before the application's first topic, and until after its last
 * </pre>
 *
 * @param path the folder
 */
public record DropFolder(Path path) {

  /** What it is called: no application of a file's can be called that. */
  public static final String NAME = "dropped_files";

  /** Returns a name in it that is free for a file; the folder is there when this returns. */
  public Path newFile() {
    try {
      return Files.createDirectories(path).resolve(UUID.randomUUID() + ".rows");
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Makes the folder of an application. */
  public void begin(String application) {
    try {
      Files.createDirectories(path.resolve(application));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Deletes the folder of an application, whose topics are gone. */
  public void end(String application) {
    try {
      Utils.delete(path.resolve(application).toFile());
    } catch (IOException e) {
      throw unwritable(e);
    }
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
  public void deleteFiles() {
    children().filter(Files::isRegularFile).forEach(DropFolder::delete);
  }

  /** Returns how many bytes can still be written. */
  public long free() {
    try {
      return Files.getFileStore(Files.createDirectories(path)).getUsableSpace();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private Stream<Path> children() {
    if (!Files.isDirectory(path)) {
      return Stream.of();
    }
    try (Stream<Path> children = Files.list(path)) {
      return children.toList().stream();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private GyreException unwritable(IOException e) {
    return new GyreException(
        "folder %s: expected a folder that can be written, found: %s".formatted(path, e), e);
  }
}
