package io.gyre.encoding;

/**
 * A column of what learners see.
 *
 * @param kind what it says of its field
 * @param field the field's path
 * @param value that of a {@link Kind#VALUE} or {@link Kind#TEXT}, or the number of a bucket; null
 *     for the other kinds
 */
public record Column(Kind kind, String field, String value) {

  /** What a column says of its field. */
  public enum Kind {
    /** The number itself. */
    NUMBER,
    /** 1 if the number is this one: of numbers with few values. */
    VALUE,
    /** 1 if the text is this one. */
    TEXT,
    /** 1 if the text's hash is this one: of fields with many texts. */
    BUCKET,
    /** 1 if there is no value. */
    MISSING
  }

  /** Its name for people: {@code age}, {@code carrier=DL}, {@code zip#17}, {@code age missing}. */
  public String name() {
    return switch (kind) {
      case NUMBER -> field;
      case VALUE, TEXT -> field + "=" + value;
      case BUCKET -> field + "#" + value;
      case MISSING -> field + " missing";
    };
  }
}
