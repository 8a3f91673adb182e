package io.gyre.format;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.Type;
import com.google.protobuf.WireFormat;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.format.FieldPaths.FieldPath;
import io.gyre.format.FieldPaths.Role;
import io.gyre.format.ProtobufPlan.Field;
import io.gyre.format.ProtobufPlan.Kind;
import io.gyre.format.ProtobufPlan.Wrapping;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.words.PrintableText;
import io.gyre.words.RecentTexts;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads records that are one message of Protobuf each, as the same content in JSON is read. Not
 * thread-safe.
 *
 * <p>A field without presence that is not there has its default: 0, false, an enum's first name,
 * and empty text, which is missing. A field with presence that is not there is no field at all.
 * Bytes, also those in an Any, are never fields. A Timestamp and a Date are times as text, a
 * Duration is seconds, a wrapper its value, Confluent's Decimal a number; an enum is its name.
 *
 * <p>As Protobuf says, a scalar that comes again replaces the first one, and an unknown number is
 * passed over. Beyond that, this refuses what no writer writes: a message that comes again, which
 * Protobuf would merge; a key of a map that comes again; another wire type than the field's.
 *
 * <p>It walks over the descriptor and the bytes at once, and makes no message of Protobuf: one of 1
 * MiB can have half a million children.
 */
final class ProtobufRecords extends TypedReader {

  private static final int MAX_PLACES = 1_000_000; // in the types of all messages of a record

  private static final long MIN_SECONDS = -62_135_596_800L; // the year 1
  private static final long MAX_SECONDS = 253_402_300_799L; // the year 9999
  private static final int MAX_NANOS = 999_999_999;

  private final RecentTexts texts = new RecentTexts();
  private ProtobufMessages messages; // of the record's schema
  private byte[] bytes; // the whole record
  private long part; // the range of them that is read
  private CodedInputStream in; // reads it
  private int places; // of the record's messages
  private int depth;

  ProtobufRecords(RecordSettings settings, Accepts accepts) {
    super(settings, accepts);
  }

  @Override
  Point read(byte[] value, int from, Schema schema, String message) throws InvalidPointException {
    messages = (ProtobufMessages) schema.parsed();
    bytes = value;
    places = 0;
    depth = 0;
    open(range(from, value.length - from));
    String of = "";
    try {
      ProtobufMessages.Place place = messages.of(message, value, from);
      of = " of the message " + place.plan().type.getFullName();
      open(range(place.begin(), value.length - place.begin()));
      ProtobufPlan row = row(place.plan());
      return row == null ? null : readRow(row);
    } catch (IOException e) {
      throw new InvalidPointException(
          "value: expected Protobuf%s, found other bytes near byte %d of %d"
              .formatted(of, position(), value.length),
          e);
    }
  }

  private Point readRow(ProtobufPlan plan) throws IOException, InvalidPointException {
    readMessage(plan, begin());
    in.checkLastTagWas(0);
    Point point = point();
    if (point == null) {
      List<String> names = Stream.of(plan.fields).map(field -> field.name).toList();
      throw new InvalidPointException(
          "value: %s, found %s"
              .formatted(
                  expected(),
                  names.isEmpty() ? "an empty message" : "only " + PrintableText.list(names)));
    }
    return point;
  }

  /** Goes to a range of the bytes. */
  private void open(long range) {
    part = range;
    in = CodedInputStream.newInstance(bytes, begin(range), length(range));
    in.setRecursionLimit(PointJson.MAX_DEPTH); // of the groups that are passed over
  }

  /** Returns the index of the next byte. */
  private int position() {
    return begin(part) + in.getTotalBytesRead();
  }

  private static long range(int begin, int length) {
    return (long) begin << Integer.SIZE | length;
  }

  private static int begin(long range) {
    return (int) (range >>> Integer.SIZE);
  }

  private static int length(long range) {
    return (int) range;
  }

  /** Reads the tag of the next value; 0 at the end of a message or a group. */
  private int readTag() throws IOException {
    int tag = in.readTag();
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_END_GROUP ? 0 : tag;
  }

