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
import org.apache.kafka.common.serialization.Serializer;

/**
 * A record class to and from JSON, its components being the fields, unknown fields ignored.
 * Predictions, of which there are many, are written by {@link PredictionSerializer}. Thread-safe.
 */
final class JsonSerde<V> {

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

  Serializer<V> serializer() {
    return (topic, value) -> {
      try {
        return value == null ? null : writer.writeValueAsBytes(value);
      } catch (JsonProcessingException e) {
        throw new SerializationException("record for " + topic + ": " + e.getMessage(), e);
      }
    };
  }

  Deserializer<V> deserializer() {
    return (topic, value) -> {
      try {
        return value == null ? null : reader.readValue(value);
      } catch (JsonProcessingException e) {
        throw new SerializationException("record on " + topic + ": " + e.getOriginalMessage(), e);
      } catch (IOException e) {
        throw new SerializationException("record on " + topic + ": " + e.getMessage(), e);
      }
    };
  }
}
