package io.gyre.encoding;

/**
 * One of the columns that learners see.
 *
 * @param field the path of its field
 * @param value that of a {@link Kind#VALUE} or {@link Kind#TEXT}, or the number of a bucket; null
 *     for the other kinds
 */
public record Column(Kind kind, String field, String value) {

  /** The meaning of a column for its field. */
  public enum Kind {
    /** The number itself. */
    NUMBER,
    /** 1 for this number, of a field with few. */
    VALUE,
    /** 1 for this text. */
    TEXT,
    /** 1 for texts with this hash, of a field with many texts. */
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