  /** Reads a scalar as {@link #putScalar} takes it; of anything else the range of its bytes. */
  private long readBits(Field field) throws IOException {
    return switch (field.type) {
      case DOUBLE -> Double.doubleToRawLongBits(in.readDouble());
      case FLOAT -> Float.floatToRawIntBits(in.readFloat());
      case INT32 -> in.readInt32();
      case INT64 -> in.readInt64();
      case UINT32 -> Integer.toUnsignedLong(in.readUInt32());
      case UINT64 -> in.readUInt64();
      case SINT32 -> in.readSInt32();
      case SINT64 -> in.readSInt64();
      case FIXED32 -> Integer.toUnsignedLong(in.readFixed32());
      case FIXED64 -> in.readFixed64();
      case SFIXED32 -> in.readSFixed32();
      case SFIXED64 -> in.readSFixed64();
      case BOOL -> in.readBool() ? 1 : 0;
      case ENUM -> in.readEnum();
      case STRING, BYTES, MESSAGE -> {
        int length = in.readRawVarint32();
        in.skipRawBytes(length);
        yield range(position() - length, length);
      }
      case GROUP -> {
        int from = position();
        in.skipMessage();
        in.checkLastTagWas(field.endTag);
        yield range(from, position() - CodedOutputStream.computeTagSize(field.number) - from);
      }
    };
  }

  /**
   * Reads the rest of a message of which no field matters more than once.
   *
   * @return by field its last value, as {@link #readBits} returns it; 0 if it is not there, or may
   *     come more than once
   */
  private long[] readOnce(ProtobufPlan plan, String path)
      throws IOException, InvalidPointException {
    long[] found = new long[plan.fields.length];
    for (int tag = readTag(); tag != 0; tag = readTag()) {
      Field field = plan.find(WireFormat.getTagFieldNumber(tag));
      if (field == null || field.repeated) {
        in.skipField(tag);
      } else {
        field.requireWire(path, tag);
        if (field.message != null && found[field.index] != 0) { // No range is 0.
          throw new InvalidPointException(
              "%s: expected one %s, found a second one"
                  .formatted(PrintableText.brief(path), field.name));
        }
        found[field.index] = readBits(field);
      }
    }
    return found;
  }

  /** Goes to the row in a message that may wrap it; returns its plan, null if it was deleted. */
  private ProtobufPlan row(ProtobufPlan plan) throws IOException, InvalidPointException {
    if (plan.wrapping == Wrapping.NONE) {
      return plan;
    }
    long whole = part;
    long[] found = readOnce(plan, "value");
    in.checkLastTagWas(0);
    if (plan.wrapping == Wrapping.CONNECT) {
      Field field = plan.find("payload");
      if (!field.repeated && found[field.index] == 0) {
        return null;
      }
      ProtobufPlan payload = enter(plan, "payload", found);
      return payload.wrapping == Wrapping.DEBEZIUM ? row(payload) : payload;
    }
    long op = found[plan.find("op").index];
    RowEnvelope envelope =
        length(op) == 1
            ? RowEnvelope.ofOperation(String.valueOf((char) bytes[begin(op)]))
            : RowEnvelope.NONE;
    return switch (envelope) {
      case NONE -> {
        open(whole);
        yield plan;
      }
      case DELETION -> null;
      default -> enter(plan, "after", found);
    };
  }

  private ProtobufPlan enter(ProtobufPlan plan, String name, long[] found)
      throws InvalidPointException {
    Field field = plan.find(name);
    if (field != null && (field.repeated || field.kind != Kind.MESSAGE)) {
      throw new InvalidPointException(name + ": expected a message, found another type");
    }
    if (field == null || found[field.index] == 0) {
      throw new InvalidPointException(name + ": expected a message, found no such field");
    }
    open(found[field.index]);
    return messages.plan(field.message);
  }

  /** Reads the rest of a message or a group: what waits for the end, in the fields' order. */
  private void readMessage(ProtobufPlan plan, FieldPath at)
      throws IOException, InvalidPointException {
    deeper();
    countPlaces(plan.fields.length);
    FieldPath[] met = new FieldPath[plan.fields.length]; // the paths of the fields that are there
    long[] found = new long[plan.fields.length]; // scalars; of a list or a map, how many it has
    for (int tag = readTag(); tag != 0; tag = readTag()) {
      Field field = plan.find(WireFormat.getTagFieldNumber(tag));
      if (field == null) {
        in.skipField(tag);
        continue;
      }
      boolean isFirst = met[field.index] == null;
      FieldPath place = isFirst ? at.member(field.name) : met[field.index];
      met[field.index] = place;
      if (!field.isPacked(tag)) {
        field.requireWire(place.path, tag);
      }
      if (skips(place)) {
        if (isFirst) { // However long, a list that nobody wants is one value.
          visit(place);
        }
        in.skipField(tag);
      } else if (field.waits()) {
        found[field.index] = readBits(field);
      } else if (!field.repeated) {
        readNested(field, place, tag);
      } else {
        if (isFirst) {
          enter(place, field.kind == Kind.MAP ? "a map" : "a list");
        }
        found[field.index] = readElements(field, place, (int) found[field.index], tag);
      }
    }
    for (Field field : plan.fields) {
      if (field.waits()) {
        putLast(field, at, met[field.index], found[field.index]);
      }
    }
    depth--;
  }

