package io.gyre.data.record;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.Type;
import io.gyre.data.InvalidPointException;
import io.gyre.data.PrintableText;
import io.gyre.data.record.FieldPaths.FieldPath;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells how a message's values are read, and holds the places where they were. */
final class ProtobufPlan {

  private static final int DENSE = 256; // fields with a smaller number are found at once

  /** The wrapping of a row, as {@link JsonEnvelope} describes it. */
  enum Wrapping {
    NONE,
    DEBEZIUM,
    CONNECT
  }

  /** The kinds of values. */
  enum Kind {
    SCALAR,
    MESSAGE,
    MAP,
    WRAPPER,
    TIMESTAMP,
    DURATION,
    DATE,
    /** An unscaled number in bytes, and its scale. */
    DECIMAL,
    /** Bytes, also within an Any: never a field. */
    BYTES;

    private static final Map<String, Kind> KNOWN =
        Map.of(
            "google.protobuf.Timestamp", TIMESTAMP,
            "google.protobuf.Duration", DURATION,
            "google.type.Date", DATE,
            "confluent.type.Decimal", DECIMAL,
            "google.protobuf.BytesValue", BYTES,
            "google.protobuf.Any", BYTES);

    /** A descriptor in bytes may call anything so. */
    private static boolean isEntry(Descriptor type) {
      FieldDescriptor value = type.findFieldByNumber(2);
      return type.getFields().size() == 2
          && type.findFieldByNumber(1) != null
          && value != null
          && !value.isRepeated();
    }

