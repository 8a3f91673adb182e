package io.gyre.data.record;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.Type;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.data.PrintableText;
import io.gyre.data.record.FieldPaths.FieldPath;
import io.gyre.data.record.FieldPaths.Role;
import io.gyre.data.record.ProtobufPlan.Field;
import io.gyre.data.record.ProtobufPlan.Kind;
import io.gyre.data.record.ProtobufPlan.Node;
import io.gyre.data.record.ProtobufPlan.Place;
import io.gyre.data.record.RecordReader.Accepts;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
 */
final class ProtobufRecords extends TypedReader {

  private static final int MAX_SCHEMAS = 64;
  private static final int MAX_PLACES = 1_000_000; // in all messages of a record, and in memory

  private static final long MIN_SECONDS = -62_135_596_800L; // the year 1
  private static final long MAX_SECONDS = 253_402_300_799L; // the year 9999
  private static final int MAX_NANOS = 999_999_999;

  private final ProtobufInput input = new ProtobufInput();
  private final RecentTexts texts = new RecentTexts();
  private final Map<Schema, ProtobufMessages> known = new LinkedHashMap<>(16, 0.75f, true);
  private Schema lastSchema;
  private ProtobufMessages messages; // its
  private FieldPath root;
  private int placesInMemory;
  private long record; // counts the records, as the places do
  private int places; // of the record's messages
  private int depth;

  ProtobufRecords(RecordSettings settings, Accepts accepts) {
    super(settings, accepts);
  }

  /** Returns the paths in the first message's row that are bytes, never fields; not all of many. */
  static List<String> ignored(Schema schema) throws InvalidPointException {
    return new ProtobufBytes(ProtobufFiles.parse(schema.text()).getMessageTypes().get(0)).paths();
  }

  @Override
  Point read(byte[] value, int begin, Schema schema, String message) throws InvalidPointException {
    openSchema(schema);
    input.open(value, begin, "Protobuf");
    ProtobufPlan plan = messages.of(message, input);
    input.open(value, input.position, "Protobuf of the message " + plan.type.getFullName());
    beginRecord();
    ProtobufPlan row = ProtobufRow.enter(input, messages, plan);
    return row == null ? null : readRow(row);
  }

  private Point readRow(ProtobufPlan plan) throws InvalidPointException {
    int begin = input.position;
    readMessage(plan, root);
    Point point = point();
    if (point == null) {
      input.position = begin;
      throw new InvalidPointException("value: " + expected() + ", found " + names(plan));
    }
    return point;
  }

  private void openSchema(Schema schema) throws InvalidPointException {
    if (schema == lastSchema) {
      return;
    }
    ProtobufMessages found = known.get(schema);
    if (found == null) {
      found = new ProtobufMessages(ProtobufFiles.parse(schema.text()));
      known.put(schema, found);
      if (known.size() > MAX_SCHEMAS) {
        known.remove(known.keySet().iterator().next());
      }
    }
    messages = found;
    lastSchema = schema;
  }

  private void beginRecord() {
    record++;
    places = 0;
    depth = 0;
    FieldPath whole = begin();
    if (whole != root || placesInMemory > MAX_PLACES) {
      known.values().forEach(ProtobufMessages::forgetPaths);
      placesInMemory = 0;
      root = whole;
    }
  }

  /** Reads the rest of the input as a message: what waits for the end, in the fields' order. */
  private void readMessage(ProtobufPlan plan, FieldPath at) throws InvalidPointException {
    deeper();
    Node node = node(plan, at);
    while (input.hasMore()) {
      int tag = input.tag();
      int i = plan.find(tag >>> 3);
      if (i < 0) {
        input.value(tag);
      } else {
        readField(node, i, plan.fields[i], tag);
      }
    }
    for (int i = 0; i < plan.fields.length; i++) {
      Field field = plan.fields[i];
      if (field.waits()) {
        boolean has = node.has(i, record);
        if (has || field.hasDefault) {
          Place place = node.place(i);
          // A time that is not there is none, rather than the beginning of 1970.
          if (!place.skips && (has || place.at.role != Role.TIME)) {
            putScalar(field, place.at, has ? place.value : 0);
          }
        }
      }
    }
    depth--;
  }

  private void deeper() throws InvalidPointException {
    if (++depth > PointJson.MAX_DEPTH) {
      throw input.tooDeep();
    }
  }

  private Node node(ProtobufPlan plan, FieldPath at) throws InvalidPointException {
    places += plan.fields.length;
    if (places > MAX_PLACES) {
      throw new InvalidPointException(
          "value: expected at most %,d fields in the types of all its messages, found more"
              .formatted(MAX_PLACES));
    }
    Node node = plan.known(at);
    if (node == null) {
      node = plan.add(at);
      placesInMemory += plan.fields.length + 1;
    }
    return node;
  }

