package io.gyre.format;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.format.FieldPaths.FieldPath;
import io.gyre.format.FieldPaths.Role;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.Schema.Type;

/**
 * Reads records of Avro by the schema that they were written with. Their values are fields as those
 * of JSON are: a union is the value of its branch, an enum and a UUID are text, a decimal is a
 * number, a date and a timestamp are times, bytes without such a meaning are never a field. Not
 * thread-safe.
 *
 * <p>It walks over the schema and the bytes at once, and makes no record of Avro: a schema of 2 kB
 * can have one of endless values in no byte.
 */
final class AvroRecords extends TypedReader {

  private final AvroBytes in = new AvroBytes();

  AvroRecords(RecordSettings settings, Accepts accepts) {
    super(settings, accepts);
  }

  @Override
  Point read(byte[] value, int begin, io.gyre.format.Schema schema, String message)
      throws InvalidPointException {
    Schema written = (Schema) schema.parsed();
    in.begin(value, begin, written.getName() == null ? "union" : written.getFullName());
    try {
      return readWhole(written);
    } catch (IOException e) {
      throw in.reason(e);
    }
  }

  private Point readWhole(Schema schema) throws IOException, InvalidPointException {
    FieldPath root = begin();
    Schema top = in.readBranch(schema);
    if (top.getType() == Type.NULL && schema.isUnion()) {
      in.requireEnd();
      return null;
    }
    if (top.getType() != Type.RECORD) {
      throw new InvalidPointException(
          "value: expected a record of Avro, found " + AvroKind.of(top).found());
    }
    Schema row = row(top);
    if (row == null) {
      return null;
    }
    readWithin(row, root);
    if (row == top) {
      in.requireEnd();
    }
    Point point = point();
    if (point == null) {
      throw new InvalidPointException("value: " + expected() + ", found " + names(row));
    }
    return point;
  }

  private static String names(Schema row) {
    if (row.getType() != Type.RECORD || row.getFields().isEmpty()) {
      return "an object without one";
    }
    return "only " + PrintableText.list(row.getFields().stream().map(Field::name).toList());
  }

  /** Goes to the row in a record that may wrap it; returns its schema, null if it was deleted. */
  private Schema row(Schema top) throws IOException, InvalidPointException {
    boolean isConnect = AvroSchemas.isConnect(top);
    if (!isConnect && !AvroSchemas.isDebezium(top)) {
      return top;
    }
    int begin = in.place();
    in.skip(top);
    in.requireEnd();
    in.restart(begin);
    if (!isConnect) {
      return change(top);
    }
    Schema payload = goTo(top, "payload");
    if (payload.getType() == Type.NULL) {
      return null;
    }
    requireObject("payload", payload);
    return payload.getType() == Type.RECORD && AvroSchemas.isDebezium(payload)
        ? change(payload)
        : payload;
  }

  /** Goes to the row in what Debezium writes of a change. */
  private Schema change(Schema around) throws IOException, InvalidPointException {
    int begin = in.place();
    Schema op = goTo(around, "op");
    RowEnvelope envelope =
        switch (op.getType()) {
          case STRING -> RowEnvelope.ofOperation(in.readText());
          case ENUM -> RowEnvelope.ofOperation(in.readSymbol(op));
          default -> RowEnvelope.NONE;
        };
    in.restart(begin);
    return switch (envelope) {
      case NONE -> around;
      case DELETION -> null;
      default -> requireObject("after", goTo(around, "after"));
    };
  }

  /** Passes over the members before the one of a name; returns its schema, null without one. */
  private Schema goTo(Schema record, String name) throws IOException, InvalidPointException {
    Field wanted = record.getField(name);
    if (wanted == null) {
      return null;
    }
    for (Field field : record.getFields().subList(0, wanted.pos())) {
      in.skip(field.schema());
    }
    return in.readBranch(wanted.schema());
  }

  private static Schema requireObject(String name, Schema found) throws InvalidPointException {
    if (found == null || found.getType() != Type.RECORD && found.getType() != Type.MAP) {
      throw new InvalidPointException(
          name
              + ": expected an object, found "
              + (found == null ? "no such field" : AvroKind.of(found).found()));
    }
    return found;
  }

