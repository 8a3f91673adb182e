package io.gyre.topic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Writes and reads a record class as JSON; ignores unknown fields. Thread-safe. */
final class JsonSerde<V> implements Serde<V> {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectWriter writer;
  private final ObjectReader reader;

  JsonSerde(Class<V> type) {
    writer = JSON.writerFor(type);
    reader = JSON.readerFor(type);
  }

  @Override
  public Serializer<V> serializer() {
    return (topic, value) -> {
      try {
        return value == null ? null : writer.writeValueAsBytes(value);
      } catch (JsonProcessingException e) {
        throw new SerializationException("record for " + topic + ": " + e.getMessage(), e);
      }
    };
  }

  @Override
  public Deserializer<V> deserializer() {
    return (topic, value) -> {
      try {
        return value == null ? null : reader.readValue(value);
      } catch (IOException e) {
        String found =
            e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        throw new SerializationException("record on " + topic + ": " + found, e);
      }
    };
  }
}