  private void readField(Node node, int i, Field field, int tag) throws InvalidPointException {
    Place place = node.place(i);
    boolean packed = field.isPackable && (tag & 7) == ProtobufInput.LENGTH;
    if (!packed) {
      field.requireWire(place.at.path, tag);
    }
    long value = input.value(tag);
    if (place.skips) {
      if (place.record != record) { // However long, a list that nobody wants is one value.
        place.record = record;
        visit(place.at);
      }
      return;
    }
    if (field.waits()) {
      place.value = value;
      place.record = record;
    } else if (!field.repeated) {
      readNested(field, place.at, value);
    } else if (isOpen(field, place)) {
      readElements(field, place, value, packed);
    }
  }

  /** Tells whether elements of a list or a map may count; its first one is the visit. */
  private boolean isOpen(Field field, Place place) throws InvalidPointException {
    if (place.record != record) {
      place.record = record;
      place.count = 0;
      boolean holdsBytes = field.kind == Kind.BYTES;
      place.isOpen = enters(place.at, field.kind == Kind.MAP ? "a map" : "a list") && !holdsBytes;
    }
    return place.isOpen;
  }

  private void readElements(Field field, Place list, long value, boolean packed)
      throws InvalidPointException {
    deeper();
    if (field.kind == Kind.MAP) {
      readEntry(messages.plan(field.message), list.at, value);
    } else if (packed) {
      int end = input.end;
      input.enter(value);
      while (input.hasMore()) {
        putScalar(field, list.at.element(list.count++), input.value(field.wire));
      }
      input.end = end;
    } else if (field.kind == Kind.SCALAR) {
      putScalar(field, list.at.element(list.count++), value);
    } else {
      readNested(field, list.at.element(list.count++), value);
    }
    depth--;
  }

  /** Reads an entry of a map: its key is the field 1, its value 2, in any order. */
  private void readEntry(ProtobufPlan entry, FieldPath map, long range)
      throws InvalidPointException {
    int end = input.end;
    input.enter(range);
    long[] found = new long[entry.fields.length]; // Without a value it has a default.
    while (input.hasMore()) {
      int tag = input.tag();
      int i = entry.find(tag >>> 3);
      if (i >= 0) {
        entry.fields[i].requireWire(map.path, tag);
      }
      long value = input.value(tag);
      if (i >= 0) {
        if (found[i] != 0 && !entry.fields[i].waits()) { // No range of bytes is 0.
          throw invalid(map, "expected the value of a key once, found a second time");
        }
        found[i] = value;
      }
    }
    input.end = end;
    Field value = entry.fields[1];
    FieldPath at = map.member(key(entry.fields[0], map, found[0]));
    if (value.kind == Kind.SCALAR) {
      putScalar(value, at, found[1]);
    } else {
      readNested(value, at, found[1]);
    }
  }

  private String key(Field key, FieldPath map, long value) throws InvalidPointException {
    return switch (key.type) {
      case STRING -> name(map, value);
      case BOOL -> Boolean.toString(value != 0);
      case UINT64, FIXED64 -> Long.toUnsignedString(value);
      default -> Long.toString(integer(key.type, value));
    };
  }

  private String name(FieldPath map, long range) throws InvalidPointException {
    int length = ProtobufInput.length(range);
    if (length > PointJson.MAX_NAME_LENGTH) {
      throw invalid(
          map,
          "expected keys of at most %d bytes, found %d"
              .formatted(PointJson.MAX_NAME_LENGTH, length));
    }
    return text(map.path, range);
  }

  /** Puts a scalar, given as the wire has it. */
  private void putScalar(Field field, FieldPath at, long value) throws InvalidPointException {
    visit(at);
    switch (field.type) {
      case DOUBLE -> readDouble(at, Double.longBitsToDouble(value));
      case FLOAT -> readDouble(at, decimal(Float.intBitsToFloat((int) value)));
      case UINT64, FIXED64 -> readUnsigned(at, value);
      case BOOL -> readBoolean(at, value != 0);
      case STRING -> readText(at, text(at.path, value));
      case ENUM -> {
        EnumValueDescriptor named = field.names.findValueByNumber((int) value);
        readText(at, named == null ? "number " + (int) value : named.getName());
      }
      default -> readInteger(at, integer(field.type, value));
    }
  }

  private static long integer(Type type, long value) {
    return switch (type) {
      case INT64, SFIXED64 -> value;
      case UINT32, FIXED32 -> value & 0xffff_ffffL;
      case SINT32 -> CodedInputStream.decodeZigZag32((int) value);
      case SINT64 -> CodedInputStream.decodeZigZag64(value);
      default -> (int) value;
    };
  }

  private String text(String path, long range) throws InvalidPointException {
    String text = texts.of(input.bytes, ProtobufInput.begin(range), ProtobufInput.length(range));
    if (text == null) {
      throw new InvalidPointException(
          PrintableText.brief(path) + ": expected UTF-8, found other bytes");
    }
    return text;
  }

