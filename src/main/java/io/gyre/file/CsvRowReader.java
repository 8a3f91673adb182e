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
 * Reads rows from text whose cells stand between commas, semicolons or tabs (RFC 4180) and whose
 * first row names the columns. Of the three, the one that the header has most often outside quotes
 * is the delimiter. With semicolons, 12,5 is the number 12.5.
 *
 * <p>A column without a name is called {@code column} and its number, from 1.
 */
final class CsvRowReader extends RowReader {

  private static final String DELIMITERS = ",;\t";

  private final CsvCells line;

  /**
   * Reads the header.
   *
   * @param in read from where it stands; closed by {@link #close}
   * @throws GyreException if there is no header, or it has no label's column
   * @throws InvalidPointException if it is no row of cells
   */
  CsvRowReader(ByteInput in, LabelColumn label) throws IOException, InvalidPointException {
    super(in, DELIMITERS);
    String header = rows.nextText();
    if (header == null) {
      throw new GyreException("expected a header row that names the columns, found nothing");
    }
    line = new CsvCells(delimiter(header));
    rows.delimit(line.delimiter());
    columns = new NamedColumns(names(header), label);
  }

  private static char delimiter(String header) {
    String unquoted = header.replaceAll("\"[^\"]*(\"|$)", "");
    Comparator<Integer> byCount =
        Comparator.comparingLong(each -> unquoted.chars().filter(c -> c == each).count());
    return (char) DELIMITERS.chars().boxed().max(byCount).orElseThrow().intValue();
  }

  private List<String> names(String header) throws InvalidPointException {
    List<String> names = cells(header);
    boolean numbers = names.stream().allMatch(CellText::isNumber);
    if (numbers && names.stream().anyMatch(name -> name.contains("."))) {
      throw new GyreException(
          "expected a header row that names the columns, found only numbers: "
              + PrintableText.quoted(header)
              + ". Put a line of names above them");
    }
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isEmpty()) {
        names.set(i, "column" + (i + 1));
      }
    }
    return names;
  }

  @Override
  Row read() throws IOException, InvalidPointException {
    String row = rows.nextText();
    return row == null ? null : columns.row(cells(row), rows.line());
  }

  private List<String> cells(String row) throws InvalidPointException {
    List<String> cells = new ArrayList<>();
    try {
      line.read(row + '\n', cells); // Its end tells the parser that the last cell is whole.
      if (line.hasDecimalComma()) {
        cells.replaceAll(CellText::withPoint);
      }
      return cells;
    } catch (JacksonException e) {
      rows.cutAfterFirstLine();
      throw new InvalidPointException(
          "line %d, cell %d: expected cells apart by %s, found: %s"
              .formatted(rows.line(), cells.size() + 1, delimiterName(), JsonErrorText.said(e)),
          e);
    } catch (IOException e) {
      throw new IllegalStateException("A read from memory failed", e);
    }
  }

  private String delimiterName() {
    return switch (line.delimiter()) {
      case ',' -> "commas";
      case ';' -> "semicolons";
      default -> "tabs";
    };
  }
}
