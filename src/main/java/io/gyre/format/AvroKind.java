package io.gyre.format;

import io.gyre.data.PointJson;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * What a value of Avro is, by its type, its logical type, and the name that Kafka Connect or
 * Debezium gives its type in the property {@code connect.name}.
 */
enum AvroKind {
  NULL,
  BOOLEAN,
  INT,
  LONG,
  FLOAT,
  DOUBLE,
  TEXT,
  ENUM,
  /** Days since 1970, in an int. */
  DATE,
  /** Times since 1970, in a long; the local ones by a clock that the record does not tell. */
  MILLIS(1_000),
  MICROS(1_000_000),
  NANOS(1_000_000_000),
  LOCAL_MILLIS(1_000),
  LOCAL_MICROS(1_000_000),
  LOCAL_NANOS(1_000_000_000),
  /** A number of any length, in bytes. */
  DECIMAL,
  /** A UUID in 16 bytes. */
  UUID,
  /** Bytes that mean nothing to a learner, as a picture: never a field. */
  OPAQUE,
  RECORD,
  MAP,
  ARRAY,
  UNION;

  /** The most bytes of a decimal: those of {@value PointJson#MAX_NUMBER_LENGTH} digits. */
  static final int MOST_DECIMAL_BYTES = 415;

  private static final int UUID_BYTES = 16;
  private static final String CONNECT = "org.apache.kafka.connect.data.";
  private static final String DEBEZIUM = "io.debezium.time.";

  final long perSecond; // the units of a time; 0 for other kinds

  AvroKind() {
    this(0);
  }

  AvroKind(long perSecond) {
    this.perSecond = perSecond;
  }

  static AvroKind of(Schema schema) {
    String logical = schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
    return switch (schema.getType()) {
      case NULL -> NULL;
      case BOOLEAN -> BOOLEAN;
      case INT -> logical.equals("date") || ofInt(name(schema)) ? DATE : INT;
      case LONG -> ofLong(logical, name(schema));
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case STRING -> TEXT;
      case ENUM -> ENUM;
      case BYTES, FIXED -> ofBytes(schema, logical);
      case RECORD -> RECORD;
      case MAP -> MAP;
      case ARRAY -> ARRAY;
      case UNION -> UNION;
    };
  }

  private static String name(Schema schema) {
    String name = schema.getProp("connect.name");
    return name == null ? "" : name;
  }

  private static boolean ofInt(String name) {
    return name.equals(CONNECT + "Date") || name.equals(DEBEZIUM + "Date");
  }

  private static AvroKind ofLong(String logical, String name) {
    return switch (logical) {
      case "timestamp-millis" -> MILLIS;
      case "timestamp-micros" -> MICROS;
      case "timestamp-nanos" -> NANOS;
      case "local-timestamp-millis" -> LOCAL_MILLIS;
      case "local-timestamp-micros" -> LOCAL_MICROS;
      case "local-timestamp-nanos" -> LOCAL_NANOS;
      default ->
          switch (name) {
            case CONNECT + "Timestamp", DEBEZIUM + "Timestamp" -> MILLIS;
            case DEBEZIUM + "MicroTimestamp" -> MICROS;
            case DEBEZIUM + "NanoTimestamp" -> NANOS;
            default -> LONG;
          };
    };
  }

  private static AvroKind ofBytes(Schema schema, String logical) {
    if (logical.equals("uuid") && schema.getFixedSize() == UUID_BYTES) {
      return UUID;
    }
    return scale(schema) == null ? OPAQUE : DECIMAL;
  }

  /** Returns the digits behind a decimal's point; null if it is not one. */
  static Integer scale(Schema schema) {
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      return decimal.getScale();
    }
    boolean connect = name(schema).equals(CONNECT + "Decimal");
    if (connect && schema.getObjectProp("connect.parameters") instanceof Map<?, ?> parameters) {
      String scale = String.valueOf(parameters.get("scale"));
      return scale.matches("-?\\d{1,4}") ? Integer.valueOf(scale) : null;
    }
    return null;
  }

  /** Tells whether no value of a schema can be a field, or have one. */
  static boolean isOpaque(Schema schema) {
    boolean hasBytes = false;
    for (Schema one : schema.isUnion() ? schema.getTypes() : List.of(schema)) {
      AvroKind kind = of(one);
      if (kind != OPAQUE && kind != NULL) {
        return false;
      }
      hasBytes |= kind == OPAQUE;
    }
    return hasBytes;
  }

  boolean isScalar() {
    return this != RECORD && this != MAP && this != ARRAY && this != UNION;
  }

  /** Returns the kind as a part of a reason. */
  String found() {
    return switch (this) {
      case RECORD, MAP -> "an object";
      case ARRAY -> "an array";
      case OPAQUE -> "bytes";
      case NULL -> "null";
      case TEXT, ENUM, UUID -> "text";
      case BOOLEAN -> "a boolean";
      case UNION -> "a union";
      case DATE, MILLIS, MICROS, NANOS, LOCAL_MILLIS, LOCAL_MICROS, LOCAL_NANOS -> "a time";
      case INT, LONG, FLOAT, DOUBLE, DECIMAL -> "a number";
    };
  }
}
