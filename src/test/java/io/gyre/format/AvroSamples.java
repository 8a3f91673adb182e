package io.gyre.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Writes Avro behind the id of its schema. */
final class AvroSamples implements FormatSamples {

  private static final String SCHEMA =
      """
      {"type":"record","name":"Payment","namespace":"shop","fields":[
        {"name":"id","type":"string"},
        {"name":"label","type":"string"},
        {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
        {"name":"amount","type":"double"},
        {"name":"count","type":"int"},
        {"name":"big","type":"long"},
        {"name":"flag","type":"boolean"},
        {"name":"gone","type":["null","string"]},
        {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["retail","online","branch"]}},
        {"name":"address","type":{"type":"record","name":"Address","fields":[
          {"name":"zip","type":"string"},{"name":"city","type":"string"}]}},
        {"name":"features","type":{"type":"array","items":"double"}},
        {"name":"tags","type":{"type":"map","values":"string"}},
        {"name":"nested","type":["null",{"type":"record","name":"Nested","fields":[
          {"name":"value","type":"double"},{"name":"nested","type":["null","Nested"]}]}]}]}
      """;

  private final String text;
  private final int id;

  AvroSamples() {
    this(SCHEMA, 1);
  }

  private AvroSamples(String text, int id) {
    this.text = text;
    this.id = id;
  }

  @Override
  public Schema schema() {
    return ValueFormat.AVRO.schema(text, List.of());
  }

  @Override
  public byte[] write(JsonNode content) {
    return framed(id, bytes(new org.apache.avro.Schema.Parser().parse(text), content));
  }

  @Override
  public boolean nests() {
    return true;
  }

  @Override
  public FormatSamples without(String member) {
    return new AvroSamples(text.replaceFirst("\\{\"name\":\"" + member + "\",.*\n", ""), 2);
  }

  static byte[] framed(int id, byte[] body) {
    byte[] value = new byte[5 + body.length];
    value[4] = (byte) id;
    System.arraycopy(body, 0, value, 5, body.length);
    return value;
  }

  /** Writes a value as the first type of a union that it can be; bytes are text of Latin-1. */
  static byte[] bytes(org.apache.avro.Schema schema, JsonNode value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      write(encoder, schema, value);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(BinaryEncoder to, org.apache.avro.Schema schema, JsonNode value)
      throws IOException {
    switch (schema.getType()) {
      case NULL -> to.writeNull();
      case BOOLEAN -> to.writeBoolean(value.booleanValue());
      case INT -> to.writeInt(value.intValue());
      case LONG ->
          to.writeLong(
              value.isTextual()
                  ? Instant.parse(value.textValue()).toEpochMilli()
                  : value.longValue());
      case FLOAT -> to.writeFloat(value.floatValue());
      case DOUBLE -> to.writeDouble(value.doubleValue());
      case STRING -> to.writeString(value.textValue());
      case BYTES -> to.writeBytes(value.textValue().getBytes(ISO_8859_1));
      case FIXED -> to.writeFixed(value.textValue().getBytes(ISO_8859_1));
      case ENUM -> to.writeEnum(schema.getEnumOrdinal(value.textValue()));
      case UNION -> {
        int branch = branch(schema.getTypes(), value);
        to.writeIndex(branch);
        write(to, schema.getTypes().get(branch), value);
      }
      case RECORD -> {
        for (org.apache.avro.Schema.Field field : schema.getFields()) {
          JsonNode member = value.get(field.name());
          write(to, field.schema(), member == null ? NullNode.instance : member);
        }
      }
      case ARRAY -> {
        to.writeArrayStart();
        to.setItemCount(value.size());
        for (JsonNode element : value) {
          to.startItem();
          write(to, schema.getElementType(), element);
        }
        to.writeArrayEnd();
      }
      case MAP -> {
        to.writeMapStart();
        to.setItemCount(value.size());
        for (var member : value.properties()) {
          to.startItem();
          to.writeString(member.getKey());
          write(to, schema.getValueType(), member.getValue());
        }
        to.writeMapEnd();
      }
    }
  }

  private static int branch(List<org.apache.avro.Schema> branches, JsonNode value) {
    for (int i = 0; i < branches.size(); i++) {
      if (fits(branches.get(i).getType(), value)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no branch for " + value);
  }

  private static boolean fits(org.apache.avro.Schema.Type type, JsonNode value) {
    return switch (type) {
      case NULL -> value.isNull();
      case BOOLEAN -> value.isBoolean();
      case INT, LONG -> value.isIntegralNumber();
      case FLOAT, DOUBLE -> value.isNumber();
      case STRING, BYTES, FIXED, ENUM -> value.isTextual();
      case RECORD, MAP -> value.isObject();
      case ARRAY -> value.isArray();
      case UNION -> false;
    };
  }
}
