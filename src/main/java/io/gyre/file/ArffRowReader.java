package io.gyre.file;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import io.gyre.words.CellText;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads rows from Weka's attribute-relation file format: a header of {@code @attribute} lines that
 * name the columns, and rows of cells between commas below {@code @data}. Names and cells may stand
 * in single or double quotes, in which a backslash takes the next character as it is.
 *
 * <p>Only numeric attributes are checked: a nominal value need not be declared. Sparse rows and
 * relational attributes are refused.
 *
 * @see <a href="https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/">ARFF</a>
 */
final class ArffRowReader extends RowReader {

  private final List<Attribute> attributes = new ArrayList<>();
  private String line; // the line that is read
  private int position; // the place in it

  private record Attribute(String name, boolean numeric) {}

  /** Reads the header; throws if it is not one, or has no label's column. */
  ArffRowReader(ByteInput in, LabelColumn label) throws IOException, InvalidPointException {
    super(in, NO_CELLS);
    readHeader();
    columns = new NamedColumns(attributes.stream().map(Attribute::name).toList(), label);
  }

  private void readHeader() throws IOException, InvalidPointException {
    while (nextLine()) {
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

  /** Reads what follows {@code @attribute}. */
  private Attribute attribute(String declaration) throws InvalidPointException {
    line = declaration;
    position = 0;
    String name = cell(" \t{");
    String type = line.substring(position).strip();
    if (name.isEmpty()) {
      throw invalid(
          "expected a name and a type behind @attribute, found " + PrintableText.quoted(line));
    }
    boolean numeric = type.matches("(?i)(numeric|real|integer)(\\s.*)?");
    if (!numeric && !type.matches("(?i)(string|date)(\\s.*)?|\\{.*")) {
      throw invalid(
          "attribute %s: expected numeric, string, date or {…}, found %s"
              .formatted(PrintableText.quoted(name), PrintableText.quoted(type)));
    }
    return new Attribute(name, numeric);
  }

  /** Moves to the next line that is not a comment; returns false at the end. */
  private boolean nextLine() throws IOException, InvalidPointException {
    do {
      line = nextText();
    } while (line != null && line.stripLeading().startsWith("%"));
    line = line == null ? null : line.strip();
    position = 0;
    return line != null;
  }

  @Override
  Row read() throws IOException, InvalidPointException {
    if (!nextLine()) {
      return null;
    }
    if (line.startsWith("{")) {
      throw invalid("expected a cell for every attribute, found a sparse row. Write it in full");
    }
    List<String> cells = new ArrayList<>(attributes.size());
    do {
      cells.add(cell(","));
      passBlanks();
      if (position < line.length() && line.charAt(position) != ',') {
        throw invalid(
            "expected a comma after a quoted cell, found '%c' at position %d"
                .formatted(line.charAt(position), position));
      }
    } while (position++ < line.length()); // Over a comma.
    requireNumbers(cells);
    return columns.row(cells, lineNumber);
  }

  /** Reads a quoted cell, or up to one of some characters; returns it trimmed. */
  private String cell(String ends) throws InvalidPointException {
    passBlanks();
    int begin = position;
    if (position == line.length() || "'\"".indexOf(line.charAt(position)) < 0) {
      while (position < line.length() && ends.indexOf(line.charAt(position)) < 0) {
        position++;
      }
      return line.substring(begin, position).strip();
    }
    StringBuilder text = new StringBuilder();
    char quote = line.charAt(position++);
    for (; position < line.length() && line.charAt(position) != quote; position++) {
      if (line.charAt(position) == '\\' && position + 1 < line.length()) {
        position++;
      }
      text.append(line.charAt(position));
    }
    if (position++ == line.length()) {
      throw invalid("expected a closing quote, found none for the one at position " + begin);
    }
    return text.toString().strip();
  }

  private void passBlanks() {
    while (position < line.length() && " \t".indexOf(line.charAt(position)) >= 0) {
      position++;
    }
  }

  private void requireNumbers(List<String> cells) throws InvalidPointException {
    for (int i = 0; i < Math.min(cells.size(), attributes.size()); i++) {
      String cell = cells.get(i);
      if (attributes.get(i).numeric() && !CellText.isNumber(cell) && !CellText.isMissing(cell)) {
        throw columns.invalid(
            lineNumber, i, "expected a number or ?, found " + PrintableText.quoted(cell));
      }
    }
  }
}
