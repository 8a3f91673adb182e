package io.gyre.data;

import com.fasterxml.jackson.core.io.NumberInput;
import io.gyre.GyreException;
import java.io.IOException;
import java.io.Reader;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads points from comma-separated text (RFC 4180) whose first row names the columns. Every column
 * that is neither label nor id is a feature, in the order of the header.
 *
 * <p>A label is any text, or an empty cell for a point without label; an empty id cell for a point
 * without id. Spaces around cells, blank lines and a byte order mark are passed over.
 */
public final class CsvPoints implements PointReader {

  /** What Java's parsers take beyond this (hexadecimal, "1d", "NaN") is not a number in a table. */
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  private static final int NONE = -1;

  private final CsvRows rows;
  private final List<String> header;
  private final int labelAt;
  private final int idAt;
  private final int features;

  /**
   * Reads the header.
   *
   * @param reader closed by {@link #close}
   * @param labelColumn the name of the label's column; null if there is none
   * @param idColumn the name of the id's column; null if there is none
   * @throws GyreException if the header is missing, names a column twice, lacks one of the two or
   *     leaves no column for features
   * @throws IOException if the reader fails
   */
  public CsvPoints(Reader reader, String labelColumn, String idColumn) throws IOException {
    rows = new CsvRows(reader);
    header = readHeader();
    labelAt = indexOf(labelColumn, "label");
    idAt = indexOf(idColumn, "id");
    features = header.size() - (labelAt == NONE ? 0 : 1) - (idAt == NONE ? 0 : 1);
    if (labelAt != NONE && labelAt == idAt || features == 0) {
      throw new GyreException(
          "CSV header: expected a column of features besides distinct columns for label and id,"
              + " found "
              + columns());
    }
  }

  @Override
  public Point next() throws IOException, InvalidPointException {
    List<String> cells = rows.next();
    if (cells == null) {
      return null;
    }
    if (cells.size() != header.size()) {
      throw new InvalidPointException(
          String.format(
              "line %d: expected %d cells as in the header, found %d",
              rows.line(), header.size(), cells.size()));
    }
    String id = idAt == NONE || cells.get(idAt).isEmpty() ? null : id(cells.get(idAt));
    return new Point(id, features(cells), labelAt == NONE ? null : label(cells));
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }

  private List<String> readHeader() throws IOException {
    List<String> names;
    try {
      names = rows.next();
    } catch (InvalidPointException e) {
      throw new GyreException("CSV header: " + e.getMessage(), e);
    }
    if (names == null) {
      throw new GyreException("CSV: expected a header row that names the columns, found nothing");
    }
    if (names.stream().allMatch(name -> DECIMAL.matcher(name).matches())
        && names.stream().anyMatch(name -> name.contains("."))) {
      throw new GyreException(
          "CSV: expected a header row that names the columns, found only numbers: "
              + PrintableText.quoted(String.join(",", names))
              + ". Put a line of names above them");
    }
    HashSet<String> distinct = new HashSet<>();
    for (String name : names) {
      if (!distinct.add(name)) {
        throw new GyreException(
            "CSV header: expected distinct names, found " + PrintableText.quoted(name) + " twice");
      }
    }
    return names;
  }

  private int indexOf(String column, String role) {
    if (column == null) {
      return NONE;
    }
    int index = header.indexOf(column);
    if (index < 0) {
      throw new GyreException(
          String.format(
              "CSV header: expected the %s's column %s, found %s",
              role, PrintableText.quoted(column), columns()));
    }
    return index;
  }

  private String columns() {
    return PrintableText.sentence(String.join(", ", header));
  }

  private String id(String cell) throws InvalidPointException {
    try {
      return PointIdCheck.require(cell);
    } catch (InvalidPointException e) {
      throw new InvalidPointException("line " + rows.line() + ": " + e.getMessage(), e);
    }
  }

  private Label label(List<String> cells) throws InvalidPointException {
    String cell = cells.get(labelAt);
    try {
      return cell.isEmpty() ? null : Label.parse(cell);
    } catch (InvalidPointException e) {
      throw new InvalidPointException("line " + rows.line() + ": " + e.getMessage(), e);
    }
  }

  private double[] features(List<String> cells) throws InvalidPointException {
    double[] numbers = new double[features];
    int count = 0;
    for (int column = 0; column < cells.size(); column++) {
      if (column != labelAt && column != idAt) {
        double number = number(cells.get(column));
        if (!Double.isFinite(number)) {
          throw invalid(column, "expected a finite number", cells.get(column));
        }
        numbers[count++] = number;
      }
    }
    return numbers;
  }

  /** Returns the cell's number, NaN if it holds something else. */
  private static double number(String cell) {
    return DECIMAL.matcher(cell).matches() ? NumberInput.parseDouble(cell, true) : Double.NaN;
  }

  private InvalidPointException invalid(int column, String expected, String cell) {
    return new InvalidPointException(
        String.format(
            "line %d, column %s: %s, found %s",
            rows.line(),
            PrintableText.quoted(header.get(column)),
            expected,
            cell.isEmpty() ? "an empty cell" : PrintableText.quoted(cell)));
  }
}