  private void deeper() throws InvalidPointException {
    if (++depth > PointJson.MAX_DEPTH) {
      throw new InvalidPointException(
          "value: expected Protobuf within Gyre's limits, found more than %d messages within each other"
              .formatted(PointJson.MAX_DEPTH));
    }
  }

  private void countPlaces(int more) throws InvalidPointException {
    places += more;
    if (places > MAX_PLACES) {
      throw new InvalidPointException(
          "value: expected at most %,d fields in the types of all its messages, found more"
              .formatted(MAX_PLACES));
    }
  }

  private static boolean skips(FieldPath at) {
    return at.role == Role.NONE && !at.leadsOn;
  }

  /** Puts what is there of a scalar, whose path is known then, or its default. */
  private void putLast(Field field, FieldPath message, FieldPath known, long bits)
      throws InvalidPointException {
    if (known == null && !field.hasDefault) {
      return;
    }
    FieldPath at = known == null ? message.member(field.name) : known;
    // A time that is not there is none, rather than the beginning of 1970.
    if (!skips(at) && (known != null || at.role != Role.TIME)) {
      visit(at);
      putScalar(field, at, bits);
    }
  }

  /** Begins a value that holds others, or bytes. */
  private void enter(FieldPath at, String found) throws InvalidPointException {
    visit(at);
    if (at.role == Role.LABEL || at.role == Role.ID || at.role == Role.TIME) {
      throw refused(at, found);
    }
  }

  /** Reads one element of a list, many that are packed, or an entry; returns how many there are. */
  private int readElements(Field field, FieldPath list, int before, int tag)
      throws IOException, InvalidPointException {
    deeper();
    int count = before;
    if (field.kind == Kind.MAP) {
      readEntry(messages.plan(field.message), list);
    } else if (field.isPacked(tag)) {
      int limit = in.pushLimit(in.readRawVarint32());
      while (!in.isAtEnd()) {
        readElement(field, list.element(count++));
      }
      in.popLimit(limit);
    } else if (field.kind == Kind.SCALAR) {
      readElement(field, list.element(count++));
    } else if (field.kind == Kind.BYTES) {
      in.skipField(tag);
    } else {
      readNested(field, list.element(count++), tag);
    }
    depth--;
    return count;
  }

  private void readElement(Field field, FieldPath at) throws IOException, InvalidPointException {
    visit(at);
    putScalar(field, at, readBits(field));
  }

  /** Reads an entry of a map: its key is the field 1, its value 2, in any order. */
  private void readEntry(ProtobufPlan entry, FieldPath map)
      throws IOException, InvalidPointException {
    int limit = in.pushLimit(in.readRawVarint32());
    long[] found = readOnce(entry, map.path);
    in.checkLastTagWas(0);
    in.popLimit(limit);
    Field value = entry.fields[1];
    FieldPath at = map.member(key(entry.fields[0], map, found[0]));
    if (value.kind == Kind.SCALAR) {
      visit(at);
      putScalar(value, at, found[1]);
    } else if (begins(value, at)) {
      long outer = part;
      CodedInputStream rest = in;
      open(found[1]);
      readValue(value, at);
      in.checkLastTagWas(0);
      in = rest;
      part = outer;
    }
  }

  private String key(Field key, FieldPath map, long value) throws InvalidPointException {
    return switch (key.type) {
      case STRING -> name(map, value);
      case BOOL -> Boolean.toString(value != 0);
      case UINT64, FIXED64 -> Long.toUnsignedString(value);
      default -> Long.toString(value);
    };
  }

  private String name(FieldPath map, long range) throws InvalidPointException {
    if (length(range) > PointJson.MAX_NAME_LENGTH) {
      throw invalid(
          map,
          "expected keys of at most %d bytes, found %d"
              .formatted(PointJson.MAX_NAME_LENGTH, length(range)));
    }
    return text(map.path, range);
  }

