package io.gyre.file;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The rows of a text, with the line that each begins on: its lines, or those of cells of which a
 * quoted one may hold line ends (RFC 4180). Blank ones are passed over. Not thread-safe.
 *
 * <p>CSV libraries end a row only when they have seen what comes after it, lose their place at a
 * broken one, or take a quote that is never closed for the rest of the file. So they get each row
 * by itself.
 *
 * <p>A row of more than {@value #MAX_BYTES} bytes is refused without being held in memory, because
 * no topic with Kafka's default settings takes such a record.
 */
final class TextRows {

  static final int MAX_BYTES = 1 << 20;

  /** For lines without cells: they end with a line feed alone. */
  static final String NO_CELLS = "";

  private final ByteInput in;
  private String delimiters;

  private byte[] row = new byte[1 << 10];
  private int length;

  private int last = ByteInput.END;

  private long line;
  private long linesEnded;

  private enum At {
    CELL_START,
    PLAIN,
    QUOTED,
    /** Behind a quote in a quoted cell: the cell's end, or the first of two that mean one. */
    QUOTE
  }

  /**
   * @param in read from where it stands; closed by the caller
   * @param delimiters the ASCII characters of which any may end a cell; {@link #NO_CELLS}
   */
  TextRows(ByteInput in, String delimiters) {
    this.in = in;
    this.delimiters = delimiters;
  }

  /** From the next row on only this character ends a cell. */
  void delimit(char delimiter) {
    delimiters = String.valueOf(delimiter);
  }

  /** Returns the number of the line on which the last row began, counted from 1. */
  long line() {
    return line;
  }

  /**
   * Returns the bytes of the next row, without its end, or null after the last. Reads no further
   * than its end.
   *
   * @throws InvalidPointException for one that is too long, not closed, no UTF-8, or has a NUL
   *     byte; what comes after it can be read
   */
  byte[] next() throws IOException, InvalidPointException {
    do {
      if (!nextBytes()) {
        return null;
      }
    } while (isBlank());
    byte[] next = Arrays.copyOf(row, length);
    requireText(next);
    return next;
  }

  String nextText() throws IOException, InvalidPointException {
    byte[] next = next();
    return next == null ? null : new String(next, StandardCharsets.UTF_8);
  }

  private void requireText(byte[] bytes) throws InvalidPointException {
    int wrong = Utf8.firstMalformed(bytes);
    if (wrong >= 0) {
      throw invalid(
          "expected UTF-8, found the byte 0x%02x at position %d. Save the file as UTF-8"
              .formatted(bytes[wrong], wrong));
    }
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        throw invalid("expected text, found a NUL byte at position " + i);
      }
    }
  }

  InvalidPointException invalid(String what) {
    return new InvalidPointException("line %d: %s".formatted(line, what));
  }

  private boolean nextBytes() throws IOException, InvalidPointException {
    length = 0;
    boolean returned = endsWithReturn();
    int b = read();
    if (b == '\n' && returned) {
      b = read();
    }
    line = linesEnded + (isLineEnd(b) ? 0 : 1);
    if (b == ByteInput.END) {
      return false;
    }
    At at = delimiters.isEmpty() ? At.PLAIN : At.CELL_START;
    while (b != ByteInput.END && (!isLineEnd(b) || at == At.QUOTED)) {
      append((byte) b);
      at = after(at, b);
      if (length > MAX_BYTES) {
        throw at == At.QUOTED ? unclosed() : tooLong();
      }
      b = read();
    }
    if (at == At.QUOTED) {
      throw unclosed();
    }
    return true;
  }

  private int read() throws IOException {
    int b = in.read();
    if (isLineEnd(b) && !(b == '\n' && endsWithReturn())) {
      linesEnded++;
    }
    last = b;
    return b;
  }

  private void append(byte b) {
    if (length == row.length) {
      row = Arrays.copyOf(row, 2 * length);
    }
    row[length++] = b;
  }

  /** A quote opens a cell only at its start, and spaces may stand before it. */
  private At after(At at, int b) {
    if (at == At.QUOTED) {
      return b == '"' ? At.QUOTE : At.QUOTED;
    }
    if (delimiters.indexOf(b) >= 0) {
      return At.CELL_START;
    }
    if (b == '"' && at != At.PLAIN) {
      return At.QUOTED;
    }
    return at == At.CELL_START && b <= ' ' ? At.CELL_START : At.PLAIN;
  }

  /**
   * Lets the last row be its first line alone: the lines after it are read again, as rows of their
   * own. So a quote too many costs its line, and not all up to the next quote.
   */
  void cutAfterFirstLine() {
    if (isLineEnd(last)) {
      append((byte) last); // It was read, but is no part of the row.
    }
    cut();
  }

  private boolean cut() {
    int end = 0;
    while (end < length && !isLineEnd(row[end])) {
      end++;
    }
    if (end == length) {
      return false;
    }
    int next = row[end] == '\r' && end + 1 < length && row[end + 1] == '\n' ? end + 2 : end + 1;
    in.unread(row, next, length);
    last = row[next - 1];
    linesEnded = line;
    return true;
  }

  private InvalidPointException unclosed() throws IOException {
    if (!cut()) {
      passLine();
    }
    return invalid(
        "expected the end of a quoted cell within %,d bytes, found no closing quote"
            .formatted(MAX_BYTES));
  }

  private InvalidPointException tooLong() throws IOException {
    return invalid(
        "expected at most %,d bytes, found %,d".formatted(MAX_BYTES, length + passLine()));
  }

  /** Passes over the rest of the line; returns how many bytes. */
  private long passLine() throws IOException {
    long passed = 0;
    while (last != ByteInput.END && !isLineEnd(last)) {
      read();
      passed++;
    }
    return passed - 1;
  }

  private boolean isLineEnd(int b) {
    return b == '\n' || b == '\r' && !delimiters.isEmpty();
  }

  /** Tells whether a line feed that comes next belongs to the end of the last row. */
  private boolean endsWithReturn() {
    return last == '\r' && isLineEnd(last);
  }

  private boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (row[i] != ' ' && row[i] != '\r' && (row[i] != '\t' || delimiters.equals("\t"))) {
        return false;
      }
    }
    return true;
  }
}
