package io.gyre.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads records that are one JSON object each. Not thread-safe. */
final class JsonRecords implements RecordFormat {

  /** A hint above this would let one huge record inflate the arrays of all that follow. */
  private static final int MAX_HINT = 1024;

  /** The array that alone makes the plain form. */
  private static final String FEATURES = "features";

  private final RecentTexts texts = new RecentTexts();
  private final PointBuilder point;
  private final JsonWalk walk = new JsonWalk();
  private JsonParser parser;

  /** The number of features of the last plain point; only a hint. */
  private int expectedFeatures = 2;

  JsonRecords(PointBuilder point) {
    this.point = point;
  }

  @Override
  public Point read(byte[] value) throws InvalidPointException {
    try (JsonWalk opened = walk.open(value)) {
      parser = opened.json();
      return whole(value);
    } catch (IOException | IllegalStateException | IndexOutOfBoundsException e) {
      throw walk.reason(e);
    } finally {
      parser = null;
    }
  }

  private Point whole(byte[] value) throws IOException, InvalidPointException {
    requireObject("value", "a JSON object", walk.isObject());
    FieldPath root = point.begin();
    JsonEnvelope envelope = walk.envelope();
    if (envelope == JsonEnvelope.NONE) {
      readMembers(root, parser.currentName());
    } else {
      readWrapped(root, envelope.within());
    }
    if (!walk.isAtEnd()) {
      throw new InvalidPointException(
          "value: expected nothing after the JSON object, found " + found());
    }
    if (envelope == JsonEnvelope.DELETION) {
      return null;
    }
    point.forgetMissing();
    if (!point.isComplete()) {
      throw new InvalidPointException("value: " + point.expected() + ", found " + names(value));
    }
    return point.point();
  }

  private void requireObject(String what, String expected, boolean object)
      throws IOException, InvalidPointException {
    if (!object) {
      throw new InvalidPointException(what + ": expected " + expected + ", found " + found());
    }
  }

  /** Reads an envelope: its members come once, and lead to the row or mean nothing. */
  private void readWrapped(FieldPath root, List<String> within)
      throws IOException, InvalidPointException {
    Set<String> seen = new HashSet<>();
    for (JsonToken token = walk.next(); token != null; token = walk.next()) {
      String name = parser.currentName();
      if (!seen.add(name)) {
        throw new InvalidPointException(
            PrintableText.brief(name) + ": expected once, found a second time");
      }
      int place = within.indexOf(name);
      if (place < 0) {
        skip(name);
      } else {
        requireObject(name, "an object", token == JsonToken.START_OBJECT);
        if (place == within.size() - 1) {
          readMembers(root, parser.nextFieldName());
        }
      }
    }
    for (String member : within) {
      if (!seen.contains(member)) {
        throw new InvalidPointException(member + ": expected an object, found no such field");
      }
    }
  }

  /** Reads an object's members from the first name on, which is null if it is empty. */
  private void readMembers(FieldPath object, String first)
      throws IOException, InvalidPointException {
    for (String name = first; name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      readValue(object.member(name), token);
    }
  }

  /** Reads an array's elements from one on that is not read yet. */
  private void readElements(FieldPath array, int from, JsonToken first)
      throws IOException, InvalidPointException {
    int index = from;
    for (JsonToken token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      readValue(array.element(index++), token);
    }
  }

  private void readValue(FieldPath at, JsonToken token) throws IOException, InvalidPointException {
    point.visit(at);
    switch (at.role) {
      case FIELD -> readField(at, token);
      case LABEL -> readLabel(at, token);
      case ID -> readId(at, token);
      case TIME -> readTime(at, token);
      case NONE -> {
        if (at.leadsOn && token.isStructStart()) {
          readNested(at, token);
        } else {
          skip(PrintableText.quoted(at.path));
        }
      }
    }
  }

