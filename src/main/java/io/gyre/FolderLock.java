package io.gyre;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The exclusive right to a folder, until {@link #close()} or the end of the process. The lock's
 * file holds the process id. It is never deleted, because two processes could then lock two files
 * of the same name.
 */
public final class FolderLock implements AutoCloseable {

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Creates the folder where it is absent, and locks it.
   *
   * @param user the use of the folder, as "broker", for the message to a second process
   * @throws GyreException if it is in use, or cannot be written
   */
  public static FolderLock acquire(Path folder, String user) {
    return access(
        "folder " + folder,
        () -> {
          Files.createDirectories(folder);
          Path file = folder.resolve("lock");
          FileChannel channel = FileChannel.open(file, CREATE, WRITE);
          if (!locked(channel)) {
            channel.close();
            throw new GyreException(
                "folder %s: expected no other %s in it, found one running (process %s); stop it, or choose another folder"
                    .formatted(folder, user, Files.readString(file)));
          }
          channel.truncate(0);
          long pid = ProcessHandle.current().pid();
          channel.write(ByteBuffer.wrap(Long.toString(pid).getBytes(UTF_8)));
          return new FolderLock(channel);
        });
  }

  /** An access to a folder. */
  @FunctionalInterface
  public interface Access<T> {
    T get() throws IOException;
  }

  /** Returns what an access gives; throws a {@link GyreException} if it fails. */
  public static <T> T access(String folder, Access<T> access) {
    try {
      return access.get();
    } catch (IOException | UncheckedIOException e) {
      throw new GyreException(
          "%s: expected a folder that can be written, found: %s".formatted(folder, e), e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // Held by this very process.
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new GyreException("folder lock: cannot be released: " + e.getMessage(), e);
    }
  }
}
