package io.gyre.file;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.gyre.GyreException;
import io.gyre.data.CellText;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.PointJson;
import io.gyre.data.PrintableText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The named columns of a table, and the JSON record of a row's cells. Not thread-safe. */
final class NamedColumns {

  /** A number of fewer characters without an exponent is finite. */
  private static final int SAFE_LENGTH = 300;

  final List<String> names;
  private final SerializedString[] fields;

  /** Null if no column is the label. */
  final String label;

  private final int labelAt;
  private final ByteArrayOutputStream json = new ByteArrayOutputStream(1 << 10);

  /**
   * @param names of the columns in their order
   * @throws GyreException if they are not distinct, one is too long, or the label is absent
   */
  NamedColumns(List<String> names, LabelColumn label) {
    this.names = List.copyOf(names);
    requireUsable(names);
    this.label = label.in(names);
    labelAt = names.indexOf(this.label);
    fields = names.stream().map(SerializedString::new).toArray(SerializedString[]::new);
  }

  private static void requireUsable(List<String> names) {
    Set<String> distinct = new HashSet<>();
    for (String name : names) {
      if (!distinct.add(name)) {
        throw new GyreException(
            "header: expected distinct names, found " + PrintableText.quoted(name) + " twice");
      }
      int bytes = name.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > PointJson.MAX_NAME_LENGTH) {
        throw new GyreException(
            "header: expected names of at most %d bytes, found %d in the one beginning with %s"
                .formatted(PointJson.MAX_NAME_LENGTH, bytes, PrintableText.quoted(name)));
      }
    }
  }

  /**
   * Returns the row that begins on a line.
   *
   * @param cells trimmed
   * @throws InvalidPointException if they are too few, too many, or cannot be in a record
   */
  Row row(List<String> cells, long line) throws InvalidPointException {
    if (cells.size() != fields.length) {
      throw new InvalidPointException(
          "line %d: expected %d cells as in the header, found %d"
              .formatted(line, fields.length, cells.size()));
    }
    json.reset();
    try (JsonGenerator generator = PointJson.JSON.createGenerator(json, JsonEncoding.UTF8)) {
      generator.writeStartObject();
      for (int column = 0; column < fields.length; column++) {
        generator.writeFieldName(fields[column]);
        write(generator, cells.get(column), column, line);
      }
      generator.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("A write to memory failed", e);
    }
    boolean labelled = labelAt >= 0 && !CellText.isMissing(cells.get(labelAt));
    return Row.of(line, json.toByteArray(), labelled);
  }

  private void write(JsonGenerator generator, String cell, int column, long line)
      throws IOException, InvalidPointException {
    if (column == labelAt && cell.length() > Label.MAX_LENGTH) {
      String most = "expected a label of at most %d characters, found %d, beginning with %s";
      String begin = PrintableText.quoted(cell);
      throw invalid(line, column, most.formatted(Label.MAX_LENGTH, cell.length(), begin));
    }
    if (CellText.isMissing(cell)) {
      generator.writeNull();
    } else if (CellText.isNumber(cell)) {
      requireUsable(cell, column, line);
      generator.writeNumber(cell);
    } else if (cell.equals("true") || cell.equals("false")) {
      generator.writeBoolean(cell.equals("true"));
    } else {
      generator.writeString(cell);
    }
  }

  private void requireUsable(String number, int column, long line) throws InvalidPointException {
    int length = number.length();
    if (length > PointJson.MAX_NUMBER_LENGTH) {
      String most = "expected a number of at most %,d digits, found %,d";
      throw invalid(line, column, most.formatted(PointJson.MAX_NUMBER_LENGTH, length));
    }
    boolean safe = length < SAFE_LENGTH && number.indexOf('e') < 0 && number.indexOf('E') < 0;
    if (!safe && !Double.isFinite(Double.parseDouble(number))) {
      throw invalid(line, column, "expected a finite number, found " + PrintableText.brief(number));
    }
  }

  InvalidPointException invalid(long line, int column, String what) {
    return new InvalidPointException(
        "line %d, column %s: %s".formatted(line, PrintableText.quoted(names.get(column)), what));
  }
}
