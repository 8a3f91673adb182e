package io.gyre.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.words.PrintableText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A point as a person types it: fields by their paths ({@code age=33 carrier=DL}), one JSON object,
 * or numbers alone, which are {@code features.0}, {@code features.1}, …
 *
 * @param json the point's record
 * @param values the text of each field by its path, in order; empty if it is missing
 */
record AskedPoint(String json, Map<String, String> values) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Reads one or more arguments; an error's message begins with what is wrong. */
  static AskedPoint of(List<String> arguments) {
    String first = arguments.get(0);
    if (first.stripLeading().startsWith("{")) {
      return ofJson(arguments);
    }
    return first.contains("=") ? ofFields(arguments) : ofNumbers(arguments);
  }

  private static AskedPoint ofJson(List<String> arguments) {
    String expected = "JSON: expected one object in single quotes, as in '{\"age\":33}', found ";
    if (arguments.size() > 1) {
      throw new GyreException(expected + arguments.size() + " arguments");
    }
    String json = arguments.get(0);
    try {
      Map<String, String> values = new LinkedHashMap<>();
      collect("", JSON.readTree(json), values);
      return new AskedPoint(json, values);
    } catch (JsonProcessingException e) {
      throw new GyreException(
          "%s%s: %s"
              .formatted(
                  expected,
                  PrintableText.brief(json),
                  PrintableText.sentence(e.getOriginalMessage())),
          e);
    }
  }

  private static void collect(String path, JsonNode value, Map<String, String> values) {
    if (value.isValueNode()) {
      values.put(path, value.isNull() ? "" : value.asText());
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    value.properties().forEach(each -> collect(prefix + each.getKey(), each.getValue(), values));
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      collect(prefix + i, value.get(i), values);
    }
  }

  /** Makes a record of texts, which are read as the cells of a file. */
  private static AskedPoint ofFields(List<String> arguments) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String argument : arguments) {
      requireNoOption(argument);
      int end = argument.indexOf('=');
      if (end < 1) {
        throw GyreException.of(
            "FIELD=VALUE: expected all as in age=33 (quotes around blanks), found '%s'",
            PrintableText.brief(argument));
      }
      String path = argument.substring(0, end);
      if (values.put(path, argument.substring(end + 1)) != null) {
        throw GyreException.of(
            "FIELD=VALUE: expected each field once, found %s twice", PrintableText.brief(path));
      }
    }
    return new AskedPoint(JSON.valueToTree(values).toString(), values);
  }

  private static AskedPoint ofNumbers(List<String> arguments) {
    List<Double> numbers = arguments.stream().map(AskedPoint::number).toList();
    Map<String, String> values = new LinkedHashMap<>();
    numbers.forEach(number -> values.put("features." + values.size(), number.toString()));
    return new AskedPoint(JSON.valueToTree(Map.of("features", numbers)).toString(), values);
  }

  private static double number(String text) {
    requireNoOption(text);
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The message below is for infinite numbers, too.
    }
    throw GyreException.of(
        "FEATURE: expected a finite number such as -0.3, or all as in age=33, found '%s'",
        PrintableText.brief(text));
  }

  /** The parser takes unknown options for arguments, because negative numbers look like options. */
  private static void requireNoOption(String argument) {
    if (argument.startsWith("--")) {
      throw new GyreException("Unknown option: '" + PrintableText.brief(argument) + "'");
    }
  }
}
