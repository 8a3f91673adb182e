package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.gyre.data.InvalidPointException;
import io.gyre.format.Schema;
import io.gyre.format.SchemaFrame;
import io.gyre.format.ValueFormat;
import io.gyre.topic.OutputFormat.ValueWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes values of a record class in any {@link OutputFormat}, and reads each by what its bytes
 * are. Thread-safe.
 */
final class OutputSerde<V> implements Serde<V> {

  private static final byte[] CONNECT = ConnectJson.BEGIN.getBytes(UTF_8);

  private final TopicDefinition topic;
  final Class<V> type;
  private final ObjectReader plain;

  OutputSerde(TopicDefinition topic, Class<V> type) {
    this.topic = topic;
    this.type = type;
    plain = OutputJson.PLAIN.readerFor(type);
  }

  @Override
  public Serializer<V> serializer() {
    return serializer(OutputFormat.JSON, 0);
  }

  @Override
  public Deserializer<V> deserializer() {
    return deserializer(id -> null);
  }

  Serializer<V> serializer(OutputFormat format, int schema) {
    ValueWriter writer = format.writer(topic, type, schema);
    return (name, value) -> {
      try {
        return value == null ? null : writer.write(value);
      } catch (IOException | IllegalArgumentException e) {
        throw new SerializationException("record for " + name + ": " + e.getMessage(), e);
      }
    };
  }

  /** Tells whether a value is JSON, and nothing else is in it. */
  static boolean isPlain(byte[] value) {
    return value.length > 0 && value[0] != 0 && !startsWith(value, CONNECT);
  }

  private static boolean startsWith(byte[] value, byte[] begin) {
    return value.length >= begin.length
        && Arrays.equals(value, 0, begin.length, begin, 0, begin.length);
  }

  Deserializer<V> deserializer(Function<String, Schema> schemas) {
    Reader reader = new Reader(schemas);
    return (name, value) -> {
      try {
        return value == null ? null : reader.read(value);
      } catch (IOException | InvalidPointException | IllegalArgumentException e) {
        String found =
            e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        throw new SerializationException("record on " + name + ": " + found, e);
      }
    };
  }

  /** Reads trees of this version's schema. */
  private record Typed(org.apache.avro.Schema schema, ObjectReader reader) {}

  private final class Reader {

    private final Function<String, Schema> schemas;
    private final AvroTree avro = new AvroTree();
    private volatile Typed typed; // null until it is needed

    Reader(Function<String, Schema> schemas) {
      this.schemas = schemas;
    }

    V read(byte[] value) throws IOException, InvalidPointException {
      SchemaFrame frame = new SchemaFrame.Reader().read(value, null);
      if (frame != null) {
        return framed(frame, value);
      }
      if (!startsWith(value, CONNECT)) {
        return plain.readValue(value);
      }
      return typed(plain.readTree(value).path(ConnectJson.PAYLOAD));
    }

    private V typed(JsonNode tree) throws IOException {
      if (typed == null) {
        typed = new Typed(AvroTree.parse(topic.avro()), OutputJson.typedReader(type));
      }
      return typed.reader.readValue(OutputJson.ofTree(typed.schema, tree));
    }

    private V framed(SchemaFrame frame, byte[] value) throws IOException, InvalidPointException {
      int begin = frame.begin();
      if (begin < value.length && value[begin] == '{') {
        return plain.readValue(value, begin, value.length - begin); // Avro cannot begin with it.
      }
      Schema schema = schemas.apply(frame.id());
      if (schema == null || schema.denied() != null) {
        throw new UnknownSchemaException(frame.id(), schema == null ? null : schema.denied());
      }
      if (schema.format() != ValueFormat.AVRO) {
        throw new InvalidPointException(
            "value: expected the schema %s to be Avro, found %s"
                .formatted(frame.id(), schema.described()));
      }
      return typed(avro.read((org.apache.avro.Schema) schema.parsed(), value, begin));
    }
  }
}
