package io.gyre.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Timestamp;
import io.gyre.data.InvalidPointException;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Writes records of Protobuf with Confluent's frame, by Google's own library. */
final class ProtobufSamples implements FormatSamples {

  /** A byte 0, the schema's id, and the first message. */
  static final byte[] FRAME = {0, 0, 0, 0, 7, 0};

  private final Schema schema;
  private final Descriptor sample;

  ProtobufSamples() {
    FileDescriptorProto file =
        file("shop")
            .addDependency("google/protobuf/timestamp.proto")
            .addMessageType(
                message("Sample")
                    .addField(scalar("id", 1, Type.TYPE_STRING))
                    .addField(scalar("label", 2, Type.TYPE_STRING))
                    .addField(of("at", 3, ".google.protobuf.Timestamp"))
                    .addField(scalar("amount", 4, Type.TYPE_DOUBLE))
                    .addField(scalar("count", 5, Type.TYPE_INT32))
                    .addField(scalar("big", 6, Type.TYPE_INT64))
                    .addField(scalar("flag", 7, Type.TYPE_BOOL))
                    .addField(
                        scalar("gone", 8, Type.TYPE_STRING)
                            .setProto3Optional(true)
                            .setOneofIndex(0))
                    .addField(ofEnum("kind", 9, ".shop.Kind"))
                    .addField(of("address", 10, ".shop.Address"))
                    .addField(list(scalar("features", 11, Type.TYPE_DOUBLE)))
                    .addField(list(of("tags", 12, ".shop.Sample.TagsEntry")))
                    .addOneofDecl(OneofDescriptorProto.newBuilder().setName("_gone"))
                    .addNestedType(
                        mapEntry(
                            "TagsEntry",
                            scalar("key", 1, Type.TYPE_STRING),
                            scalar("value", 2, Type.TYPE_STRING))))
            .addMessageType(
                message("Address")
                    .addField(scalar("zip", 1, Type.TYPE_STRING))
                    .addField(scalar("city", 2, Type.TYPE_STRING)))
            .addEnumType(names("Kind", "retail", "online", "branch"))
            .build();
    schema = schema(file);
    sample = messages(schema).get(0);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public byte[] write(JsonNode content) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(sample);
    content.properties().forEach(member -> set(message, member.getKey(), member.getValue()));
    return framed(FRAME, message.build().toByteArray());
  }

  private static void set(DynamicMessage.Builder message, String name, JsonNode value) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    if (field.isMapField()) {
      value
          .properties()
          .forEach(
              entry -> {
                DynamicMessage.Builder pair = DynamicMessage.newBuilder(field.getMessageType());
                pair.setField(field.getMessageType().findFieldByNumber(1), entry.getKey());
                pair.setField(
                    field.getMessageType().findFieldByNumber(2), scalar(field, entry.getValue()));
                message.addRepeatedField(field, pair.build());
              });
    } else if (field.isRepeated()) {
      value.forEach(element -> message.addRepeatedField(field, scalar(field, element)));
    } else if (!value.isNull()) {
      message.setField(field, value(field, value));
    }
  }

  private static Object value(FieldDescriptor field, JsonNode value) {
    if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return scalar(field, value);
    }
    if (field.getMessageType().getFullName().equals("google.protobuf.Timestamp")) {
      Instant at = Instant.parse(value.textValue());
      return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
    }
    DynamicMessage.Builder nested = DynamicMessage.newBuilder(field.getMessageType());
    value.properties().forEach(member -> set(nested, member.getKey(), member.getValue()));
    return nested.build();
  }

  private static Object scalar(FieldDescriptor field, JsonNode value) {
    return switch (field.getJavaType()) {
      case DOUBLE -> value.doubleValue();
      case INT -> value.intValue();
      case LONG -> value.longValue();
      case BOOLEAN -> value.booleanValue();
      case ENUM -> field.getEnumType().findValueByName(value.textValue());
      default -> value.textValue();
    };
  }

  /** Returns the schema of a file as a registry gives it. */
  static Schema schema(FileDescriptorProto file, FileDescriptorProto... imports) {
    List<ValueFormat.Reference> references =
        List.of(imports).stream()
            .map(one -> new ValueFormat.Reference(one.getName(), base64(one)))
            .toList();
    Schema schema = ValueFormat.PROTOBUF.schema(base64(file), references);
    if (schema.denied() != null) {
      throw new IllegalArgumentException(schema.denied());
    }
    return schema;
  }

  static String base64(FileDescriptorProto file) {
    return Base64.getEncoder().encodeToString(file.toByteArray());
  }

  /** Returns the messages of a schema's file. */
  static List<Descriptor> messages(Schema schema) {
    try {
      return ProtobufFiles.parse(schema.text()).getMessageTypes();
    } catch (InvalidPointException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static byte[] framed(byte[] frame, byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(frame);
    out.writeBytes(message);
    return out.toByteArray();
  }

  static FileDescriptorProto.Builder file(String name) {
    return FileDescriptorProto.newBuilder()
        .setName(name + ".proto")
        .setPackage(name)
        .setSyntax("proto3");
  }

  static DescriptorProto.Builder message(String name) {
    return DescriptorProto.newBuilder().setName(name);
  }

  static DescriptorProto.Builder mapEntry(
      String name, FieldDescriptorProto.Builder key, FieldDescriptorProto.Builder value) {
    return message(name)
        .addField(key)
        .addField(value)
        .setOptions(MessageOptions.newBuilder().setMapEntry(true));
  }

  static EnumDescriptorProto names(String name, String... values) {
    EnumDescriptorProto.Builder builder = EnumDescriptorProto.newBuilder().setName(name);
    for (int i = 0; i < values.length; i++) {
      builder.addValue(EnumValueDescriptorProto.newBuilder().setName(values[i]).setNumber(i));
    }
    return builder.build();
  }

  static FieldDescriptorProto.Builder scalar(String name, int number, Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(Label.LABEL_OPTIONAL);
  }

  static FieldDescriptorProto.Builder of(String name, int number, String message) {
    return scalar(name, number, Type.TYPE_MESSAGE).setTypeName(message);
  }

  static FieldDescriptorProto.Builder ofEnum(String name, int number, String type) {
    return scalar(name, number, Type.TYPE_ENUM).setTypeName(type);
  }

  static FieldDescriptorProto.Builder list(FieldDescriptorProto.Builder field) {
    return field.setLabel(Label.LABEL_REPEATED);
  }
}
