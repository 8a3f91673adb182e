package io.gyre.format;

import io.gyre.Setting;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.NamedValues;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.words.PrintableText;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the records of a topic as points, whatever their content.
 *
 * <p>All scalars of a record are fields, except the label, the id, the time and ignored ones:
 * nested ones by their path ({@code address.zip}), elements of arrays by their index ({@code
 * features.0}). In an envelope of Kafka Connect or Debezium, the row within is read. A line of CSV
 * has its fields under the names of its columns.
 *
 * <p>Text is trimmed. If it is empty, {@code ?}, {@code NA}, {@code NaN} or {@code null}, the field
 * is missing (the label: unknown), as with a null; if it follows JSON's grammar of numbers, the
 * field is a number; if it is a time by ISO 8601, what {@link TimeFields} makes of it are fields
 * instead, as of the record's own time; anything else, also true and false, is text.
 *
 * <p>An id is text of at most {@value PointJson#MAX_ID_LENGTH} characters or an integer, a label a
 * number, a boolean, or text of at most {@value Label#MAX_LENGTH} characters. Values are nested at
 * most {@value PointJson#MAX_DEPTH} deep; a name has at most {@value PointJson#MAX_NAME_LENGTH}
 * bytes, a number {@value PointJson#MAX_NUMBER_LENGTH} digits, a path {@value
 * RecordSettings#MAX_PATH} characters, a record {@value ValueReader#MAX_FIELDS} fields.
 *
 * <p>The point depends only on the record's bytes, its schema and the settings, because a stream
 * that is read again must give the same model. Not thread-safe.
 */
public final class RecordReader {

  /** The longest record, in bytes: 1 MiB, the default limit of a topic. */
  public static final int MAX_BYTES = 1 << 20;

  /** The records that a reader accepts. */
  public enum Accepts {
    /** Points, with or without a label. */
    POINTS,
    /** The same, and labels of points that came before: records with an id and no fields. */
    POINTS_AND_LABELS,
    /** Only such labels; all fields but their time are ignored. */
    LABELS,
    /** Points that ask, which need no time. */
    QUESTIONS
  }

  private final RecordSettings settings;
  private final Accepts accepts;
  private final Function<String, Schema> schemas;
  private final Map<ValueFormat, ValueReader> readers = new EnumMap<>(ValueFormat.class);
  private final SchemaFrame.Reader frames = new SchemaFrame.Reader();

  private RecordReader(RecordSettings settings, Accepts accepts, Function<String, Schema> schemas) {
    this.settings = settings;
    this.accepts = accepts;
    this.schemas = schemas;
  }

  /** Makes a reader of records without schemas. */
  public static RecordReader of(RecordSettings settings, Accepts accepts) {
    return of(settings, accepts, id -> null);
  }

  /**
   * Makes a reader; {@link RecordSettings#ofLabels} are the settings for labels alone.
   *
   * @param schemas gives the schema of an id of a {@link SchemaFrame}; null for one that it lacks
   */
  public static RecordReader of(
      RecordSettings settings, Accepts accepts, Function<String, Schema> schemas) {
    return new RecordReader(settings, accepts, schemas);
  }

  /** Reads a record without headers that name a schema, as below. */
  public Point read(byte[] value) throws InvalidPointException {
    return read(value, null);
  }

  /**
   * Reads a point; a label is a point without fields.
   *
   * @param value a record's value; may be null or anything else, and is not changed
   * @param named the schema that the record's headers name, as {@link SchemaFrame} takes it; null
   *     if they name none
   * @return null for a record that is not meant as a point: without a value, or a row's deletion
   * @throws InvalidPointException with the reason, for every other value that is not a point
   */
  public Point read(byte[] value, String named) throws InvalidPointException {
    if (value == null) {
      return null;
    }
    ValueFormat wanted = settings.format();
    if (wanted == ValueFormat.CSV) {
      return reader(wanted).read(value, 0, null, null);
    }
    // No JSON begins with a byte 0, so this may be another format without that being said.
    boolean isJson = wanted == ValueFormat.JSON;
    SchemaFrame frame = isJson ? frames.read(value, null) : frame(value, named);
    if (frame != null) {
      Schema schema = schema(frame, wanted);
      return reader(schema.format()).read(value, frame.begin(), schema, frame.message());
    }
    if (wanted.hasSchemas() && wanted != ValueFormat.AUTO) {
      throw new InvalidPointException(
          "value: expected %s behind the id of its schema, which is a byte 0 and four more or a header, found %s"
              .formatted(wanted.toString(), begins(value)));
    }
    return reader(ValueFormat.JSON).read(value, 0, null, null);
  }

  /** Reads values as the record of JSON that they would make, as above. */
  public Point readValues(NamedValues values) throws InvalidPointException {
    return ((JsonRecords) reader(ValueFormat.JSON)).read(values.members());
  }

  /** Returns how a record names the schema by which it is read; null if it is read without one. */
  public SchemaFrame frame(byte[] value, String named) {
    return settings.format().hasSchemas() && value != null ? frames.read(value, named) : null;
  }

  private Schema schema(SchemaFrame frame, ValueFormat wanted) throws InvalidPointException {
    Schema schema = wanted.hasSchemas() ? schemas.apply(frame.id()) : null;
    if (schema == null) {
      throw new InvalidPointException(
          (wanted.hasSchemas()
                  ? "schema %s: it is not known"
                  : "value: expected JSON, found a record of the schema %s; %s says where that is")
              .formatted(PrintableText.brief(frame.id()), Setting.SCHEMA_REGISTRY));
    }
    if (schema.denied() != null) {
      throw new InvalidPointException(
          "schema %s: %s".formatted(PrintableText.brief(frame.id()), schema.denied()));
    }
    if (wanted != ValueFormat.AUTO && wanted != schema.format()) {
      throw new InvalidPointException(
          "schema %s: expected one of %s, found one of %s"
              .formatted(PrintableText.brief(frame.id()), wanted, schema.format()));
    }
    return schema;
  }

  private static String begins(byte[] value) {
    return value.length == 0
        ? "nothing"
        : "a value that begins with the byte 0x%02x".formatted(value[0]);
  }

  private ValueReader reader(ValueFormat format) {
    ValueReader reader = readers.get(format);
    if (reader == null) {
      reader = format.reader(settings, accepts);
      readers.put(format, reader);
    }
    return reader;
  }
}
