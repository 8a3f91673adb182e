package io.gyre.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.gyre.GyreException;
import io.gyre.data.CellText;
import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonErrorText;
import io.gyre.data.PrintableText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads rows from text whose cells stand between commas, semicolons or tabs (RFC 4180) and whose
 * first row names the columns. Of the three, the one that the header has most often outside quotes
 * is the delimiter. With semicolons, 12,5 is the number 12.5.
 *
 * <p>A column without a name is called {@code column} and its number, from 1.
 */
final class CsvRowReader extends RowReader {

  private static final CsvFactory CSV =
      CsvFactory.builder().enable(CsvParser.Feature.TRIM_SPACES).build();

  private static final String DELIMITERS = ",;\t";

  private final CsvSchema schema;
  private final boolean decimalComma;

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
    char delimiter = delimiter(header);
    schema = CsvSchema.emptySchema().withColumnSeparator(delimiter);
    decimalComma = delimiter == ';';
    rows.delimit(delimiter);
    columns = new Columns(names(header), label);
  }

  private static char delimiter(String header) {
    int[] counts = new int[DELIMITERS.length()];
    boolean quoted = false;
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      quoted ^= c == '"';
      int kind = DELIMITERS.indexOf(c);
      if (kind >= 0 && !quoted) {
        counts[kind]++;
      }
    }
    int most = 0;
    for (int kind = 1; kind < counts.length; kind++) {
      most = counts[kind] > counts[most] ? kind : most;
    }
    return DELIMITERS.charAt(most);
  }

  private List<String> names(String header) throws InvalidPointException {
    List<String> names = cells(header);
    boolean numbers = names.stream().allMatch(name -> Cell.of(name) == Cell.NUMBER);
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
    // Its end tells the parser that the last cell is whole.
    try (CsvParser parser = CSV.createParser(row + '\n')) {
      parser.setSchema(schema);
      parser.nextToken(); // The array around the cells.
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        String cell = parser.getText().strip();
        cells.add(decimalComma ? CellText.withPoint(cell) : cell);
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
    return switch (schema.getColumnSeparator()) {
      case ',' -> "commas";
      case ';' -> "semicolons";
      default -> "tabs";
    };
  }
}
