package io.gyre.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes JSON. */
final class JsonSamples implements FormatSamples {

  @Override
  public Schema schema() {
    return null;
  }

  @Override
  public byte[] write(JsonNode content) {
    return content.toString().getBytes(UTF_8);
  }

  @Override
  public boolean nests() {
    return true;
  }

  @Override
  public FormatSamples without(String member) {
    return new FormatSamples() {
      @Override
      public Schema schema() {
        return null;
      }

      @Override
      public byte[] write(JsonNode content) {
        return JsonSamples.this.write(((ObjectNode) content.deepCopy()).without(member));
      }
    };
  }
}
