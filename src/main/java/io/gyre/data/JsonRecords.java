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
  private JsonParser parser;

  /** The number of features of the last plain point; only a hint. */
  private int expectedFeatures = 2;

  /** A first member's name that no envelope has: most likely the next record's, too. */
  private String ordinary = "id";

  JsonRecords(PointBuilder point) {
    this.point = point;
  }

  @Override
  public Point read(byte[] value) throws InvalidPointException {
    try (JsonParser json = PointJson.JSON.createParser(value)) {
      parser = json;
      return whole(value);
    } catch (IOException e) {
      throw JsonErrorText.reason(e);
    } catch (IllegalStateException | IndexOutOfBoundsException e) {
      // A bug of the parser must cost the record that met it, not the stream.
      throw new InvalidPointException("value: the JSON parser failed on it", e);
    } finally {
      parser = null;
    }
  }

  private Point whole(byte[] value) throws IOException, InvalidPointException {
    requireObject("value", "a JSON object", parser.nextToken());
    FieldPath root = point.begin();
    String first = parser.nextFieldName();
    JsonEnvelope envelope = envelope(value, first);
    if (envelope == JsonEnvelope.NONE) {
      readMembers(root, first);
    } else {
      readWrapped(first, root, envelope.within());
    }
    if (parser.nextToken() != null) {
      throw new InvalidPointException(
          "value: expected nothing after the JSON object, found " + found());
    }
    if (envelope == JsonEnvelope.DELETION) {
      return null;
    }
    point.forgetMissing();
    if (!point.isComplete()) {
      throw new InvalidPointException(
          "value: " + point.expected() + ", found " + names(value, envelope));
    }
    return point.point();
  }

  /** Looks at the record a first time, but only if its first member is one of an envelope. */
  private JsonEnvelope envelope(byte[] value, String first) throws IOException {
    if (first == null || first.equals(ordinary)) {
      return JsonEnvelope.NONE;
    }
    if (!JsonEnvelope.isPossible(first)) {
      ordinary = first;
      return JsonEnvelope.NONE;
    }
    try (JsonParser look = PointJson.JSON.createParser(value)) {
      look.nextToken();
      return JsonEnvelope.read(look);
    }
  }

  /** Reads an envelope's members from the first name on; with nothing within, all are skipped. */
  private void readWrapped(String first, FieldPath root, List<String> within)
      throws IOException, InvalidPointException {
    Set<String> seen = new HashSet<>();
    for (String name = first; name != null; name = parser.nextFieldName()) {
      if (!seen.add(name)) {
        throw new InvalidPointException(
            PrintableText.brief(name) + ": expected once, found a second time");
      }
      JsonToken token = parser.nextToken();
      if (within.isEmpty() || !name.equals(within.get(0))) {
        skip(name);
        continue;
      }
      requireObject(name, "an object", token);
      List<String> deeper = within.subList(1, within.size());
      if (deeper.isEmpty()) {
        readMembers(root, parser.nextFieldName());
      } else {
        readWrapped(parser.nextFieldName(), root, deeper);
      }
    }
    if (!within.isEmpty() && !seen.contains(within.get(0))) {
      throw new InvalidPointException(within.get(0) + ": expected an object, found no such field");
    }
  }

  private void requireObject(String what, String expected, JsonToken token)
      throws IOException, InvalidPointException {
    if (token != JsonToken.START_OBJECT) {
      throw new InvalidPointException(what + ": expected " + expected + ", found " + found());
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
    } else {
      readElements(at, 0, parser.nextToken());
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

  private void readField(FieldPath at, JsonToken token) throws IOException, InvalidPointException {
    switch (token) {
      case START_OBJECT -> readMembers(at, parser.nextFieldName());
      case START_ARRAY -> {
        if (at.uniform && at.path.equals(FEATURES)) {
          readFeatures(at);
        } else {
          readElements(at, 0, parser.nextToken());
        }
      }
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
  private static String names(byte[] value, JsonEnvelope envelope) throws IOException {
    List<String> names = new ArrayList<>();
    try (JsonParser json = PointJson.JSON.createParser(value)) {
      json.nextToken();
      for (String member : envelope.within()) {
        while (!member.equals(json.nextFieldName())) {
          json.nextToken(); // It is there, because the record was read.
          json.skipChildren();
        }
        json.nextToken();
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        names.add(name);
        json.nextToken();
        json.skipChildren();
      }
    }
    return names.isEmpty()
        ? "an empty object"
        : "only " + PrintableText.sentence(String.join(", ", names));
  }
}
