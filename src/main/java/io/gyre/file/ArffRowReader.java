package io.gyre.file;

import io.gyre.GyreException;
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
final class ArffRowReader implements RowReader {

  private final ByteInput in;
  private final TextLines lines;
  private final List<ArffAttribute> attributes = new ArrayList<>();
  private final Columns columns;

  /**
   * Reads the header.
   *
   * @param in read from where it stands; closed by {@link #close}
   * @throws GyreException if it is no header, or has no label's column
   */
  ArffRowReader(ByteInput in, LabelColumn label) throws IOException {
    this.in = in;
    lines = new TextLines(in);
    try {
      readHeader();
    } catch (InvalidPointException e) {
      throw new GyreException("header: " + e.getMessage(), e);
    }
    columns = new Columns(attributes.stream().map(ArffAttribute::name).toList(), label);
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
            throw invalid(
                "expected @relation, @attribute or @data, found " + PrintableText.quoted(line));
      }
    }
    throw new GyreException("expected an ARFF header that ends with @data, found no such line");
  }

  private ArffAttribute attribute(String declaration) throws InvalidPointException {
    try {
      return ArffAttribute.parse(declaration);
    } catch (InvalidPointException e) {
      throw invalid(e.getMessage());
    }
  }

  /** Returns the next line that is no comment, or null at the end. */
  private String line() throws IOException, InvalidPointException {
    while (true) {
      byte[] bytes = lines.next();
      if (bytes == null) {
        return null;
      }
      String line = LineText.of(bytes, lines.number()).strip();
      if (!line.startsWith("%")) {
        return line;
      }
    }
  }

  @Override
  public Row next() throws IOException, InvalidPointException {
    String line = line();
    if (line == null) {
      return null;
    }
    if (line.startsWith("{")) {
      throw invalid("expected a cell for every attribute, found a sparse row. Write it in full");
    }
    List<String> cells;
    try {
      cells = ArffCells.of(line);
    } catch (InvalidPointException e) {
      throw invalid(e.getMessage());
    }
    requireNumbers(cells);
    return columns.row(cells, lines.number());
  }

  private void requireNumbers(List<String> cells) throws InvalidPointException {
    for (int i = 0; i < Math.min(cells.size(), attributes.size()); i++) {
      if (attributes.get(i).numeric() && !isNumber(cells.get(i))) {
        throw columns.invalid(
            lines.number(),
            i,
            "expected a number or ?, found " + PrintableText.quoted(cells.get(i)));
      }
    }
  }

  private static boolean isNumber(String cell) {
    Cell kind = Cell.of(cell);
    return kind == Cell.NUMBER || kind == Cell.MISSING;
  }

  private InvalidPointException invalid(String what) {
    return new InvalidPointException("line %d: %s".formatted(lines.number(), what));
  }

  @Override
  public List<String> columns() {
    return columns.names();
  }

  @Override
  public String label() {
    return columns.label();
  }

  @Override
  public long bytesRead() {
    return in.bytesRead();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
