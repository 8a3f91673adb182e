package io.gyre.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a text in UTF-8, numbered from 1, for readers that find one point on each. Blank
 * lines are passed over, and a byte order mark at the beginning. Not thread-safe.
 *
 * <p>A line of more than {@value #MAX_BYTES} bytes is refused without being held in memory, because
 * no topic with Kafka's default settings takes such a record.
 */
final class TextLines implements Closeable {

  /** The longest line. */
  static final int MAX_BYTES = 1 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long number;

  /**
   * @param in read from where it stands; closed by {@link #close}
   */
  TextLines(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
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

  @Override
  public void close() throws IOException {
    in.close();
  }

  private byte[] nextLine() throws IOException, InvalidPointException {
    line.reset();
    int b = in.read();
    if (b < 0) {
      return null;
    }
    number++;
    long length = 0;
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (++length <= MAX_BYTES) {
        line.write(b);
      }
    }
    if (length > MAX_BYTES) {
      throw new InvalidPointException(
          String.format("line %d: expected at most %d bytes, found %d", number, MAX_BYTES, length));
    }
    return number == 1 ? withoutMark(line.toByteArray()) : line.toByteArray();
  }

  private static byte[] withoutMark(byte[] first) {
    int mark = BYTE_ORDER_MARK.length;
    boolean marked =
        first.length >= mark && Arrays.equals(first, 0, mark, BYTE_ORDER_MARK, 0, mark);
    return marked ? Arrays.copyOfRange(first, mark, first.length) : first;
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
