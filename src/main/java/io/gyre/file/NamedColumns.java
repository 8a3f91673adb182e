package io.gyre.file;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.PointJson;
import io.gyre.words.CellText;
import io.gyre.words.PrintableText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The named columns of a table, and the JSON record of a row's cells. Not thread-safe.
 *
 * <p>A name that stands there several times is numbered as pandas does, {@code a}, {@code a.1}; a
 * column without a name is called {@code column} and its number, from 1.
 */
final class NamedColumns {

  private static final int SAFE_LENGTH = 300; // below it, a number without exponent is finite

  final List<String> names;

  /** Lines that tell a person which columns have other names than in the header. */
  final List<String> notes = new ArrayList<>();

  private final SerializedString[] fields;
  final String label; // null if no column is the label
  private final int labelAt;
  private final ByteArrayOutputStream json = new ByteArrayOutputStream(1 << 10);

  /** Names the columns in their order; throws if a name is too long, or the label is absent. */
  NamedColumns(List<String> header, LabelColumn label) {
    names = distinct(header);
    names.forEach(NamedColumns::requireUsable);
    this.label = label.in(names);
    labelAt = this.label == null ? -1 : names.indexOf(this.label);
    fields = names.stream().map(SerializedString::new).toArray(SerializedString[]::new);
  }

  private List<String> distinct(List<String> header) {
    Set<String> taken = new HashSet<>(header); // A column keeps a name that no other has.
    Set<String> seen = new HashSet<>();
    Map<String, Integer> numbers = new HashMap<>();
    List<String> all = new ArrayList<>();
    List<String> repeated = new ArrayList<>();
    List<String> unnamed = new ArrayList<>();
    for (String given : header) {
      String name = given.isEmpty() ? "column" + (all.size() + 1) : given;
      String own = name;
      boolean free = given.isEmpty() ? taken.add(name) : seen.add(name);
      while (!free) {
        own = name + "." + numbers.merge(name, 1, Integer::sum);
        free = taken.add(own);
      }
      all.add(own);
      if (!own.equals(given)) {
        (given.isEmpty() ? unnamed : repeated).add(own);
      }
    }
    note("a name stands in the header more than once: its later columns are called ", repeated);
    note("the header does not name every column: the others are called ", unnamed);
    return List.copyOf(all);
  }

  private void note(String what, List<String> called) {
    if (!called.isEmpty()) {
      notes.add(what + PrintableText.list(called));
    }
  }

  private static void requireUsable(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > PointJson.MAX_NAME_LENGTH) {
      throw new GyreException(
          "header: expected names of at most %d bytes, found %d in the one beginning with %s"
              .formatted(PointJson.MAX_NAME_LENGTH, bytes, PrintableText.quoted(name)));
    }
  }

  /** Returns the row of trimmed cells on a line; throws if they cannot be a record. */
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
