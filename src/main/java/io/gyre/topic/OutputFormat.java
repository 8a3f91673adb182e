package io.gyre.topic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.format.SchemaFrame;
import io.gyre.format.ValueFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Function;

/**
 * The formats in which Gyre writes predictions, metrics and alerts. A format is one line here, with
 * what writes it; {@link OutputSerde} reads them all, and their contract test finds each by itself.
 */
public enum OutputFormat {
  /** JSON as the schemas in {@code topics/} describe it. */
  JSON(null, null, (of, type, id) -> OutputJson.PLAIN.writerFor(type)::writeValueAsBytes),

  /** JSON beside its schema, as Kafka Connect's JsonConverter reads it. */
  CONNECT_JSON(null, null, (of, type, id) -> ConnectJson.writer(AvroTree.parse(of.avro()))),

  /** Avro, framed as Confluent's serialiser does, by the schema of {@code topics/NAME.avsc}. */
  AVRO(
      ValueFormat.AVRO,
      TopicDefinition::avro,
      (of, type, id) -> AvroTree.writer(SchemaFrame.written(id), AvroTree.parse(of.avro()))),

  /** JSON framed in the same way, by the schema of {@code topics/NAME.json}. */
  JSON_SCHEMA(
      ValueFormat.JSON_SCHEMA,
      // Of a later draft Apicurio 3.3 compares no versions; the difference is none to these.
      of ->
          ((ObjectNode) of.schema().deepCopy())
              .put("$schema", "http://json-schema.org/draft-07/schema#")
              .toString(),
      (of, type, id) -> {
        ValueWriter json = JSON.writer(of, type, id);
        return value -> joined(SchemaFrame.written(id), json.write(value), new byte[0]);
      });

  /** Writes values of one type. Thread-safe. */
  interface ValueWriter {
    byte[] write(Object value) throws IOException;
  }

  /** Makes a writer for a topic, a type and the id of the schema. */
  private interface Maker {
    ValueWriter make(TopicDefinition of, Class<?> type, int id);
  }

  private final ValueFormat registered;
  private final Function<TopicDefinition, String> schema;
  private final Maker maker;

  OutputFormat(ValueFormat registered, Function<TopicDefinition, String> schema, Maker maker) {
    this.registered = registered;
    this.schema = schema;
    this.maker = maker;
  }

  /** Returns the name that a person types, as {@code connect-json}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the format of the schemas that a registry must have; null if it needs none. */
  public ValueFormat registered() {
    return registered;
  }

  /** Returns the text of the schema of a topic's values, for a registry. */
  public String schema(TopicDefinition of) {
    return schema.apply(of);
  }

  ValueWriter writer(TopicDefinition of, Class<?> type, int id) {
    return maker.make(of, type, id);
  }

  static byte[] joined(byte[] before, byte[] value, byte[] behind) {
    return ByteBuffer.allocate(before.length + value.length + behind.length)
        .put(before)
        .put(value)
        .put(behind)
        .array();
  }
}
