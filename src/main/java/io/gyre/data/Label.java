package io.gyre.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * A class as it came: a number, text or a boolean.
 *
 * <p>Its identity is its canonical text: 1, 1.0, 1e0 and "1" are one class, and so are true and
 * "true". Two labels are equal if their texts are, however they came. Immutable.
 */
@JsonDeserialize(using = Label.Json.class)
public final class Label {

  /** How a label came, and how it is written to JSON again. */
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

  private static final Label[] SMALL = new Label[256];

  static {
    for (int i = 0; i < SMALL.length; i++) {
      SMALL[i] = new Label(Integer.toString(i), Form.NUMBER);
    }
  }

  private final String text;
  private final Form form;

  private Label(String text, Form form) {
    this.text = text;
    this.form = form;
  }

  /** Returns the label of a whole number. */
  public static Label of(long number) {
    return number >= 0 && number < SMALL.length
        ? SMALL[(int) number]
        : new Label(Long.toString(number), Form.NUMBER);
  }

  /** Returns true's or false's label. */
  public static Label of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /**
   * Returns the label of a JSON string.
   *
   * @throws InvalidPointException when it is empty, too long, or no well-formed text
   */
  public static Label ofText(String text) throws InvalidPointException {
    requireShort(text);
    if (text.isEmpty() || !Utf8.encodes(text)) {
      throw new InvalidPointException(
          "label: expected text of whole characters, found " + PrintableText.quoted(text));
    }
    return new Label(CellText.isNumber(text) ? canonical(text) : text, Form.TEXT);
  }

  /**
   * Returns the label of a JSON number.
   *
   * @param text of JSON's grammar
   * @throws InvalidPointException when it is too long
   */
  public static Label ofNumber(String text) throws InvalidPointException {
    requireShort(text);
    return new Label(canonical(text), Form.NUMBER);
  }

  /**
   * Returns the label that a person means: a number or a boolean if the text looks like one.
   *
   * @throws InvalidPointException when it is empty, too long, or no well-formed text
   */
  @JsonCreator // Of the names of a map's members; values are read by Json.
  public static Label parse(String text) throws InvalidPointException {
    if (text.equals(TRUE.text) || text.equals(FALSE.text)) {
      return text.equals(TRUE.text) ? TRUE : FALSE;
    }
    return CellText.isNumber(text) ? ofNumber(text) : ofText(text);
  }

  /**
   * Reads a JSON value.
   *
   * @param token a number, a string, a boolean or null
   * @return null for null
   * @throws InvalidPointException when it is too long, or no label
   */
  public static Label read(JsonToken token, JsonParser json)
      throws IOException, InvalidPointException {
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> TRUE;
      case VALUE_FALSE -> FALSE;
      case VALUE_STRING -> ofText(json.getText());
      case VALUE_NUMBER_INT ->
          json.getNumberType() == NumberType.INT
              ? of(json.getIntValue())
              : ofNumber(json.getText());
      case VALUE_NUMBER_FLOAT -> ofNumber(json.getText());
      default -> throw new InvalidPointException("label: expected a number, text, true or false");
    };
  }

  private static void requireShort(String text) throws InvalidPointException {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidPointException(
          String.format(
              "label: expected at most %d characters, found %d, beginning with %s",
              MAX_LENGTH, text.length(), PrintableText.quoted(text)));
    }
  }

  /** The same text for equal numbers. */
  private static String canonical(String number) throws InvalidPointException {
    try {
      return CellText.canonical(number);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new InvalidPointException(
          "label: expected a number of an ordinary size, found " + PrintableText.brief(number), e);
    }
  }

  /** The canonical text, which is the label's identity. */
  public String text() {
    return text;
  }

  /** Writes it as it came. */
  public void write(JsonGenerator json) throws IOException {
    switch (form) {
      case NUMBER -> json.writeNumber(text);
      case BOOLEAN -> json.writeBoolean(text.equals(TRUE.text));
      case TEXT -> json.writeString(text);
    }
  }

  /** Its JSON value: a number, text or a boolean. */
  @JsonValue
  Object value() {
    return switch (form) {
      case NUMBER -> number();
      case BOOLEAN -> text.equals(TRUE.text);
      case TEXT -> text;
    };
  }

  /** Reads a label as {@link #read} does. */
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

  public Form form() {
    return form;
  }

  /** Tells whether this is a number: only then can it be greater than another. */
  public boolean isNumber() {
    return CellText.isNumber(text);
  }

  /**
   * Returns the value of a number.
   *
   * @throws NumberFormatException when it is not a number
   */
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

  /** Returns the canonical text. */
  @Override
  public String toString() {
    return text;
  }
}
