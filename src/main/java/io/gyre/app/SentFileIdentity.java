package io.gyre.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.feed.HeldLabels.Delay;
import io.gyre.format.RecordSettings;
import io.gyre.state.Sha256;
import io.gyre.stream.start.StateFolder;
import io.gyre.time.WindowSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * The identity of the file whose rows are sent to a topic, from before the first row: kept in a
 * separate file, so that a later run knows whether it continues with the same rows.
 *
 * @param sha256 the hash of its content, for a long file of its beginning and end; hexadecimal
 * @param records the meaning of its columns
 * @param startMs the event time of the first row, since the epoch
 * @param labelDelay by how much labels are held back; null if they are not
 * @param windowing decides which times of rows are believed, when labels are held back by time:
 *     that of the run that sent the first row
 */
record SentFileIdentity(
    String name,
    String path,
    long bytes,
    String sha256,
    RecordSettings records,
    long startMs,
    Delay labelDelay,
    WindowSettings windowing) {

  /** Bytes that are hashed at the beginning and at the end of a long file. */
  private static final int HASHED = 32 << 20;

  private static final JsonMapper JSON = new JsonMapper();

  SentFileIdentity {
    // A file.json of before has none, and was sent by the standard.
    windowing = windowing == null ? WindowSettings.standard() : windowing;
  }

  static SentFileIdentity of(
      Path file, RecordSettings records, long startMs, Delay labelDelay, WindowSettings windowing) {
    try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
      long bytes = content.length();
      MessageDigest digest = Sha256.begin();
      update(digest, content, 0, Math.min(bytes, HASHED));
      update(digest, content, Math.max(HASHED, bytes - HASHED), bytes);
      return new SentFileIdentity(
          file.getFileName().toString(),
          file.toAbsolutePath().normalize().toString(),
          bytes,
          Sha256.end(digest),
          records,
          startMs,
          labelDelay,
          windowing);
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

  boolean isSameAs(SentFileIdentity other) {
    return bytes == other.bytes && sha256.equals(other.sha256);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @return null if nothing was written
   */
  static SentFileIdentity read(Path kept) {
    try {
      return JSON.readValue(Files.readAllBytes(kept), SentFileIdentity.class);
    } catch (NoSuchFileException absent) {
      return null;
    } catch (IOException e) {
      throw new GyreException(
          "%s: expected what Gyre wrote about the file, found: %s".formatted(kept, e.getMessage()),
          e);
    }
  }

  /** Writes it to the disk; whole or, if the process is killed, not at all. */
  void write(Path kept) {
    try {
      StateFolder.write(kept, this);
    } catch (IOException e) {
      throw new GyreException("cannot write %s: %s".formatted(kept, e.getMessage()), e);
    }
  }
}
