package io.gyre.file;

import io.gyre.GyreException;
import java.nio.charset.StandardCharsets;

/** Tells from a file's first bytes that it is no text. */
final class BinaryCheck {

  /** So many bytes are looked at. */
  private static final int HEAD = 1 << 12;

  /** The share of control characters above which it is no text: 1 in so many. */
  private static final int CONTROLS = 10;

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] UTF_16_LITTLE = {(byte) 0xff, (byte) 0xfe};
  private static final byte[] UTF_16_BIG = {(byte) 0xfe, (byte) 0xff};

  private BinaryCheck() {}

  /**
   * Refuses what is no text.
   *
   * @throws GyreException that says what it is, if that can be told
   */
  static void requireText(byte[] bytes, int length) {
    if (ByteInput.startsWith(bytes, length, ZIP)) {
      throw new GyreException(
          "expected text, found a zip archive or a spreadsheet. Unpack it, or save it as CSV");
    }
    if (ByteInput.startsWith(bytes, length, PARQUET)) {
      throw new GyreException("expected text, found Parquet. Convert it to CSV");
    }
    if (ByteInput.startsWith(bytes, length, UTF_16_LITTLE)
        || ByteInput.startsWith(bytes, length, UTF_16_BIG)) {
      throw new GyreException("expected UTF-8, found UTF-16. Save the file as UTF-8");
    }
    if (isBinary(bytes, Math.min(length, HEAD))) {
      throw new GyreException("expected text (CSV, JSON lines or ARFF), found a binary file");
    }
  }

  private static boolean isBinary(byte[] bytes, int length) {
    int controls = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == 0) {
        return true;
      }
      if (bytes[i] > 0 && bytes[i] < ' ' && "\t\n\f\r".indexOf(bytes[i]) < 0) {
        controls++;
      }
    }
    return controls > length / CONTROLS;
  }
}
