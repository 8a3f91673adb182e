package io.gyre.file;

import io.gyre.data.InvalidPointException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * The lines of a text, numbered from 1, for formats that have one row on each. Blank lines are
 * passed over. Not thread-safe.
 *
 * <p>A line of more than {@value #MAX_BYTES} bytes is refused without being held in memory, because
 * no topic with Kafka's default settings takes such a record.
 */
final class TextLines {

  /** The longest line. */
  static final int MAX_BYTES = 1 << 20;

  private final ByteInput in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long number;

  /**
   * @param in read from where it stands; closed by the caller
   */
  TextLines(ByteInput in) {
    this.in = in;
  }

  /** Returns the number of the last line. */
  long number() {
    return number;
  }

  /**
   * Returns the next line that is not blank, without its line feed, or null at the end.
   *
   * @throws InvalidPointException for a line that is too long; what comes after it can be read
   */
  byte[] next() throws IOException, InvalidPointException {
    byte[] next = nextLine();
    while (next != null && isBlank(next)) {
      next = nextLine();
    }
    return next;
  }

  private byte[] nextLine() throws IOException, InvalidPointException {
    line.reset();
    int b = in.read();
    if (b == ByteInput.END) {
      return null;
    }
    number++;
    long length = 0;
    for (; b != ByteInput.END && b != '\n'; b = in.read()) {
      if (++length <= MAX_BYTES) {
        line.write(b);
      }
    }
    if (length > MAX_BYTES) {
      throw tooLong(number, length);
    }
    return line.toByteArray();
  }

  /** Refuses a line for its length. */
  static InvalidPointException tooLong(long number, long length) {
    return new InvalidPointException(
        "line %d: expected at most %,d bytes, found %,d".formatted(number, MAX_BYTES, length));
  }

  private static boolean isBlank(byte[] value) {
    for (byte b : value) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
