package io.gyre.app.score;

import io.gyre.GyreException;
import io.gyre.data.Fields;

/** A field, by its path, and its value, a number as a person writes it. */
public record FieldValue(String field, String value) {

  /**
   * Reads both, as customer=c-17.
   *
   * @throws GyreException if it is not that
   */
  public static FieldValue parse(String text) {
    int end = text.indexOf('=');
    if (end < 1) {
      throw GyreException.of("expected a field and its value, as customer=c-17, found '%s'", text);
    }
    return new FieldValue(text.substring(0, end), text.substring(end + 1));
  }

  boolean isIn(Fields fields) {
    int place = fields.place(field);
    return place >= 0 && value.equals(fields.asText(place));
  }
}
