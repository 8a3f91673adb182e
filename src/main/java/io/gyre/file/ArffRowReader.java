package io.gyre.file;

import io.gyre.GyreException;
import io.gyre.data.CellText;
import io.gyre.data.InvalidPointException;
import io.gyre.data.PrintableText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads rows from Weka's attribute-relation file format: a header of {@code @attribute} lines that
 * name the columns, and rows of cells between commas below {@code @data}.
 *
 * <p>What an attribute's type says is checked for numbers alone. A nominal value that is not
 * declared is taken as it is. Sparse rows and relational attributes are refused.
 *
 * @see <a href="https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/">ARFF</a>
 */
final class ArffRowReader extends RowReader {

  private final List<Attribute> attributes = new ArrayList<>();

  /** A column, and whether its cells are numbers. */
  private record Attribute(String name, boolean numeric) {}

  /**
   * Reads the header.
   *
   * @param in read from where it stands; closed by {@link #close}
   * @throws GyreException if it is no header, or has no label's column
   * @throws InvalidPointException if a line of it is none of a header
   */
  ArffRowReader(ByteInput in, LabelColumn label) throws IOException, InvalidPointException {
    super(in, TextRows.NO_CELLS);
    readHeader();
    columns = new NamedColumns(attributes.stream().map(Attribute::name).toList(), label);
  }

  private void readHeader() throws IOException, InvalidPointException {
    for (String line = line(); line != null; line = line()) {
      String keyword = line.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
      switch (keyword) {
        case "@relation" -> {}
        case "@attribute" -> attributes.add(attribute(line.substring(keyword.length()).strip()));
        case "@data" -> {
          if (attributes.isEmpty()) {
            throw new GyreException("header: expected @attribute lines before @data, found none");
          }
          return;
        }
        default ->
            throw rows.invalid(
                "expected @relation, @attribute or @data, found " + PrintableText.quoted(line));
      }
    }
    throw new GyreException("expected an ARFF header that ends with @data, found no such line");
  }

  /** Reads what stands behind {@code @attribute}. */
  private Attribute attribute(String declaration) throws InvalidPointException {
    ArffCells cells = new ArffCells(rows, declaration);
    String name = cells.word();
    String type = cells.rest().strip();
    String kind = type.startsWith("{") ? "{" : type.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
    if (name.isEmpty()) {
      throw rows.invalid(
          "expected a name and a type behind @attribute, found "
              + PrintableText.quoted(declaration));
    }
    return switch (kind) {
      case "numeric", "real", "integer" -> new Attribute(name, true);
      case "string", "date", "{" -> new Attribute(name, false);
      default ->
          throw rows.invalid(
              "attribute %s: expected numeric, string, date or {…}, found %s"
                  .formatted(PrintableText.quoted(name), PrintableText.quoted(type)));
    };
  }

  /** Returns the next line that is no comment, or null at the end. */
  private String line() throws IOException, InvalidPointException {
    String line = rows.nextText();
    while (line != null && line.stripLeading().startsWith("%")) {
      line = rows.nextText();
    }
    return line == null ? null : line.strip();
  }

  @Override
  Row read() throws IOException, InvalidPointException {
    String line = line();
    if (line == null) {
      return null;
    }
    if (line.startsWith("{")) {
      throw rows.invalid(
          "expected a cell for every attribute, found a sparse row. Write it in full");
    }
    List<String> cells = new ArffCells(rows, line).all();
    requireNumbers(cells);
    return columns.row(cells, rows.line());
  }

  private void requireNumbers(List<String> cells) throws InvalidPointException {
    for (int i = 0; i < Math.min(cells.size(), attributes.size()); i++) {
      if (attributes.get(i).numeric()
          && !CellText.isNumber(cells.get(i))
          && !CellText.isMissing(cells.get(i))) {
        throw columns.invalid(
            rows.line(), i, "expected a number or ?, found " + PrintableText.quoted(cells.get(i)));
      }
    }
  }
}