  /** Reads a value that is a message, or bytes; afterwards the position is where it was. */
  private void readNested(Field field, FieldPath at, long range) throws InvalidPointException {
    if (field.kind == Kind.BYTES) {
      enters(at, "bytes");
      return;
    }
    int position = input.position;
    int end = input.end;
    input.enter(range);
    switch (field.kind) {
      case MESSAGE -> {
        if (enters(at, "a message")) {
          readMessage(messages.plan(field.message), at);
        }
      }
      case WRAPPER -> putScalar(field, at, last(at, 1, ProtobufPlan.wire(field.type)));
      case TIMESTAMP -> readTimestamp(at);
      case DURATION -> readDuration(at, last(at, 1, ProtobufInput.VARINT), nanos(at));
      case DATE -> readDate(at);
      case DECIMAL -> readDecimal(at);
      default -> throw new IllegalStateException(field.kind.name());
    }
    input.position = position;
    input.end = end;
  }

  /** Returns the last value of a number in a message, 0 without one; the position stays. */
  private long last(FieldPath at, int number, int wire) throws InvalidPointException {
    int begin = input.position;
    long last = 0;
    while (input.hasMore()) {
      int tag = input.tag();
      boolean isWanted = tag >>> 3 == number;
      if (isWanted) {
        ProtobufPlan.requireWire(at.path, wire, tag);
      }
      long value = input.value(tag);
      if (isWanted) {
        last = value;
      }
    }
    input.position = begin;
    return last;
  }

  private int nanos(FieldPath at) throws InvalidPointException {
    return (int) last(at, 2, ProtobufInput.VARINT);
  }

  private void readTimestamp(FieldPath at) throws InvalidPointException {
    long seconds = last(at, 1, ProtobufInput.VARINT);
    int nanos = nanos(at);
    if (seconds < MIN_SECONDS || seconds > MAX_SECONDS || nanos < 0 || nanos > MAX_NANOS) {
      throw invalid(
          at,
          "expected a Timestamp of the years 1 to 9999, found %d seconds and %d nanoseconds"
              .formatted(seconds, nanos));
    }
    visit(at);
    readText(at, Instant.ofEpochSecond(seconds, nanos).toString());
  }

  private void readDuration(FieldPath at, long seconds, int nanos) throws InvalidPointException {
    visit(at);
    if (nanos == 0) {
      readInteger(at, seconds);
    } else {
      BigDecimal parts = BigDecimal.valueOf(nanos, 9);
      readDouble(at, BigDecimal.valueOf(seconds).add(parts).doubleValue());
    }
  }

  /** Reads a date of which nothing is left out; any other one is missing. */
  private void readDate(FieldPath at) throws InvalidPointException {
    long year = last(at, 1, ProtobufInput.VARINT);
    long month = last(at, 2, ProtobufInput.VARINT);
    long day = last(at, 3, ProtobufInput.VARINT);
    visit(at);
    try {
      readText(at, LocalDate.of((int) year, (int) month, (int) day).toString());
    } catch (DateTimeException e) {
      readNothing(at);
    }
  }

  private void readDecimal(FieldPath at) throws InvalidPointException {
    long range = last(at, 1, ProtobufInput.LENGTH);
    int scale = (int) last(at, 3, ProtobufInput.VARINT);
    int length = ProtobufInput.length(range);
    requireShort(at, length, "bytes");
    BigInteger unscaled =
        length == 0
            ? BigInteger.ZERO
            : new BigInteger(input.bytes, ProtobufInput.begin(range), length);
    visit(at);
    readDecimal(at, new BigDecimal(unscaled, scale));
  }

  private static void requireShort(FieldPath at, int length, String what)
      throws InvalidPointException {
    if (length > PointJson.MAX_NUMBER_LENGTH) {
      throw invalid(
          at,
          "expected a number of at most %d %s, found %d"
              .formatted(PointJson.MAX_NUMBER_LENGTH, what, length));
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

  /** Begins a value that holds others; tells whether any of them may count. */
  private boolean enters(FieldPath at, String found) throws InvalidPointException {
    visit(at);
    if (at.role == Role.LABEL || at.role == Role.ID || at.role == Role.TIME) {
      throw refused(at, found);
    }
    return at.role == Role.FIELD || at.leadsOn;
  }

  /** Lists what a row has, which is read again. */
  private String names(ProtobufPlan plan) throws InvalidPointException {
    Set<String> names = new LinkedHashSet<>();
    while (input.hasMore()) {
      int tag = input.tag();
      int i = plan.find(tag >>> 3);
      names.add(i < 0 ? "the unknown field " + (tag >>> 3) : plan.fields[i].name);
      input.value(tag);
    }
    return names.isEmpty() ? "an empty message" : "only " + PrintableText.list(names);
  }
}
