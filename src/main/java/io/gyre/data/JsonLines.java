package io.gyre.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads points from text that holds one {@link PointJson} object per line, as UTF-8.
 *
 * <p>Blank lines are passed over, and a byte order mark at the beginning. A line of more than
 * {@value #MAX_LINE_BYTES} bytes is refused without being held in memory, because no topic with
 * Kafka's default settings takes such a record.
 */
public final class JsonLines implements PointReader {

  /** The longest line. */
  public static final int MAX_LINE_BYTES = 1 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final PointJson json = new PointJson();
  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long lineNumber;

  /**
   * @param in read from where it stands; closed by {@link #close}
   */
  public JsonLines(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  @Override
  public Point next() throws IOException, InvalidPointException {
    byte[] value = nextLine();
    while (value != null && isBlank(value)) {
      value = nextLine();
    }
    if (value == null) {
      return null;
    }
    try {
      return json.read(value);
    } catch (InvalidPointException e) {
      throw new InvalidPointException("line " + lineNumber + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Returns the next line without its end, or null where there is none. */
  private byte[] nextLine() throws IOException, InvalidPointException {
    line.reset();
    int b = in.read();
    if (b < 0) {
      return null;
    }
    lineNumber++;
    long length = 0;
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (++length <= MAX_LINE_BYTES) {
        line.write(b);
      }
    }
    if (length > MAX_LINE_BYTES) {
      throw new InvalidPointException(
          String.format(
              "line %d: expected at most %d bytes, found %d", lineNumber, MAX_LINE_BYTES, length));
    }
    return lineNumber == 1 ? withoutMark(line.toByteArray()) : line.toByteArray();
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
