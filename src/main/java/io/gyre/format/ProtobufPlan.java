package io.gyre.format;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FieldDescriptor.Type;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Duration;
import com.google.protobuf.FloatValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Int64Value;
import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import com.google.protobuf.WireFormat;
import io.gyre.data.InvalidPointException;
import io.gyre.words.PrintableText;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the fields of a message mean. */
final class ProtobufPlan {

  /** The wrapping of a row, as {@link RowEnvelope} describes it. */
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

    private static Kind of(FieldDescriptor field) {
      if (field.isMapField()) {
        return isEntry(field.getMessageType()) ? MAP : MESSAGE;
      }
      if (field.getJavaType() != JavaType.MESSAGE) {
        return field.getType() == Type.BYTES ? BYTES : SCALAR;
      }
      String name = field.getMessageType().getFullName();
      return switch (name) {
        case "google.protobuf.Timestamp" -> TIMESTAMP;
        case "google.protobuf.Duration" -> DURATION;
        case "google.type.Date" -> DATE;
        case "confluent.type.Decimal" -> DECIMAL;
        case "google.protobuf.BytesValue", "google.protobuf.Any" -> BYTES;
        default -> STANDARD.containsKey(name) ? WRAPPER : MESSAGE;
      };
    }

    /** A descriptor in bytes may call anything so. */
    private static boolean isEntry(Descriptor type) {
      FieldDescriptor value = type.findFieldByNumber(2);
      return type.getFields().size() == 2
          && type.findFieldByNumber(1) != null
          && value != null
          && !value.isRepeated();
    }
  }

  /**
   * The messages that are read as one value each, by their names. A schema may give these names to
   * types of its own.
   */
  private static final Map<String, ProtobufPlan> STANDARD =
      Stream.of(
              DoubleValue.getDescriptor(),
              FloatValue.getDescriptor(),
              Int64Value.getDescriptor(),
              UInt64Value.getDescriptor(),
              Int32Value.getDescriptor(),
              UInt32Value.getDescriptor(),
              BoolValue.getDescriptor(),
              StringValue.getDescriptor(),
              Timestamp.getDescriptor(),
              Duration.getDescriptor(),
              ProtobufFiles.DATE,
              ProtobufFiles.DECIMAL)
          .collect(Collectors.toMap(Descriptor::getFullName, ProtobufPlan::new));

  /** A field of a message, at any path. */
  static final class Field {
    final String name;
    final int number;
    final int endTag; // of a group
    final int index; // in the plan's fields
    final Kind kind;
    final Type type;
    private final int wire; // the wire type
    final boolean repeated; // true for a map, too
    private final boolean isPackable;
    final boolean hasDefault; // true if it has a value when a record does not have it
    final EnumDescriptor names; // of an enum
    final Descriptor message; // of a message, or of the entries of a map

    private Field(FieldDescriptor field, int index) {
      this.index = index;
      name = field.getName();
      number = field.getNumber();
      endTag = number << 3 | WireFormat.WIRETYPE_END_GROUP;
      kind = Kind.of(field);
      type = field.getType();
      wire = field.getLiteType().getWireType();
      repeated = field.isRepeated();
      isPackable = field.isPackable();
      hasDefault = kind == Kind.SCALAR && !repeated && !field.hasPresence();
      names = type == Type.ENUM ? field.getEnumType() : null;
      message = field.getJavaType() == JavaType.MESSAGE ? field.getMessageType() : null;
    }

    /** Tells whether only the last of several values counts, so that they wait for the end. */
    boolean waits() {
      return kind == Kind.SCALAR && !repeated;
    }

    /** Returns the plan of the message that this kind is. */
    ProtobufPlan standard() {
      return STANDARD.get(message.getFullName());
    }

    /** Tells whether many values are behind a tag. */
    boolean isPacked(int tag) {
      return isPackable && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /** Requires a value behind a tag to be of this field's wire type. */
    void requireWire(String path, int tag) throws InvalidPointException {
      if (WireFormat.getTagWireType(tag) != wire) {
        throw new InvalidPointException(
            "%s: expected the wire type %d of Protobuf, found %d"
                .formatted(PrintableText.brief(path), wire, WireFormat.getTagWireType(tag)));
      }
    }
  }

  final Descriptor type;
  final Field[] fields; // by number
  final Wrapping wrapping;
  private final Field[] declared; // the same, as the schema has them

  ProtobufPlan(Descriptor type) {
    this.type = type;
    List<FieldDescriptor> byNumber =
        type.getFields().stream()
            .sorted(Comparator.comparingInt(FieldDescriptor::getNumber))
            .toList();
    fields = new Field[byNumber.size()];
    declared = new Field[byNumber.size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = new Field(byNumber.get(i), i);
      declared[byNumber.get(i).getIndex()] = fields[i];
    }
    wrapping = wrapping(type);
  }

  private static Wrapping wrapping(Descriptor type) {
    Set<String> names =
        type.getFields().stream().map(FieldDescriptor::getName).collect(Collectors.toSet());
    if (RowEnvelope.isConnect(names)) {
      return Wrapping.CONNECT;
    }
    FieldDescriptor op = type.findFieldByName("op");
    boolean isDebezium =
        RowEnvelope.isDebezium(names)
            && op.getType() == Type.STRING
            && !op.isRepeated()
            && isRow(type.findFieldByName("before"))
            && isRow(type.findFieldByName("after"));
    return isDebezium ? Wrapping.DEBEZIUM : Wrapping.NONE;
  }

  private static boolean isRow(FieldDescriptor field) {
    return field == null || !field.isRepeated() && Kind.of(field) == Kind.MESSAGE;
  }

  /** Returns the field of a number or of a name; null without one. */
  Field find(int number) {
    return find(type.findFieldByNumber(number));
  }

  Field find(String name) {
    return find(type.findFieldByName(name));
  }

  private Field find(FieldDescriptor field) {
    return field == null ? null : declared[field.getIndex()];
  }
}
