package io.gyre.format;

import com.fasterxml.jackson.core.JacksonException;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.format.FieldPaths.FieldPath;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.words.CellText;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads records that are one line of cells each, whose names are known. */
final class CsvRecords extends ValueReader {

  private final List<String> columns;
  private final CsvCells line;

  CsvRecords(RecordSettings settings, Accepts accepts) {
    super(settings, accepts);
    columns = settings.columns();
    line = new CsvCells(settings.delimiter());
  }

  @Override
  Point read(byte[] value, int begin, Schema schema, String message) throws InvalidPointException {
    requireText(value);
    List<String> cells = cells(value);
    if (cells.equals(columns)) {
      throw new InvalidPointException("value: expected a point, found the names of the columns");
    }
    if (cells.size() != columns.size()) {
      throw new InvalidPointException(
          "value: expected %d cells, as there are columns, found %d"
              .formatted(columns.size(), cells.size()));
    }
    FieldPath root = begin();
    for (int i = 0; i < cells.size(); i++) {
      readCell(root.member(columns.get(i)), cells.get(i));
    }
    return point();
  }

  private void readCell(FieldPath at, String cell) throws InvalidPointException {
    visit(at);
    switch (at.role) {
      case FIELD -> addText(at, line.hasDecimalComma() ? CellText.withPoint(cell) : cell);
      case LABEL -> setLabelText(at, cell, false);
      case ID -> setId(at, cell);
      case TIME -> {
        if (cell.isEmpty()) {
          refuseNoTime(at, PrintableText.quoted(cell));
        } else {
          setTime(at, cell);
        }
      }
      case NONE -> {}
    }
  }

  private List<String> cells(byte[] value) throws InvalidPointException {
    String text = new String(value, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      throw new InvalidPointException("value: expected a line of cells, found nothing");
    }
    try {
      List<String> cells = new ArrayList<>(columns.size());
      if (!line.read(text, cells)) {
        throw new InvalidPointException("value: expected one line of cells, found a second");
      }
      return cells;
    } catch (IOException | IllegalStateException | IndexOutOfBoundsException e) {
      // A bug of the parser must fail only the record, not the stream.
      String found =
          e instanceof JacksonException fault
              ? PrintableText.sentence(fault.getOriginalMessage())
              : "what the CSV parser failed on";
      throw new InvalidPointException("value: expected a line of cells, found: " + found, e);
    }
  }
}
