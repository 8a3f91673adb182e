package io.gyre.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of comma-separated text (RFC 4180), with the line each begins on. Not thread-safe.
 *
 * <p>Jackson's parser ends a row only when it has seen the first character after it, so of a live
 * stream it would be one row behind. It therefore gets the text of each row by itself.
 */
final class CsvRows implements Closeable {

  /** Longer ones are refused without being held in memory, as with {@link TextLines}. */
  static final int MAX_LENGTH = TextLines.MAX_BYTES;

  private static final CsvFactory CSV =
      CsvFactory.builder().enable(CsvParser.Feature.TRIM_SPACES).build();

  /** Spreadsheets put it before what they write. */
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private static final int END = -1;

  private final Reader in;

  /** What was read ahead; a BufferedReader would lock for every character. */
  private final char[] buffer = new char[1 << 13];

  private int position;
  private int limit;

  private final StringBuilder text = new StringBuilder();
  private boolean tooLong;

  /** The last character read. */
  private int last = END;

  private long line;
  private long linesEnded;

  /** Where in a row the next character stands. */
  private enum At {
    CELL_START,
    PLAIN,
    QUOTED,
    /** Behind a quote in a quoted cell: the cell's end, or the first of two that mean one. */
    QUOTE
  }

  CsvRows(Reader reader) {
    in = reader;
  }

  /** Returns the number of the line on which the last row began, counted from 1. */
  long line() {
    return line;
  }

  /**
   * Returns the next row that is not blank, or null at the end. Reads no further than its end.
   *
   * @throws InvalidPointException for a row with broken quotes, or too long; what comes after it
   *     can be read
   */
  List<String> next() throws IOException, InvalidPointException {
    String row;
    do {
      row = nextText();
      if (row == null) {
        return null;
      }
    } while (row.isBlank());
    if (tooLong) {
      throw invalid("a row of more than %,d characters".formatted(MAX_LENGTH), null);
    }
    try (CsvParser parser = CSV.createParser(row)) {
      List<String> cells = new ArrayList<>();
      parser.nextToken(); // The array around the cells.
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        cells.add(parser.getText().strip());
      }
      return cells;
    } catch (JacksonException e) {
      throw invalid(PrintableText.sentence(e.getOriginalMessage()), e);
    }
  }

  private InvalidPointException invalid(String found, Exception cause) {
    return new InvalidPointException(
        "line " + line + ": expected comma-separated cells, found: " + found, cause);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Returns the text of the next row with one line feed as its end, or null where none is. */
  private String nextText() throws IOException {
    text.setLength(0);
    tooLong = false;
    int before = last;
    int c = read();
    if (c == '\n' && before == '\r' || c == BYTE_ORDER_MARK && before == END) {
      c = read();
    }
    line = linesEnded + (isLineEnd(c) ? 0 : 1);
    if (c == END) {
      return null;
    }
    for (At at = At.CELL_START; c != END && (!isLineEnd(c) || at == At.QUOTED); c = read()) {
      append((char) c);
      at = after(at, c);
    }
    return text.append('\n').toString();
  }

  private int read() throws IOException {
    if (position == limit) {
      int count = in.read(buffer, 0, buffer.length);
      if (count < 0) {
        last = END;
        return END;
      }
      position = 0;
      limit = count;
    }
    char c = buffer[position++];
    if (c == '\r' || c == '\n' && last != '\r') {
      linesEnded++;
    }
    last = c;
    return c;
  }

  private void append(char c) {
    if (text.length() < MAX_LENGTH) {
      text.append(c);
    } else {
      tooLong = true;
    }
  }

  private static boolean isLineEnd(int c) {
    return c == '\n' || c == '\r';
  }

  /** As Jackson reads: a quote opens a cell only at its start, and spaces may stand before it. */
  private static At after(At at, int c) {
    if (at == At.QUOTED) {
      return c == '"' ? At.QUOTE : At.QUOTED;
    }
    if (c == ',') {
      return At.CELL_START;
    }
    if (c == '"' && at != At.PLAIN) {
      return At.QUOTED;
    }
    return at == At.CELL_START && c <= ' ' ? At.CELL_START : At.PLAIN;
  }
}
