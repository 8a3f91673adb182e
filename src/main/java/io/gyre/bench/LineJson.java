package io.gyre.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.GyreException;

/** What this process and its children say to each other: a JSON object a line. */
final class LineJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private LineJson() {}

  static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static <T> T read(String line, Class<T> type) {
    try {
      return JSON.readValue(line, type);
    } catch (JsonProcessingException e) {
      throw new GyreException(
          "expected a line of %s, found: %s".formatted(type.getSimpleName(), line), e);
    }
  }
}
