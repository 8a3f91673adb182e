package io.gyre.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonErrorText;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.format.FieldPaths.FieldPath;
import io.gyre.format.FieldPaths.Role;
import io.gyre.format.RecordReader.Accepts;
import io.gyre.words.PrintableText;
import io.gyre.words.RecentTexts;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads records that are one JSON object each. Not thread-safe. */
final class JsonRecords extends TypedReader {

  /** Has its own factory, since a mapper enters itself into the one that it is given. */
  private static final ObjectMapper MAPPER = new ObjectMapper(PointJson.JSON.copy());

  private final RecentTexts texts = new RecentTexts();
  private final JsonWalk walk = new JsonWalk();
  private JsonParser parser;

  JsonRecords(RecordSettings settings, Accepts accepts) {
    super(settings, accepts);
  }

  @Override
  Point read(byte[] record, int begin, Schema schema, String message) throws InvalidPointException {
    byte[] value = begin == 0 ? record : Arrays.copyOfRange(record, begin, record.length);
    requireText(value);
    try {
      parser = walk.open(value);
      return readWhole(value);
    } catch (IOException | IllegalStateException | IndexOutOfBoundsException e) {
      throw walk.reason(e);
    }
  }

  private Point readWhole(byte[] value) throws IOException, InvalidPointException {
    requireObject("value", "a JSON object", walk.isObject());
    FieldPath root = begin();
    RowEnvelope envelope = walk.envelope;
    if (envelope == RowEnvelope.NONE) {
      readMembers(root, parser.currentName());
    } else {
      readWrapped(root, envelope.within);
    }
    if (!walk.isAtEnd()) {
      throw new InvalidPointException(
          "value: expected nothing after the JSON object, found " + found());
    }
    if (envelope == RowEnvelope.DELETION) {
      return null;
    }
    Point point = point();
    if (point == null) {
      throw new InvalidPointException("value: " + expected() + ", found " + names(value));
    }
    return point;
  }

  /** Reads the values of a record, each as the same value of JSON. */
  Point read(Map<String, ?> members) throws InvalidPointException {
    FieldPath root = begin();
    for (Map.Entry<String, ?> each : members.entrySet()) {
      readValue(root.member(each.getKey()), each.getValue());
    }
    Point point = point();
    if (point == null) {
      throw new InvalidPointException(
          "value: %s, found only %s".formatted(expected(), PrintableText.list(members.keySet())));
    }
    return point;
  }

  private void readValue(FieldPath at, Object value) throws InvalidPointException {
    visit(at);
    if (value == null) {
      readNothing(at);
    } else if (value instanceof String text) {
      readText(at, text);
    } else if (value instanceof Boolean truth) {
      readBoolean(at, truth);
    } else if (value instanceof Integer || value instanceof Long) {
      readInteger(at, ((Number) value).longValue());
    } else if (value instanceof BigInteger number) {
      readDecimal(at, new BigDecimal(number));
    } else if (value instanceof Number number) {
      readDouble(at, number.doubleValue());
    } else if (value instanceof List<?> elements) {
      readElements(at, elements);
    } else {
      throw invalid(at, "expected text, a number, true, false or a list");
    }
  }

  private void readElements(FieldPath array, List<?> elements) throws InvalidPointException {
    if (array.role != Role.FIELD && !array.leadsOn) {
      if (array.role != Role.NONE) {
        throw refused(array, "an array");
      }
      return;
    }
    for (int i = 0; i < elements.size(); i++) {
      readValue(array.element(i), elements.get(i));
    }
  }

  private void requireObject(String what, String expected, boolean object)
      throws IOException, InvalidPointException {
    if (!object) {
      throw new InvalidPointException(what + ": expected " + expected + ", found " + found());
    }
  }

  /** Reads an envelope: each member comes once, and leads to the row or is skipped. */
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
      readValue(object.member(name), parser.nextToken());
    }
  }

  private void readElements(FieldPath array) throws IOException, InvalidPointException {
    int index = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      readValue(array.element(index++), parser.currentToken());
    }
  }

  private void readValue(FieldPath at, JsonToken token) throws IOException, InvalidPointException {
    visit(at);
    switch (at.role) {
      case FIELD -> readField(at, token);
      case LABEL -> readLabel(at, token);
      case ID -> readId(at, token);
      case TIME -> readTime(at, token);
      case NONE -> {
        if (!at.leadsOn || token.isScalarValue()) {
          skip(at.path);
        } else {
          readField(at, token);
        }
      }
    }
  }

  private void readField(FieldPath at, JsonToken token) throws IOException, InvalidPointException {
    switch (token) {
      case START_OBJECT -> readMembers(at, parser.nextFieldName());
      case START_ARRAY -> readElements(at);
      case VALUE_NULL -> fields.add(at.path, Double.NaN, null);
      case VALUE_TRUE, VALUE_FALSE -> fields.add(at.path, Double.NaN, token.asString());
      case VALUE_STRING -> addText(at, text());
      default -> readNumber(at);
    }
  }

  private String text() throws IOException {
    return texts.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
  }

  private void readNumber(FieldPath at) throws IOException, InvalidPointException {
    if (at.category && !parser.isNaN()) {
      addCategory(at, parser.getText());
      return;
    }
    double number = parser.getDoubleValue();
    addNumber(at, number, Double.isFinite(number) ? null : parser.getText());
  }

  private void readLabel(FieldPath at, JsonToken token) throws IOException, InvalidPointException {
    if (token == JsonToken.VALUE_STRING) {
      setLabelText(at, text(), true);
      return;
    }
    try {
      label = Label.read(token, parser);
    } catch (InvalidPointException e) {
      throw named(at, e);
    }
  }

  private void readId(FieldPath at, JsonToken token) throws IOException, InvalidPointException {
    switch (token) {
      case VALUE_NULL -> {}
      case VALUE_STRING, VALUE_NUMBER_INT -> setId(at, parser.getText());
      default -> throw invalid(at, "expected text or an integer, found " + found());
    }
  }

  private void readTime(FieldPath at, JsonToken token) throws IOException, InvalidPointException {
    switch (token) {
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> setTime(at, parser.getText());
      case VALUE_NULL -> refuseNoTime(at, found());
      default -> throw notTime(at, found());
    }
  }

  /** Passes over a value, which must be JSON. */
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

  private String found() throws IOException {
    return JsonErrorText.found(parser);
  }

  private String names(byte[] value) throws IOException {
    JsonNode row = MAPPER.readTree(value);
    for (String member : walk.envelope.within) {
      row = row.get(member);
    }
    return row.isEmpty() ? "an empty object" : "only " + PrintableText.list(row::fieldNames);
  }
}
