package io.gyre.format;

import io.gyre.data.InvalidPointException;
import io.gyre.format.RecordReader.Accepts;
import java.util.List;
import java.util.Locale;

/**
 * The formats of records' values. A format is one class, a {@link ValueReader}, and one line here;
 * its contract test finds it by itself.
 */
public enum ValueFormat {
  JSON(JsonRecords::new),
  CSV(CsvRecords::new),
  AVRO(AvroRecords::new, AvroSchemas::join, AvroSchemas::parse),
  PROTOBUF(ProtobufRecords::new, ProtobufFiles::join, ProtobufMessages::parse),
  /** Its records name their fields themselves, so nothing of a schema counts. */
  JSON_SCHEMA(JsonRecords::new, (text, references) -> "", text -> text),
  /** Goes by the bytes: what names a schema is read by it, anything else as JSON. */
  AUTO(null);

  private static final int MOST_GIVEN = 320 << 10; // characters of a schema and its references

  /** Makes a reader. */
  interface Maker {
    ValueReader make(RecordSettings settings, Accepts accepts);
  }

  /** Makes one text of a schema and the schemas that it refers to. */
  interface Joiner {
    String join(String text, List<Reference> references) throws InvalidPointException;
  }

  /**
   * A schema that another one refers to.
   *
   * @param name the name under which it does: an imported file of Protobuf, a named type of Avro
   */
  public record Reference(String name, String text) {}

  /** Reads the text of a schema that was joined. */
  interface Parser {
    Object parse(String text) throws InvalidPointException;
  }

  private final Maker maker;
  private final Joiner joiner; // null for a format without schemas, as the next
  private final Parser parser;

  ValueFormat(Maker maker) {
    this(maker, null, null);
  }

  ValueFormat(Maker maker, Joiner joiner, Parser parser) {
    this.maker = maker;
    this.joiner = joiner;
    this.parser = parser;
  }

  /** Returns the name that a person types, as {@code json-schema}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Tells whether records may name a schema. */
  public boolean hasSchemas() {
    return joiner != null || this == AUTO;
  }

  Object parse(String text) throws InvalidPointException {
    return parser.parse(text);
  }

  ValueReader reader(RecordSettings settings, Accepts accepts) {
    return maker.make(settings, accepts);
  }

  /**
   * Makes a schema of this format; denied if it cannot be used.
   *
   * @param text as a registry gives it: JSON of Avro, a FileDescriptorProto of Protobuf in base 64,
   *     anything for JSON Schema, whose records name their fields themselves
   * @param references all that it refers to, those without references of their own first
   */
  public Schema schema(String text, List<Reference> references) {
    try {
      // With comments and unused types it may be longer than a schema that is kept.
      requireShort(
          references.stream().mapToLong(one -> one.text.length()).sum() + text.length(),
          MOST_GIVEN);
      String whole = joiner.join(text, references);
      requireShort(whole.length(), Schema.MAX_LENGTH);
      Schema schema = new Schema(this, whole, null);
      schema.parsed();
      return schema;
    } catch (InvalidPointException e) {
      return Schema.denied(e.getMessage());
    }
  }

  private static void requireShort(long length, int most) throws InvalidPointException {
    if (length > most) {
      throw new InvalidPointException(
          "expected at most %,d characters, found %,d".formatted(most, length));
    }
  }
}
