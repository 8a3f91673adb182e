package io.gyre.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads records that are one line of cells each (RFC 4180), whose names are known. */
final class CsvRecords implements RecordFormat {

  private static final CsvFactory CSV =
      CsvFactory.builder().enable(CsvParser.Feature.TRIM_SPACES).build();

  private final PointBuilder point;
  private final List<String> columns;
  private final CsvSchema schema;

  /** Where the delimiter is not the comma, a number may have one. */
  private final boolean decimalComma;

  CsvRecords(PointBuilder point, RecordSettings settings) {
    this.point = point;
    columns = settings.columns();
    schema = CsvSchema.emptySchema().withColumnSeparator(settings.delimiter());
    decimalComma = settings.delimiter() == ';';
  }

  @Override
  public Point read(byte[] value) throws InvalidPointException {
    List<String> cells = cells(value);
    if (cells.equals(columns)) {
      throw new InvalidPointException("value: expected a point, found the names of the columns");
    }
    if (cells.size() != columns.size()) {
      throw new InvalidPointException(
          "value: expected %d cells, as there are columns, found %d"
              .formatted(columns.size(), cells.size()));
    }
    FieldPath root = point.begin();
    for (int i = 0; i < cells.size(); i++) {
      readCell(root.member(columns.get(i)), cells.get(i));
    }
    point.forgetMissing();
    return point.point();
  }

  private void readCell(FieldPath at, String cell) throws InvalidPointException {
    point.visit(at);
    switch (at.role) {
      case FIELD -> point.addText(at, decimalComma ? CellText.withPoint(cell) : cell);
      case LABEL -> point.setLabelText(at, cell, false);
      case ID -> point.setId(at, cell);
      case TIME -> {
        if (cell.isEmpty()) {
          point.refuseNoTime(at, PrintableText.quoted(cell));
        } else {
          point.setTime(at, cell);
        }
      }
      case NONE -> {}
    }
  }

  private List<String> cells(byte[] value) throws InvalidPointException {
    String line = new String(value, StandardCharsets.UTF_8);
    if (line.isBlank()) {
      throw new InvalidPointException("value: expected a line of cells, found nothing");
    }
    try (CsvParser parser = CSV.createParser(line)) {
      parser.setSchema(schema);
      List<String> cells = new ArrayList<>(columns.size());
      parser.nextToken(); // The array around the cells.
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        cells.add(parser.getText().strip());
      }
      if (parser.nextToken() != null) {
        throw new InvalidPointException("value: expected one line of cells, found a second");
      }
      return cells;
    } catch (JacksonException e) {
      throw invalid(PrintableText.sentence(e.getOriginalMessage()), e);
    } catch (IOException | IllegalStateException | IndexOutOfBoundsException e) {
      // A bug of the parser must cost the record that met it, not the stream.
      throw invalid("what the CSV parser failed on", e);
    }
  }

  private static InvalidPointException invalid(String found, Exception cause) {
    return new InvalidPointException("value: expected a line of cells, found: " + found, cause);
  }
}