  /** Reads a value, whose path was not visited yet. */
  private void read(Schema schema, FieldPath at) throws IOException, InvalidPointException {
    visit(at);
    AvroKind kind = AvroKind.of(schema);
    boolean isUnion = kind == AvroKind.UNION;
    if (at.role == Role.NONE && !at.leadsOn
        || at.role == Role.FIELD && isUnion && AvroKind.isOpaque(schema)) {
      in.skip(schema);
    } else if (isUnion) {
      Schema branch = in.readBranch(schema);
      readBranch(branch, AvroKind.of(branch), at);
    } else {
      readBranch(schema, kind, at);
    }
  }

  /** Reads a value that is no union, and may count. */
  private void readBranch(Schema schema, AvroKind kind, FieldPath at)
      throws IOException, InvalidPointException {
    boolean mayBeField = at.role == Role.FIELD;
    if (at.role == Role.NONE && kind.isScalar() || mayBeField && kind == AvroKind.OPAQUE) {
      in.skip(schema);
    } else if (kind.isScalar()) {
      readScalar(schema, kind, at);
    } else if (mayBeField || at.role == Role.NONE) {
      readWithin(schema, at);
    } else {
      throw refused(at, kind.found());
    }
  }

  /** Reads a record, a map or an array, whatever its role. */
  private void readWithin(Schema schema, FieldPath at) throws IOException, InvalidPointException {
    in.enter();
    if (schema.getType() == Type.RECORD) {
      for (Field field : schema.getFields()) {
        read(field.schema(), at.member(field.name()));
      }
    } else {
      boolean named = schema.getType() == Type.MAP;
      Schema item = named ? schema.getValueType() : schema.getElementType();
      int index = 0;
      for (long count = in.readCount(); count > 0; count = in.readCount()) {
        for (long i = 0; i < count; i++) {
          read(item, named ? at.member(in.readName()) : at.element(index++));
        }
      }
    }
    in.leave();
  }

  private void readScalar(Schema schema, AvroKind kind, FieldPath at)
      throws IOException, InvalidPointException {
    switch (kind) {
      case NULL -> readNothing(at);
      case BOOLEAN -> readBoolean(at, in.readBoolean());
      case INT -> readInteger(at, in.readInt());
      case LONG -> readInteger(at, in.readLong());
      case FLOAT -> readDouble(at, decimal(in.readFloat()));
      case DOUBLE -> readDouble(at, in.readDouble());
      case TEXT -> readText(at, in.readText());
      case ENUM -> readText(at, in.readSymbol(schema));
      case DATE -> readText(at, LocalDate.ofEpochDay(in.readInt()).toString());
      case MILLIS, MICROS, NANOS -> readText(at, iso(in.readLong(), kind.perSecond, false));
      case LOCAL_MILLIS, LOCAL_MICROS, LOCAL_NANOS ->
          readText(at, iso(in.readLong(), kind.perSecond, true));
      case DECIMAL -> readDecimal(at, decimal(schema, at));
      case UUID -> readText(at, uuid(in.readNumber(schema, 2 * Long.BYTES)));
      default -> throw refused(at, kind.found());
    }
  }

  private BigDecimal decimal(Schema schema, FieldPath at)
      throws IOException, InvalidPointException {
    byte[] bytes = in.readNumber(schema, AvroKind.MOST_DECIMAL_BYTES);
    if (bytes.length == 0) {
      throw invalid(at, "expected the bytes of a decimal, found none");
    }
    return new BigDecimal(new BigInteger(bytes), AvroKind.scale(schema));
  }

  /**
   * Writes a time by ISO 8601.
   *
   * @param time since 1970-01-01T00:00
   * @param perSecond the units of the time: at most 1e9
   * @param local whether no offset from UTC is known, so that no Z is written
   */
  private static String iso(long time, long perSecond, boolean local) {
    long nanos = Math.floorMod(time, perSecond) * (1_000_000_000 / perSecond);
    String text = Instant.ofEpochSecond(Math.floorDiv(time, perSecond), nanos).toString();
    return local ? text.substring(0, text.length() - 1) : text;
  }

  private static String uuid(byte[] bytes) {
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new UUID(halves.getLong(), halves.getLong()).toString();
  }
}
