package io.gyre.file;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Utf8;
import java.nio.charset.StandardCharsets;

/** Turns the bytes of a line into text, and nothing else into text. */
final class LineText {

  private LineText() {}

  /**
   * Returns the text.
   *
   * @param line the line's number
   * @throws InvalidPointException if it is no UTF-8, or has a NUL byte
   */
  static String of(byte[] bytes, long line) throws InvalidPointException {
    requireText(bytes, line);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** As {@link #of}, but only checks. */
  static void requireText(byte[] bytes, long line) throws InvalidPointException {
    int wrong = Utf8.firstMalformed(bytes);
    if (wrong >= 0) {
      throw new InvalidPointException(
          "line %d: expected UTF-8, found the byte 0x%02x at position %d. Save the file as UTF-8"
              .formatted(line, bytes[wrong], wrong));
    }
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        throw new InvalidPointException(
            "line %d: expected text, found a NUL byte at position %d".formatted(line, i));
      }
    }
  }
}
