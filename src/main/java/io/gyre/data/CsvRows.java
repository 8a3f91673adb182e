package io.gyre.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.Closeable;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/** The rows of comma-separated text (RFC 4180), with the line each begins on. Not thread-safe. */
final class CsvRows implements Closeable {

  private static final int MAX_CELL_LENGTH = 1 << 20;

  private static final CsvFactory CSV =
      CsvFactory.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(MAX_CELL_LENGTH).build())
          .build();

  private final CsvParser parser;
  private long line;

  CsvRows(Reader reader) throws IOException {
    parser = CSV.createParser(withoutMark(reader));
    // The array around all rows.
    parser.nextToken();
  }

  /** Spreadsheets put a byte order mark before what they write. */
  private static Reader withoutMark(Reader reader) throws IOException {
    PushbackReader pushback = new PushbackReader(reader);
    int first = pushback.read();
    if (first >= 0 && first != '\uFEFF') {
      pushback.unread(first);
    }
    return pushback;
  }

  /** Returns the number of the line on which the last row began, counted from 1. */
  long line() {
    return line;
  }

  /**
   * Returns the next row that is not blank, or null at the end.
   *
   * @throws InvalidPointException for a row with broken quotes; what comes after it can be read
   */
  List<String> next() throws IOException, InvalidPointException {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      return null;
    }
    List<String> cells = new ArrayList<>();
    try {
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        if (cells.isEmpty()) {
          line = parser.currentTokenLocation().getLineNr();
        }
        cells.add(parser.getText().strip());
      }
      return cells;
    } catch (JacksonException e) {
      if (cells.isEmpty()) {
        line = parser.currentLocation().getLineNr();
      }
      finishRow();
      throw new InvalidPointException(
          "line "
              + line
              + ": expected comma-separated cells, found: "
              + Quoted.sentence(e.getOriginalMessage()),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  /** Passes over the rest of a row, in which more may be broken. */
  private void finishRow() throws IOException {
    long failedAt = -1;
    while (true) {
      try {
        JsonToken token = parser.nextToken();
        if (token == null || token == JsonToken.END_ARRAY) {
          return;
        }
      } catch (JacksonException e) {
        long at = parser.currentLocation().getCharOffset();
        if (at == failedAt) {
          throw e;
        }
        failedAt = at;
      }
    }
  }
}
