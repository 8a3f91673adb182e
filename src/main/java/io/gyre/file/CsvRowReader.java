package io.gyre.file;

import com.fasterxml.jackson.core.JacksonException;
import io.gyre.GyreException;
import io.gyre.data.CellText;
import io.gyre.data.CsvCells;
import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonErrorText;
import io.gyre.data.PrintableText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads rows from text whose cells stand between commas, semicolons or tabs (RFC 4180): whichever
 * its first row, which names the columns, has most often outside quotes. With semicolons, 12,5 is
 * the number 12.5.
 */
final class CsvRowReader extends RowReader {

  private static final String DELIMITERS = ",;\t";
  private static final List<String> NAMES = List.of("commas", "semicolons", "tabs");

  private final CsvCells csv;

  /** Reads the header; throws if there is none, or it has no label's column. */
  CsvRowReader(ByteInput in, LabelColumn label) throws IOException, InvalidPointException {
    super(in, DELIMITERS);
    String header = nextText();
    if (header == null) {
      throw new GyreException("expected a header row that names the columns, found nothing");
    }
    csv = new CsvCells(delimiter(header));
    delimit(csv.delimiter());
    columns = new NamedColumns(names(header), label);
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
          "expected a header row that names the columns, found only numbers: %s. Put a line of names above them"
              .formatted(PrintableText.quoted(header)));
    }
    return names;
  }

  @Override
  Row read() throws IOException, InvalidPointException {
    String row = nextText();
    return row == null ? null : columns.row(cells(row), lineNumber);
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