  /** Puts a scalar at a path that was visited. */
  private void putScalar(Field field, FieldPath at, long bits) throws InvalidPointException {
    switch (field.type) {
      case DOUBLE -> readDouble(at, Double.longBitsToDouble(bits));
      case FLOAT -> readDouble(at, decimal(Float.intBitsToFloat((int) bits)));
      case UINT64, FIXED64 -> readUnsigned(at, bits);
      case BOOL -> readBoolean(at, bits != 0);
      case STRING -> readText(at, text(at.path, bits));
      case ENUM -> {
        EnumValueDescriptor named = field.names.findValueByNumber((int) bits);
        readText(at, named == null ? "number " + bits : named.getName());
      }
      default -> readInteger(at, bits);
    }
  }

  /** Reads a number of 64 bits without a sign. */
  private void readUnsigned(FieldPath at, long number) throws InvalidPointException {
    if (number >= 0) {
      readInteger(at, number);
    } else {
      readDecimal(at, new BigDecimal(Long.toUnsignedString(number)));
    }
  }

  private String text(String path, long range) throws InvalidPointException {
    String text = texts.of(bytes, begin(range), length(range));
    if (text == null) {
      throw new InvalidPointException(
          PrintableText.brief(path) + ": expected UTF-8, found other bytes");
    }
    return text;
  }

  /** Begins a message or bytes; tells whether anything in it may count. */
  private boolean begins(Field field, FieldPath at) throws InvalidPointException {
    switch (field.kind) {
      case BYTES -> enter(at, "bytes");
      case MESSAGE -> enter(at, "a message");
      default -> visit(at);
    }
    return field.kind != Kind.BYTES && !skips(at);
  }

  private void readNested(Field field, FieldPath at, int tag)
      throws IOException, InvalidPointException {
    if (!begins(field, at)) {
      in.skipField(tag);
    } else if (field.type == Type.GROUP) {
      readValue(field, at);
      in.checkLastTagWas(field.endTag);
    } else {
      int limit = in.pushLimit(in.readRawVarint32());
      readValue(field, at);
      in.checkLastTagWas(0);
      in.popLimit(limit);
    }
  }

  /** Reads the rest of a message, whose path was visited. */
  private void readValue(Field field, FieldPath at) throws IOException, InvalidPointException {
    if (field.kind == Kind.MESSAGE) {
      readMessage(messages.plan(field.message), at);
      return;
    }
    ProtobufPlan plan = field.standard();
    long[] found = readOnce(plan, at.path);
    switch (field.kind) {
      case WRAPPER -> putScalar(plan.fields[0], at, found[0]);
      case TIMESTAMP -> putTimestamp(at, found[0], (int) found[1]);
      case DURATION -> putDuration(at, found[0], (int) found[1]);
      case DATE -> putDate(at, (int) found[0], (int) found[1], (int) found[2]);
      case DECIMAL -> putDecimal(at, found[0], (int) found[2]);
      default -> throw new IllegalStateException(field.kind.name());
    }
  }

  private void putTimestamp(FieldPath at, long seconds, int nanos) throws InvalidPointException {
    if (seconds < MIN_SECONDS || seconds > MAX_SECONDS || nanos < 0 || nanos > MAX_NANOS) {
      throw invalid(
          at,
          "expected a Timestamp of the years 1 to 9999, found %d seconds and %d nanoseconds"
              .formatted(seconds, nanos));
    }
    readText(at, Instant.ofEpochSecond(seconds, nanos).toString());
  }

  private void putDuration(FieldPath at, long seconds, int nanos) throws InvalidPointException {
    if (nanos == 0) {
      readInteger(at, seconds);
    } else {
      BigDecimal parts = BigDecimal.valueOf(nanos, 9);
      readDouble(at, BigDecimal.valueOf(seconds).add(parts).doubleValue());
    }
  }

  /** Puts a date of which nothing is left out; any other one is missing. */
  private void putDate(FieldPath at, int year, int month, int day) throws InvalidPointException {
    try {
      readText(at, LocalDate.of(year, month, day).toString());
    } catch (DateTimeException e) {
      readNothing(at);
    }
  }

  private void putDecimal(FieldPath at, long range, int scale) throws InvalidPointException {
    int length = length(range);
    if (length > PointJson.MAX_NUMBER_LENGTH) {
      throw invalid(
          at,
          "expected a number of at most %d bytes, found %d"
              .formatted(PointJson.MAX_NUMBER_LENGTH, length));
    }
    BigInteger unscaled =
        length == 0 ? BigInteger.ZERO : new BigInteger(bytes, begin(range), length);
    readDecimal(at, new BigDecimal(unscaled, scale));
  }
}
