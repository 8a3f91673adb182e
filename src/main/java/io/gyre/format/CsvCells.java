package io.gyre.format;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.List;

/** Takes lines apart into cells (RFC 4180). Immutable. */
public final class CsvCells {

  private static final CsvFactory CSV =
      CsvFactory.builder().enable(CsvParser.Feature.TRIM_SPACES).build();

  private final CsvSchema schema;

  public CsvCells(char delimiter) {
    schema = CsvSchema.emptySchema().withColumnSeparator(delimiter);
  }

  public char delimiter() {
    return schema.getColumnSeparator();
  }

  /** Tells whether a number may have a decimal comma: where the delimiter is a semicolon. */
  public boolean hasDecimalComma() {
    return delimiter() == ';';
  }

  /**
   * Reads a line into trimmed cells, those before a fault too, and tells whether the text ends with
   * it. Throws a {@link JacksonException} if the line does not consist of cells.
   */
  public boolean read(String line, List<String> cells) throws IOException {
    try (CsvParser parser = CSV.createParser(line)) {
      parser.setSchema(schema);
      parser.nextToken(); // The array around the cells.
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        cells.add(parser.getText().strip());
      }
      return parser.nextToken() == null;
    }
  }
}
