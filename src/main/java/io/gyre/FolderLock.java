package io.gyre;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The exclusive right to a folder, ended by {@link #close()} or by the end of the process, however
 * it ends. The lock's file holds the process id, for the message to whoever comes second; it stays,
 * since deleting it would let two processes lock two files of one name.
 */
public final class FolderLock implements AutoCloseable {

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Creates the folder where it is absent, and locks it.
   *
   * @param user what the folder is for, as "broker"; for the message to whoever comes second
   * @throws GyreException if it is in use, or cannot be written
   */
  public static FolderLock acquire(Path folder, String user) {
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve("lock");
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        String holder = holder(channel);
        channel.close();
        throw inUse(folder, user, holder);
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
      return new FolderLock(channel);
    } catch (IOException e) {
      throw new GyreException(
          "folder %s: expected a folder that can be written, found: %s".formatted(folder, e), e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // Held by this very process.
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(20);
    channel.read(content);
    return new String(content.array(), 0, content.position(), UTF_8);
  }

  private static GyreException inUse(Path folder, String user, String holder) {
    return new GyreException(
        "folder %s: expected no other %s in it, found one running (process %s); stop it, or choose another folder"
            .formatted(folder, user, holder));
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
