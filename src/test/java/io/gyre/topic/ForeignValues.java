package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What somebody else may write in the place of a value of JSON, by what it is. */
public final class ForeignValues {

  private static final JsonMapper JSON = new JsonMapper();
  private static final long SEED = 78;

  private static final List<String> OTHERS =
      List.of("null", "-1", "\"\"", "\"x\"", "1e300", "9223372036854775807", "[]", "[null]", "{}");

  private ForeignValues() {}

  /** Returns values in the place of a real one: null, empty, cut, garbage, and of other fields. */
  public static Map<String, byte[]> of(byte[] real) {
    Map<String, byte[]> values = new LinkedHashMap<>();
    values.put("null", null);
    for (int length : new int[] {0, 1, 5, real.length / 2, real.length - 1}) {
      values.put("the first " + length + " bytes", Arrays.copyOf(real, length));
    }
    byte[] garbage = new byte[200];
    new Random(SEED).nextBytes(garbage);
    values.put("random bytes of seed " + SEED, garbage);
    Stream.of("foreign", "7", "null", "true", "{}", "[]", "[[]]", "{\"x\": 1}")
        .forEach(text -> values.put("the JSON " + text, text.getBytes(UTF_8)));
    try {
      JsonNode root = JSON.readTree(real);
      change("", root, root, values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  /** Puts others in the place of each part of a tree, and takes each away. */
  private static void change(String path, JsonNode at, JsonNode root, Map<String, byte[]> values)
      throws JsonProcessingException {
    if (at instanceof ObjectNode object) {
      for (String name : List.copyOf(fields(object))) {
        JsonNode before = object.remove(name);
        values.put("no " + path + "/" + name, JSON.writeValueAsBytes(root));
        for (String other : OTHERS) {
          object.set(name, JSON.readTree(other));
          values.put(path + "/" + name + " = " + other, JSON.writeValueAsBytes(root));
        }
        object.set(name, before);
        change(path + "/" + name, before, root, values);
      }
    }
    if (at instanceof ArrayNode array) {
      for (int i : IntStream.range(0, array.size()).toArray()) {
        JsonNode before = array.get(i);
        for (String other : OTHERS) {
          array.set(i, JSON.readTree(other));
          values.put(path + "/" + i + " = " + other, JSON.writeValueAsBytes(root));
        }
        array.set(i, before);
        if (before instanceof ContainerNode) {
          change(path + "/" + i, before, root, values);
        }
      }
    }
  }

  private static List<String> fields(ObjectNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}
