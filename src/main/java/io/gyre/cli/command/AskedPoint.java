package io.gyre.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.data.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A point as a person types it: fields by their path ({@code age=33 carrier=DL}), one JSON object,
 * or numbers alone, which are {@code features.0}, {@code features.1}, …
 *
 * @param json its record
 * @param values the text of each field by its path, empty for one that is missing; in their order
 */
record AskedPoint(String json, Map<String, String> values) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /**
   * Reads a point.
   *
   * @param arguments one or more
   * @throws GyreException when they are none; the message begins with what is wrong
   */
  static AskedPoint of(List<String> arguments) {
    String first = arguments.get(0);
    if (first.stripLeading().startsWith("{")) {
      return ofJson(arguments);
    }
    return first.contains("=") ? ofFields(arguments) : ofNumbers(arguments);
  }

  List<String> fields() {
    return List.copyOf(values.keySet());
  }

  byte[] bytes() {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static AskedPoint ofJson(List<String> arguments) {
    if (arguments.size() > 1) {
      throw new GyreException(
          "JSON: expected one object in single quotes, as in '{\"age\":33}', found %d arguments"
              .formatted(arguments.size()));
    }
    try {
      JsonNode object = JSON.readTree(arguments.get(0));
      Map<String, String> values = new LinkedHashMap<>();
      object.properties().forEach(member -> collect(member.getKey(), member.getValue(), values));
      return new AskedPoint(arguments.get(0), values);
    } catch (JsonProcessingException e) {
      throw new GyreException(
          "JSON: expected one object in single quotes, as in '{\"age\":33}', found %s: %s"
              .formatted(
                  PrintableText.brief(arguments.get(0)),
                  PrintableText.sentence(e.getOriginalMessage())),
          e);
    }
  }

  private static void collect(String path, JsonNode value, Map<String, String> values) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(member -> collect(path + "." + member.getKey(), member.getValue(), values));
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        collect(path + "." + i, value.get(i), values);
      }
    } else {
      values.put(path, value.isNull() ? "" : value.asText());
    }
  }

  /** Values are text, which is read by the rules that hold for any. */
  private static AskedPoint ofFields(List<String> arguments) {
    ObjectNode object = JSON.createObjectNode();
    Map<String, String> values = new LinkedHashMap<>();
    for (String argument : arguments) {
      int end = argument.indexOf('=');
      if (argument.startsWith("--")) {
        throw unknownOption(argument);
      }
      if (end < 1) {
        throw new GyreException(
            "FIELD=VALUE: expected all as in age=33 (quotes around blanks), found '%s'"
                .formatted(PrintableText.brief(argument)));
      }
      String path = argument.substring(0, end);
      if (object.has(path)) {
        throw new GyreException(
            "FIELD=VALUE: expected each field once, found %s twice"
                .formatted(PrintableText.brief(path)));
      }
      object.put(path, argument.substring(end + 1));
      values.put(path, argument.substring(end + 1));
    }
    return new AskedPoint(object.toString(), values);
  }

  private static AskedPoint ofNumbers(List<String> arguments) {
    double[] numbers = new double[arguments.size()];
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(arguments.get(i));
      values.put("features." + i, Double.toString(numbers[i]));
    }
    ObjectNode object = JSON.createObjectNode();
    object.set("features", JSON.valueToTree(numbers));
    return new AskedPoint(object.toString(), values);
  }

  /** Reads text: the parser would take a negative number for an unknown option. */
  private static double number(String text) {
    if (text.startsWith("--")) {
      throw unknownOption(text);
    }
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // One message for all that is no finite number.
    }
    throw new GyreException(
        "FEATURE: expected a finite number such as -0.3, or all as in age=33, found '%s'"
            .formatted(PrintableText.brief(text)));
  }

  private static GyreException unknownOption(String text) {
    return new GyreException("Unknown option: '" + PrintableText.brief(text) + "'");
  }
}
