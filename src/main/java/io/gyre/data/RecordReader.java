package io.gyre.data;

/**
 * Reads the records of a topic as points, whatever is in them.
 *
 * <p>Of a JSON object all scalars are fields but the label, the id, the time and what is ignored:
 * nested ones by their path ({@code address.zip}), elements of arrays by their index ({@code
 * features.0}). Of what a converter of Kafka Connect or Debezium wrote, the row is read. A line of
 * CSV has its fields under the names of its columns.
 *
 * <p>Text is trimmed. If it is empty, {@code ?}, {@code NA}, {@code NaN} or {@code null}, the field
 * is missing (the label: unknown), as with JSON's null; if it follows JSON's grammar of numbers,
 * the field is a number; all else, and true and false, is text.
 *
 * <p>An id is text of at most {@value PointJson#MAX_ID_LENGTH} characters or an integer, a label a
 * number, a boolean, or text of at most {@value Label#MAX_LENGTH} characters. JSON is nested at
 * most {@value PointJson#MAX_DEPTH} deep; a name has at most {@value PointJson#MAX_NAME_LENGTH}
 * bytes, a number {@value PointJson#MAX_NUMBER_LENGTH} digits, a path {@value
 * RecordSettings#MAX_PATH} characters, a record {@value PointBuilder#MAX_FIELDS} fields.
 *
 * <p>What is read depends on the record's bytes and the settings alone, not on records before: a
 * model must come out the same when its stream is read again. Records with the same paths in the
 * same order mostly share the array of them. Not thread-safe.
 */
public final class RecordReader {

  /** The longest record, in bytes: 1 MiB, the default limit of a topic. */
  public static final int MAX_BYTES = 1 << 20;

  private final PointBuilder format;

  /** What records may be. */
  public enum Accepts {
    /** Points, each with its label or without. */
    POINTS,
    /** The same, and labels of points that come in records of their own: they have no fields. */
    POINTS_AND_LABELS,
    /** Labels of points that come in records of their own, with their id; all else is ignored. */
    LABELS
  }

  /**
   * Makes a reader of points.
   *
   * @param settings what the records' members mean
   */
  public RecordReader(RecordSettings settings) {
    this(settings, Accepts.POINTS);
  }

  /**
   * Makes a reader.
   *
   * @param settings what the records' members mean; {@link RecordSettings#ofLabels} for labels
   *     alone
   * @param accepts what else they may be; a label is read as a point without fields
   */
  public RecordReader(RecordSettings settings, Accepts accepts) {
    format =
        switch (settings.format()) {
          case JSON -> new JsonRecords(settings, accepts);
          case CSV -> new CsvRecords(settings, accepts);
        };
  }

  /**
   * Reads a point.
   *
   * @param value a record's value; may be null or anything else, and is not changed
   * @return null for a record that is no point and not meant as one: without a value, or the
   *     deletion of a row
   * @throws InvalidPointException with the reason, for every other value that is not a point
   */
  public Point read(byte[] value) throws InvalidPointException {
    if (value == null) {
      return null;
    }
    Utf8.require(value);
    return format.read(value);
  }
}
