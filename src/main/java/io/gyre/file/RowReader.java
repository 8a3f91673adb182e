package io.gyre.file;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import io.gyre.words.Utf8;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the rows of a file one at a time: lines, or rows of cells, in which quoted cells may hold
 * line ends (RFC 4180). Blank rows are skipped. A row of a live stream never waits. Not
 * thread-safe.
 *
 * <p>A CSV library ends a row only when it has seen the next, gets lost at a broken row, or reads
 * to the end of the file for a quote that is never closed. So it gets each row by itself.
 */
public abstract class RowReader implements Closeable {

  /** A longer row is refused without being held in memory: no topic takes it by default. */
  static final int MAX_BYTES = 1 << 20;

  static final String NO_CELLS = ""; // for lines without cells: they end with a line feed alone

  private final ByteInput in;
  private String delimiters;
  private volatile long bytesRead;
  private byte[] row = new byte[1 << 10];
  private int length;
  private int end = ByteInput.END; // the byte that ended the last row
  long lineNumber; // the number of the line on which the last row began, counted from 1
  private long nextLine = 1;
  NamedColumns columns; // set when the header is read; null if the file does not name its columns

  /**
   * {@link #close} closes the input; the delimiters are ASCII characters that end cells, or {@link
   * #NO_CELLS}.
   */
  RowReader(ByteInput in, String delimiters) {
    this.in = in;
    this.delimiters = delimiters;
  }

  /**
   * Returns the next row, or null at the end. Blank lines are skipped.
   *
   * @throws InvalidPointException if the next row cannot be a record; the message begins with
   *     {@code line N}, and what comes after can be read
   * @throws GyreException if the file cannot be read any further, or is not written in the format
   * @throws PrefixEndException after a beginning, if only that was opened
   */
  public final Row next() throws IOException, InvalidPointException {
    try {
      Row row = read();
      bytesRead = in.position();
      return row;
    } catch (GyreException e) {
      throw new GyreException(in.name + ": " + e.getMessage(), e);
    } catch (PrefixEndException e) {
      throw e;
    } catch (IOException e) {
      throw new GyreException(in.name + " cannot be read any further: " + e.getMessage(), e);
    }
  }

  /** Does what {@link #next} does, without naming the file in what ends its reading. */
  abstract Row read() throws IOException, InvalidPointException;

  /** Returns the names of the columns; empty if the file has no names. */
  public final List<String> columns() {
    return columns == null ? List.of() : columns.names;
  }

  /** Returns lines that tell a person which columns have other names than in the header. */
  public final List<String> notes() {
    return columns == null ? List.of() : columns.notes;
  }

  /** Returns the label's field; null if no row has a label. */
  public String label() {
    return columns.label;
  }

  /** Returns about how many bytes of the file, packed or not, were read; any thread may ask. */
  public final long bytesRead() {
    return bytesRead;
  }

  @Override
  public final void close() throws IOException {
    in.close();
  }

  /** Lets only this character end cells, from the next row on. */
  final void delimit(char delimiter) {
    delimiters = String.valueOf(delimiter);
  }

  /**
   * Returns the bytes of the next row, without its end, or null after the last; reads no further.
   * Refuses one that is too long, not closed, not UTF-8, or has a NUL byte; what comes after it can
   * be read.
   */
  final byte[] nextBytes() throws IOException, InvalidPointException {
    do {
      if (!fillRow()) {
        return null;
      }
    } while (isBlank());
    byte[] next = Arrays.copyOf(row, length);
    int wrong = Utf8.firstMalformed(next);
    if (wrong >= 0) {
      throw invalid(
          "expected UTF-8, found the byte 0x%02x at position %d. Save the file as UTF-8"
              .formatted(next[wrong], wrong));
    }
    for (int i = 0; i < next.length; i++) {
      if (next[i] == 0) {
        throw invalid("expected text, found a NUL byte at position " + i);
      }
    }
    return next;
  }

  final String nextText() throws IOException, InvalidPointException {
    byte[] next = nextBytes();
    return next == null ? null : new String(next, StandardCharsets.UTF_8);
  }

  final InvalidPointException invalid(String what) {
    return new InvalidPointException("line %d: %s".formatted(lineNumber, what));
  }

  private boolean fillRow() throws IOException, InvalidPointException {
    length = 0;
    int b = in.read();
    if (b == '\n' && end == '\r') {
      b = in.read();
    }
    lineNumber = nextLine;
    boolean cellStart = !delimiters.isEmpty();
    boolean quoted = false;
    boolean afterQuote = false;
    while (b != ByteInput.END && (quoted || !isLineEnd(b))) {
      if (quoted) {
        nextLine += isLineEnd(b) && !(b == '\n' && row[length - 1] == '\r') ? 1 : 0;
        afterQuote = b == '"';
        quoted = !afterQuote;
      } else {
        // A quote opens a cell at its start, also after spaces; two quotes in a cell mean one.
        quoted = b == '"' && (cellStart || afterQuote);
        cellStart = delimiters.indexOf(b) >= 0 || cellStart && b <= ' ';
        afterQuote = false;
      }
      append(b);
      if (length > MAX_BYTES) {
        end = b;
        throw quoted ? unclosed() : tooLong();
      }
      b = in.read();
    }
    end = b;
    nextLine++;
    if (quoted) {
      throw unclosed();
    }
    return length > 0 || b != ByteInput.END;
  }

  private void append(int b) {
    if (length == row.length) {
      row = Arrays.copyOf(row, 2 * length);
    }
    row[length++] = (byte) b;
  }

  /**
   * Cuts the last row to its first line: the lines after it are read again, as separate rows. So an
   * extra quote costs only its line, and not all lines up to the next quote.
   */
  final void cutAfterFirstLine() {
    if (isLineEnd(end)) {
      append(end); // It was read, but is no part of the row.
    }
    cut();
  }

  private boolean cut() {
    int at = 0;
    while (at < length && !isLineEnd(row[at])) {
      at++;
    }
    if (at == length) {
      return false;
    }
    boolean both = row[at] == '\r' && at + 1 < length && row[at + 1] == '\n';
    int next = both ? at + 2 : at + 1;
    in.unread(row, next, length);
    end = row[next - 1];
    nextLine = lineNumber + 1;
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
    while (end != ByteInput.END && !isLineEnd(end)) {
      end = in.read();
      passed++;
    }
    nextLine++;
    return passed - 1;
  }

  private boolean isLineEnd(int b) {
    return b == '\n' || b == '\r' && !delimiters.isEmpty();
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
