package io.gyre.file;

import io.gyre.data.InvalidPointException;
import java.io.IOException;
import java.util.Arrays;

/**
 * The rows of a text in which a quoted cell may hold line ends (RFC 4180), with the line each
 * begins on. Not thread-safe.
 *
 * <p>CSV libraries end a row only when they have seen what comes after it, lose their place at a
 * broken one, or take a quote that is never closed for the rest of the file. So they get each row
 * by itself.
 */
final class QuotedRows {

  /** Longer ones are refused without being held in memory, as with {@link TextLines}. */
  private static final int MAX_BYTES = TextLines.MAX_BYTES;

  private final ByteInput in;
  private final String delimiters;

  private byte[] row = new byte[1 << 10];
  private int length;

  /** The last byte read. */
  private int last = ByteInput.END;

  private long line;
  private long linesEnded;

  /** Where in a row the next byte stands. */
  private enum At {
    CELL_START,
    PLAIN,
    QUOTED,
    /** Behind a quote in a quoted cell: the cell's end, or the first of two that mean one. */
    QUOTE
  }

  /**
   * @param in read from where it stands; closed by the caller
   * @param delimiters the ASCII characters of which any may end a cell
   */
  QuotedRows(ByteInput in, String delimiters) {
    this.in = in;
    this.delimiters = delimiters;
  }

  /** Returns the rows that follow, of which only one character ends a cell. */
  QuotedRows with(char delimiter) {
    QuotedRows rows = new QuotedRows(in, String.valueOf(delimiter));
    rows.last = last;
    rows.line = line;
    rows.linesEnded = linesEnded;
    return rows;
  }

  /** Returns the number of the line on which the last row began, counted from 1. */
  long line() {
    return line;
  }

  /**
   * Returns the text of the next row that is not blank, without its end, or null after the last.
   * Reads no further than its end.
   *
   * @throws InvalidPointException for one that is too long, not closed, or no text; what comes
   *     after it can be read
   */
  String next() throws IOException, InvalidPointException {
    do {
      if (!nextBytes()) {
        return null;
      }
    } while (isBlank());
    return LineText.of(Arrays.copyOf(row, length), line);
  }

  private boolean nextBytes() throws IOException, InvalidPointException {
    length = 0;
    int before = last;
    int b = read();
    if (b == '\n' && before == '\r') {
      b = read();
    }
    line = linesEnded + (isLineEnd(b) ? 0 : 1);
    if (b == ByteInput.END) {
      return false;
    }
    At at = At.CELL_START;
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
    if (b == '\r' || b == '\n' && last != '\r') {
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
    return new InvalidPointException(
        "line %d: expected the end of a quoted cell within %,d bytes, found no closing quote"
            .formatted(line, MAX_BYTES));
  }

  private InvalidPointException tooLong() throws IOException {
    return TextLines.tooLong(line, length + passLine());
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

  private static boolean isLineEnd(int b) {
    return b == '\n' || b == '\r';
  }

  private boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (row[i] != ' ' && (row[i] != '\t' || delimiters.equals("\t"))) {
        return false;
      }
    }
    return true;
  }
}