    private static Kind of(FieldDescriptor field) {
      if (field.isMapField()) {
        return isEntry(field.getMessageType()) ? MAP : MESSAGE;
      }
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        return field.getType() == Type.BYTES ? BYTES : SCALAR;
      }
      String name = field.getMessageType().getFullName();
      return WRAPPED.containsKey(name) ? WRAPPER : KNOWN.getOrDefault(name, MESSAGE);
    }
  }

  /** The types of what the messages hold that stand for one value. */
  private static final Map<String, Type> WRAPPED =
      Map.of(
          "google.protobuf.DoubleValue", Type.DOUBLE,
          "google.protobuf.FloatValue", Type.FLOAT,
          "google.protobuf.Int64Value", Type.INT64,
          "google.protobuf.UInt64Value", Type.UINT64,
          "google.protobuf.Int32Value", Type.INT32,
          "google.protobuf.UInt32Value", Type.UINT32,
          "google.protobuf.BoolValue", Type.BOOL,
          "google.protobuf.StringValue", Type.STRING);

  /** A field of a message, at any path. */
  static final class Field {
    final String name;
    final int number;
    final Kind kind;
    final Type type; // of a scalar, also of one in a wrapper
    final int wire; // the wire type
    final boolean repeated; // true for a map, too
    final boolean isPackable;
    final boolean hasDefault; // true if it has a value when a record does not have it
    final EnumDescriptor names; // of an enum
    final Descriptor message; // of a message, or of the entries of a map

    private Field(FieldDescriptor field) {
      name = field.getName();
      number = field.getNumber();
      kind = Kind.of(field);
      message =
          field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? field.getMessageType() : null;
      type = kind == Kind.WRAPPER ? WRAPPED.get(message.getFullName()) : field.getType();
      wire = wire(field.getType());
      repeated = field.isRepeated();
      isPackable = field.isPackable();
      hasDefault = kind == Kind.SCALAR && !repeated && !field.hasPresence();
      names = field.getType() == Type.ENUM ? field.getEnumType() : null;
    }

    /** Requires a value behind a tag to be of this field's wire type. */
    void requireWire(String path, int tag) throws InvalidPointException {
      ProtobufPlan.requireWire(path, wire, tag);
    }

    /** Tells whether only the last of several values counts, so that they wait for the end. */
    boolean waits() {
      return kind == Kind.SCALAR && !repeated;
    }
  }

  static void requireWire(String path, int wire, int tag) throws InvalidPointException {
    if ((tag & 7) != wire) {
      throw new InvalidPointException(
          "%s: expected the wire type %d of Protobuf, found %d"
              .formatted(PrintableText.brief(path), wire, tag & 7));
    }
  }

  /** Returns the wire type of a type's values. */
  static int wire(Type type) {
    return switch (type) {
      case DOUBLE, FIXED64, SFIXED64 -> ProtobufInput.FIXED64;
      case FLOAT, FIXED32, SFIXED32 -> ProtobufInput.FIXED32;
      case STRING, BYTES, MESSAGE -> ProtobufInput.LENGTH;
      case GROUP -> ProtobufInput.GROUP;
      default -> ProtobufInput.VARINT;
    };
  }

  /** Holds what one record has in a field of a message at one path. */
  static final class Place {
    final FieldPath at;
    final boolean skips; // true if nothing here counts
    long record; // the last record that had it
    long value; // a scalar's, as it is on the wire
    int count; // the elements so far
    boolean isOpen; // true if elements may count

    private Place(FieldPath at) {
      this.at = at;
      skips = at.role == FieldPaths.Role.NONE && !at.leadsOn;
    }
  }

  /** The places of the fields of a message at one path, null until they are met. */
  final class Node {
    final FieldPath at;
    private final Place[] places = new Place[fields.length];

    private Node(FieldPath at) {
      this.at = at;
    }

    Place place(int i) {
      Place place = places[i];
      if (place == null) {
        place = new Place(at.member(fields[i].name));
        places[i] = place;
      }
      return place;
    }

    /** Tells whether the record has this scalar; one with a default always has a place, too. */
    boolean has(int i, long record) {
      return places[i] != null && places[i].record == record;
    }
  }

  final Descriptor type;
  final Field[] fields; // by number
  final Wrapping wrapping;
  private final int[] dense; // the index of a field by its number; −1 without one
  private final Map<Integer, Integer> sparse = new HashMap<>();
  private final Map<FieldPath, Node> nodes = new HashMap<>();

  ProtobufPlan(Descriptor type) {
    this.type = type;
    fields =
        type.getFields().stream()
            .sorted(Comparator.comparingInt(FieldDescriptor::getNumber))
            .map(Field::new)
            .toArray(Field[]::new);
    int last = fields.length == 0 ? 0 : fields[fields.length - 1].number;
    dense = new int[Math.min(last, DENSE - 1) + 1];
    Arrays.fill(dense, -1);
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].number < DENSE) {
        dense[fields[i].number] = i;
      } else {
        sparse.put(fields[i].number, i);
      }
    }
    wrapping = wrapping(type);
  }

  private static Wrapping wrapping(Descriptor type) {
    Set<String> names =
        type.getFields().stream().map(FieldDescriptor::getName).collect(Collectors.toSet());
    if (JsonEnvelope.isConnect(names)) {
      return Wrapping.CONNECT;
    }
    FieldDescriptor op = type.findFieldByName("op");
    boolean isDebezium =
        JsonEnvelope.isDebezium(names)
            && op.getType() == Type.STRING
            && !op.isRepeated()
            && isRow(type.findFieldByName("before"))
            && isRow(type.findFieldByName("after"));
    return isDebezium ? Wrapping.DEBEZIUM : Wrapping.NONE;
  }

  private static boolean isRow(FieldDescriptor field) {
    return field == null || !field.isRepeated() && Kind.of(field) == Kind.MESSAGE;
  }

  /** Returns the index of a field; −1 for a number that no field has. */
  int find(int number) {
    return number < dense.length ? dense[number] : sparse.getOrDefault(number, -1);
  }

  /** Returns the index of the field of a name, or −1. */
  int find(String name) {
    FieldDescriptor field = type.findFieldByName(name);
    return field == null ? -1 : find(field.getNumber());
  }

  /** Returns the node of a path, always the same until {@link #forget}; null for a new path. */
  Node known(FieldPath at) {
    return nodes.get(at);
  }

  Node add(FieldPath at) {
    Node node = new Node(at);
    nodes.put(at, node);
    return node;
  }

  void forget() {
    nodes.clear();
  }
}
