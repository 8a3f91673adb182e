package io.gyre.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.data.RecordSettings;
import io.gyre.state.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * The file whose rows are sent to a topic, as it was when the first was sent. It is kept in a file
 * of its own, so that a later run knows whether it goes on with the same rows.
 *
 * @param name the file's name, for a person
 * @param path where it was
 * @param bytes its length
 * @param sha256 the hash of its content, of a long file of its beginning and its end; hexadecimal
 * @param records what its columns mean
 * @param startMs the event time of the first row, since the epoch
 */
record StartedFile(
    String name, String path, long bytes, String sha256, RecordSettings records, long startMs) {

  /** Bytes that are hashed at the beginning and at the end of a long file. */
  private static final int HASHED = 32 << 20;

  private static final JsonMapper JSON = new JsonMapper();

  static StartedFile of(Path file, RecordSettings records, long startMs) {
    return of(file, Long.MAX_VALUE, records, startMs);
  }

  private static StartedFile of(Path file, long most, RecordSettings records, long startMs) {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
      long bytes = Math.min(content.length(), most);
      MessageDigest digest = Sha256.begin();
      update(digest, content, 0, Math.min(bytes, HASHED));
      update(digest, content, Math.max(HASHED, bytes - HASHED), bytes);
      return new StartedFile(
          file.getFileName().toString(),
          file.toAbsolutePath().normalize().toString(),
          bytes,
          Sha256.end(digest),
          records,
          startMs);
    } catch (IOException e) {
      throw new GyreException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void update(MessageDigest digest, RandomAccessFile file, long from, long to)
      throws IOException {
    byte[] block = new byte[1 << 16];
    file.seek(from);
    for (long left = to - from; left > 0; ) {
      int read = file.read(block, 0, (int) Math.min(block.length, left));
      if (read < 0) {
        return; // It has just become shorter.
      }
      digest.update(block, 0, read);
      left -= read;
    }
  }

  boolean isSameAs(StartedFile other) {
    return bytes == other.bytes && sha256.equals(other.sha256);
  }

  /**
   * Tells whether a longer file begins with this one.
   *
   * @throws GyreException if it cannot be read
   */
  boolean isBeginningOf(StartedFile other) {
    return bytes < other.bytes && isSameAs(of(Path.of(other.path), bytes, records, startMs));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @return null if nothing was written
   * @throws GyreException if it cannot be read
   */
  static StartedFile read(Path kept) {
    try {
      return JSON.readValue(Files.readAllBytes(kept), StartedFile.class);
    } catch (NoSuchFileException absent) {
      return null;
    } catch (IOException e) {
      throw new GyreException(
          "%s: expected what Gyre wrote about the file, found: %s".formatted(kept, e.getMessage()),
          e);
    }
  }

  /**
   * Writes it, on the disk when this returns; whole or, if the process is killed, not at all.
   *
   * @throws GyreException if it cannot be written
   */
  void write(Path kept) {
    Path next = kept.resolveSibling(kept.getFileName() + ".new");
    try {
      Files.write(
          next,
          JSON.writeValueAsBytes(this),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.SYNC);
      Files.move(next, kept, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new GyreException("cannot write %s: %s".formatted(kept, e.getMessage()), e);
    }
  }
}
