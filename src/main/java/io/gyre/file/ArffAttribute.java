package io.gyre.file;

import io.gyre.data.InvalidPointException;
import io.gyre.data.PrintableText;
import java.util.Locale;

/**
 * A column of an ARFF file.
 *
 * @param numeric whether its cells are numbers
 */
record ArffAttribute(String name, boolean numeric) {

  /**
   * Reads what stands behind {@code @attribute}.
   *
   * @throws InvalidPointException if it is no name and type that Gyre reads
   */
  static ArffAttribute parse(String declaration) throws InvalidPointException {
    ArffCells cells = new ArffCells(declaration);
    String name = cells.word();
    String type = cells.rest().strip();
    String kind = type.startsWith("{") ? "{" : type.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
    if (name.isEmpty()) {
      throw new InvalidPointException(
          "expected a name and a type behind @attribute, found "
              + PrintableText.quoted(declaration));
    }
    return switch (kind) {
      case "numeric", "real", "integer" -> new ArffAttribute(name, true);
      case "string", "date", "{" -> new ArffAttribute(name, false);
      default ->
          throw new InvalidPointException(
              "attribute %s: expected numeric, string, date or {…}, found %s"
                  .formatted(PrintableText.quoted(name), PrintableText.quoted(type)));
    };
  }
}
