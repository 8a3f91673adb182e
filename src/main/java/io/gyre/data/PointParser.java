package io.gyre.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/** The reading of one point from one parser. */
final class PointParser {

  /** A hint above this would let one huge record inflate the arrays of all that follow. */
  private static final int MAX_HINT = 1024;

  private final JsonParser parser;
  private final int expectedFeatures;

  private boolean idSeen;
  private boolean labelSeen;
  private String id;
  private double[] features;
  private Label label;

  /**
   * @param parser before its first token; the caller closes it
   * @param expectedFeatures the length of the array to begin with, 1 or more
   */
  PointParser(JsonParser parser, int expectedFeatures) {
    this.parser = parser;
    this.expectedFeatures = expectedFeatures;
  }

  /** Returns what {@code expectedFeatures} should be after a point with this many features. */
  static int hint(int features) {
    return Math.min(features, MAX_HINT);
  }

  /** Reads the point, which must be all there is. */
  Point whole() throws IOException, InvalidPointException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new InvalidPointException("value: expected a JSON object, found " + found());
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      readField(name);
    }
    if (parser.nextToken() != null) {
      throw new InvalidPointException(
          "value: expected nothing after the JSON object, found " + found());
    }
    if (features == null) {
      throw new InvalidPointException(
          "features: expected an array of numbers, found no such field");
    }
    return new Point(id, features, label);
  }

  private void readField(String name) throws IOException, InvalidPointException {
    switch (name) {
      case "id" -> {
        requireFirst(name, idSeen);
        idSeen = true;
        readId();
      }
      case "features" -> {
        requireFirst(name, features != null);
        readFeatures();
      }
      case "label" -> {
        requireFirst(name, labelSeen);
        labelSeen = true;
        readLabel();
      }
      default -> skip(name);
    }
  }

  private static void requireFirst(String name, boolean seen) throws InvalidPointException {
    if (seen) {
      throw new InvalidPointException(name + ": expected once, found a second time");
    }
  }

  private void readId() throws IOException, InvalidPointException {
    switch (parser.currentToken()) {
      case VALUE_NULL -> id = null;
      case VALUE_STRING, VALUE_NUMBER_INT -> id = PointIdCheck.require(parser.getText());
      default ->
          throw new InvalidPointException("id: expected text or an integer, found " + found());
    }
  }

  private void readLabel() throws IOException, InvalidPointException {
    JsonToken token = parser.currentToken();
    if (token.isStructStart() || (token.isNumeric() && parser.isNaN())) {
      throw new InvalidPointException(
          "label: expected a number, text, true or false, found " + found());
    }
    label = Label.read(token, parser);
  }

  private void readFeatures() throws IOException, InvalidPointException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new InvalidPointException("features: expected an array of numbers, found " + found());
    }
    double[] numbers = new double[expectedFeatures];
    int count = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      double number = finiteNumber(count);
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = number;
    }
    if (count == 0) {
      throw new InvalidPointException("features: expected at least one number, found none");
    }
    features = count == numbers.length ? numbers : Arrays.copyOf(numbers, count);
  }

  private double finiteNumber(int index) throws IOException, InvalidPointException {
    if (parser.currentToken().isNumeric()) {
      double number = parser.getDoubleValue();
      if (Double.isFinite(number)) {
        return number;
      }
    }
    throw new InvalidPointException(
        "features[" + index + "]: expected a finite number, found " + found());
  }

  /** Passes over a value that means nothing here, but must be JSON. */
  private void skip(String name) throws IOException, InvalidPointException {
    int depth = 0;
    while (true) {
      JsonToken token = parser.currentToken();
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN()) {
        throw new InvalidPointException(
            PrintableText.quoted(name)
                + ": expected JSON, which has no such number, found "
                + found());
      }
      if (depth == 0) {
        return;
      }
      parser.nextToken();
    }
  }

  /** Describes the current token as a person would. */
  private String found() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> PrintableText.quoted(parser.getText());
      default -> PrintableText.brief(parser.getText());
    };
  }
}
