package io.gyre.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.InvalidPointException;
import io.gyre.format.AvroBytes;
import io.gyre.topic.OutputFormat.ValueWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/** Writes trees of JSON as Avro, and reads them again. */
final class AvroTree {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** More than an output has; records within records can be any number without a byte. */
  private static final int MOST_VALUES = 10_000;

  private final AvroBytes bytes = new AvroBytes();
  private int values;

  /** Reads a schema of {@code topics/}. */
  static Schema parse(String schema) {
    return new Schema.Parser().parse(schema);
  }

  /** Makes a writer of values, behind what frames them. */
  static ValueWriter writer(byte[] frame, Schema schema) {
    return value -> {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(frame);
      Encoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      write(schema, OutputJson.toTree(schema, value), encoder);
      return out.toByteArray();
    };
  }

  private static void write(Schema schema, JsonNode value, Encoder out) throws IOException {
    if (schema.isUnion()) {
      boolean absent = value.isNull() || value.isMissingNode();
      out.writeIndex(absent ? 0 : 1);
      write(schema.getTypes().get(absent ? 0 : 1), value, out);
      return;
    }
    switch (schema.getType()) {
      case NULL -> out.writeNull();
      case BOOLEAN -> out.writeBoolean(value.booleanValue());
      case INT -> out.writeInt(value.intValue());
      case LONG -> out.writeLong(value.longValue());
      case DOUBLE -> out.writeDouble(value.doubleValue());
      case STRING -> out.writeString(value.textValue());
      case RECORD -> {
        for (Schema.Field field : schema.getFields()) {
          write(field.schema(), value.path(field.name()), out);
        }
      }
      default -> throw new IllegalStateException("no output has " + schema.getType());
    }
  }

  /**
   * Reads a record by the schema that it was written with. Fields that are null are left out.
   *
   * @throws InvalidPointException if it is no such record
   */
  synchronized JsonNode read(Schema schema, byte[] value, int from) throws InvalidPointException {
    bytes.begin(value, from, schema.getFullName());
    values = 0;
    try {
      JsonNode read = read(schema);
      bytes.requireEnd();
      return read;
    } catch (IOException e) {
      throw bytes.reason(e);
    }
  }

  private JsonNode read(Schema of) throws IOException, InvalidPointException {
    if (++values > MOST_VALUES) {
      throw bytes.invalid("more than %,d values".formatted(MOST_VALUES));
    }
    Schema schema = bytes.readBranch(of);
    return switch (schema.getType()) {
      case BOOLEAN -> NODES.booleanNode(bytes.readBoolean());
      case INT -> NODES.numberNode(bytes.readInt());
      case LONG -> NODES.numberNode(bytes.readLong());
      case FLOAT -> NODES.numberNode(bytes.readFloat());
      case DOUBLE -> NODES.numberNode(bytes.readDouble());
      case STRING -> NODES.textNode(bytes.readText());
      case RECORD -> {
        bytes.enter();
        ObjectNode record = NODES.objectNode();
        for (Schema.Field field : schema.getFields()) {
          JsonNode value = read(field.schema());
          if (!value.isNull()) {
            record.set(field.name(), value);
          }
        }
        bytes.leave();
        yield record;
      }
      default -> {
        bytes.skip(schema); // A type that no output has.
        yield NullNode.instance;
      }
    };
  }
}