  private void readNested(FieldPath at, JsonToken token) throws IOException, InvalidPointException {
    if (token == JsonToken.START_OBJECT) {
      readMembers(at, parser.nextFieldName());
    } else if (at.uniform && at.path.equals(FEATURES)) {
      readFeatures(at);
    } else {
      readElements(at, 0, parser.nextToken());
    }
  }

  private void readField(FieldPath at, JsonToken token) throws IOException, InvalidPointException {
    switch (token) {
      case START_OBJECT, START_ARRAY -> readNested(at, token);
      case VALUE_NULL -> point.addMissing(at);
      case VALUE_TRUE -> point.addBoolean(at, true);
      case VALUE_FALSE -> point.addBoolean(at, false);
      case VALUE_STRING -> point.addText(at, text());
      default -> readNumber(at, token);
    }
  }

  private String text() throws IOException {
    return texts.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
  }

  private void readNumber(FieldPath at, JsonToken token) throws IOException, InvalidPointException {
    if (!at.category) {
      point.addNumber(at, finiteNumber(at));
      return;
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN()) {
      throw PointBuilder.notFinite(at, parser.getText());
    }
    point.addCategory(at, parser.getText());
  }

  private double finiteNumber(FieldPath at) throws IOException, InvalidPointException {
    double number = parser.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw PointBuilder.notFinite(at, parser.getText());
    }
    return number;
  }

  /** Reads numbers without a look at their paths, as long as there is nothing else. */
  private void readFeatures(FieldPath at) throws IOException, InvalidPointException {
    double[] numbers = new double[expectedFeatures];
    int count = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      double number = token.isNumeric() ? parser.getDoubleValue() : Double.NaN;
      if (!Double.isFinite(number)) {
        point.addFeatures(at, numbers, count);
        readElements(at, count, token);
        return;
      }
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = number;
    }
    if (count > 0) {
      expectedFeatures = Math.min(count, MAX_HINT);
      point.setFeatures(at, count == numbers.length ? numbers : Arrays.copyOf(numbers, count));
    }
  }

  private void readLabel(FieldPath at, JsonToken token) throws IOException, InvalidPointException {
    if (token == JsonToken.VALUE_STRING) {
      point.setLabelText(at, text(), true);
      return;
    }
    if (token.isStructStart() || (token.isNumeric() && parser.isNaN())) {
      throw new InvalidPointException(
          PointBuilder.name(at) + ": expected a number, text, true or false, found " + found());
    }
    try {
      point.setLabel(Label.read(token, parser));
    } catch (InvalidPointException e) {
      throw PointBuilder.named(at, e);
    }
  }

  private void readId(FieldPath at, JsonToken token) throws IOException, InvalidPointException {
    switch (token) {
      case VALUE_NULL -> {}
      case VALUE_STRING, VALUE_NUMBER_INT -> point.setId(at, parser.getText());
      default ->
          throw new InvalidPointException(
              PointBuilder.name(at) + ": expected text or an integer, found " + found());
    }
  }

  private void readTime(FieldPath at, JsonToken token) throws IOException, InvalidPointException {
    switch (token) {
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          point.setTime(at, parser.getText());
      case VALUE_NULL -> point.refuseNoTime(at, found());
      default -> throw PointBuilder.notTime(at, found());
    }
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
            name + ": expected JSON, which has no such number, found " + found());
      }
      if (depth == 0) {
        return;
      }
      parser.nextToken();
    }
  }

  private String found() throws IOException {
    return JsonErrorText.found(parser);
  }

  /** Returns the names of the members that should have been fields, for a message. */
  private static String names(byte[] value) throws IOException {
    List<String> names = new ArrayList<>();
    try (JsonWalk again = new JsonWalk().open(value)) {
      while (again.next() != null) {
        if (again.level() == 0) {
          names.add(again.json().currentName());
        }
      }
    }
    return names.isEmpty()
        ? "an empty object"
        : "only " + PrintableText.sentence(String.join(", ", names));
  }
}
