package io.gyre.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes JSON behind the id of a schema. */
final class JsonSchemaSamples implements FormatSamples {

  private static final int FRAME = 5;

  @Override
  public Schema schema() {
    return ValueFormat.JSON_SCHEMA.schema("{\"type\":\"object\"}", List.of());
  }

  @Override
  public byte[] write(JsonNode content) {
    byte[] json = content.toString().getBytes(UTF_8);
    return ByteBuffer.allocate(FRAME + json.length).put((byte) 0).putInt(1).put(json).array();
  }

  @Override
  public boolean nests() {
    return true;
  }
}
