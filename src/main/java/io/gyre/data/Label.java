package io.gyre.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gyre.words.CellText;
import io.gyre.words.PrintableText;
import io.gyre.words.Utf8;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.stream.IntStream;

/**
 * A class in its original form: a number, text or a boolean. Labels are equal if their texts are:
 * 1, 1.0, 1e0 and "1" are one class, and so are true and "true". Only the methods below make
 * labels: they bring the text into its canonical form.
 */
@JsonDeserialize(using = Label.Json.class)
public record Label(String text, Form form) {

  /** The JSON form of a label, in which it is written again. */
  public enum Form {
    NUMBER,
    TEXT,
    BOOLEAN
  }

  /** The longest text of a label, in UTF-16 units. */
  public static final int MAX_LENGTH = 200;

  /** The most classes that there can be. */
  public static final int MAX_CLASSES = 1_000;

  public static final Label TRUE = new Label("true", Form.BOOLEAN);
  public static final Label FALSE = new Label("false", Form.BOOLEAN);

  private static final Label[] SMALL =
      IntStream.range(0, 256)
          .mapToObj(i -> new Label(Integer.toString(i), Form.NUMBER))
          .toArray(Label[]::new);

  public static Label of(long number) {
    return number >= 0 && number < SMALL.length
        ? SMALL[(int) number]
        : new Label(Long.toString(number), Form.NUMBER);
  }

  /** Returns the label of a JSON string; refuses one that is empty, too long or not well-formed. */
  public static Label ofText(String text) throws InvalidPointException {
    requireShort(text);
    if (text.isEmpty() || !Utf8.encodes(text)) {
      throw new InvalidPointException(
          "label: expected text of whole characters, found " + PrintableText.quoted(text));
    }
    return new Label(CellText.isNumber(text) ? canonical(text) : text, Form.TEXT);
  }

  /** Returns the label of a number of JSON's grammar. */
  public static Label ofNumber(String text) throws InvalidPointException {
    requireShort(text);
    return new Label(canonical(text), Form.NUMBER);
  }

  /**
   * Returns the label for a typed text: a number or a boolean if it has that form, else as {@link
   * #ofText} does.
   */
  @JsonCreator // Reads the names of a map's members; Json reads values.
  public static Label parse(String text) throws InvalidPointException {
    return switch (text) {
      case "true" -> TRUE;
      case "false" -> FALSE;
      default -> CellText.isNumber(text) ? ofNumber(text) : ofText(text);
    };
  }

  /** Reads a JSON value, null for null; refuses one that is not a label, or too long. */
  public static Label read(JsonToken token, JsonParser json)
      throws IOException, InvalidPointException {
    if (token.isStructStart() || token.isNumeric() && json.isNaN()) {
      throw new InvalidPointException(
          "label: expected a number, text, true or false, found " + JsonErrorText.found(json));
    }
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> TRUE;
      case VALUE_FALSE -> FALSE;
      case VALUE_STRING -> ofText(json.getText());
      case VALUE_NUMBER_INT ->
          json.getNumberType() == NumberType.INT
              ? of(json.getIntValue())
              : ofNumber(json.getText());
      default -> ofNumber(json.getText());
    };
  }

  private static void requireShort(String text) throws InvalidPointException {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidPointException(
          "label: expected at most %d characters, found %d, beginning with %s"
              .formatted(MAX_LENGTH, text.length(), PrintableText.quoted(text)));
    }
  }

  private static String canonical(String number) throws InvalidPointException {
    try {
      return CellText.canonical(number);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new InvalidPointException(
          "label: expected a number of an ordinary size, found " + PrintableText.brief(number), e);
    }
  }

  @JsonValue
  Object value() {
    return switch (form) {
      case NUMBER -> number();
      case BOOLEAN -> text.equals(TRUE.text);
      case TEXT -> text;
    };
  }

  static final class Json extends JsonDeserializer<Label> {

    @Override
    public Label deserialize(JsonParser json, DeserializationContext context) throws IOException {
      try {
        return read(json.currentToken(), json);
      } catch (InvalidPointException e) {
        throw JsonMappingException.from(json, e.getMessage(), e);
      }
    }
  }

  public boolean isNumber() {
    return CellText.isNumber(text);
  }

  /** Returns the value of a number; throws a {@link NumberFormatException} if it is none. */
  public BigDecimal number() {
    return new BigDecimal(text);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Label label && text.equals(label.text));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
