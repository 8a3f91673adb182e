package io.gyre.file;

import com.fasterxml.jackson.core.JacksonException;
import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonErrorText;
import io.gyre.format.CsvCells;
import io.gyre.words.CellText;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reads rows from text whose cells stand between commas, semicolons or tabs (RFC 4180): whichever
 * its first row, which names the columns, has most often outside quotes. With semicolons, 12,5 is
 * the number 12.5.
 */
final class CsvRowReader extends RowReader {

  private static final String DELIMITERS = ",;\t";
  private static final List<String> NAMES = List.of("commas", "semicolons", "tabs");

  private final CsvCells csv;
  private final Deque<String> ahead = new ArrayDeque<>(); // without a header, the first two rows

  /** Reads the header; throws if there is none, or it has no label's column. */
  CsvRowReader(ByteInput in, LabelColumn label) throws IOException, InvalidPointException {
    super(in, DELIMITERS);
    String header = nextText();
    // A spreadsheet says on a line of its own what stands between the cells.
    String said = header != null && header.matches("(?i)sep=[,;\t]") ? header : null;
    header = said == null ? header : nextText();
    if (header == null) {
      throw new GyreException("expected a header row that names the columns, found nothing");
    }
    csv = new CsvCells(said == null ? delimiter(header) : said.charAt(4));
    delimit(csv.delimiter());
    boolean named = !label.columns().isEmpty();
    columns = new NamedColumns(named ? label.columns() : names(header), label);
    String second = named ? nextText() : null;
    if (named && isHeader(cells(header), second == null ? List.of() : cells(second))) {
      throw new GyreException(
          Setting.COLUMNS
              + " is for a file without a header, found one: "
              + PrintableText.quoted(header));
    }
    Stream.of(named ? header : null, second).filter(Objects::nonNull).forEach(ahead::add);
  }

  /**
   * Tells whether the first row has names: of the columns, or only texts above a number or time.
   */
  private boolean isHeader(List<String> cells, List<String> below) {
    return cells.stream().anyMatch(columns.names::contains)
        || cells.stream().noneMatch(c -> CellText.isMissing(c) || c.matches("[-+.\\d].*"))
            && below.stream().anyMatch(LabelColumn::isValue);
  }

  private static char delimiter(String header) {
    String unquoted = header.replaceAll("\"[^\"]*(\"|$)", "");
    return DELIMITERS
        .chars()
        .mapToObj(c -> (char) c)
        .max(Comparator.comparingLong(d -> unquoted.chars().filter(c -> c == d).count()))
        .orElseThrow();
  }

  private List<String> names(String header) throws InvalidPointException {
    List<String> names = cells(header);
    boolean numbers = names.stream().allMatch(CellText::isNumber);
    if (numbers && names.stream().anyMatch(name -> name.contains("."))) {
      throw new GyreException(
          "expected a header row that names the columns, found only numbers: %s.%s"
              .formatted(PrintableText.quoted(header), LabelColumn.noHeader()));
    }
    return names;
  }

  @Override
  Row read() throws IOException, InvalidPointException {
    String row = ahead.isEmpty() ? nextText() : ahead.remove();
    return row == null ? null : columns.row(cells(row), lineNumber - ahead.size());
  }

  private List<String> cells(String row) throws InvalidPointException {
    List<String> cells = new ArrayList<>();
    try {
      csv.read(row + '\n', cells); // Its end tells the parser that the last cell is whole.
      if (csv.hasDecimalComma()) {
        cells.replaceAll(CellText::withPoint);
      }
      return cells;
    } catch (JacksonException e) {
      cutAfterFirstLine();
      String delimiters = NAMES.get(DELIMITERS.indexOf(csv.delimiter()));
      throw new InvalidPointException(
          "line %d, cell %d: expected cells apart by %s, found: %s"
              .formatted(lineNumber, cells.size() + 1, delimiters, JsonErrorText.said(e)),
          e);
    } catch (IOException e) {
      throw new IllegalStateException("A read from memory failed", e);
    }
  }
}
