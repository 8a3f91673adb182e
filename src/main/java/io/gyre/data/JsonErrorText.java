package io.gyre.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.regex.Pattern;

/** Says in a person's words what the JSON parser objects to. */
public final class JsonErrorText {

  /** Advice to whoever programs the parser, in the midst of what it says about the input. */
  private static final Pattern ADVICE =
      Pattern.compile(
          ": enable `[^`]*` to allow" // after a leading plus sign
              + "| \\(consider enabling .*" // after a record separator, to the end
              + "| \\(or 'NaN'[^)]*\\)" // these are recognised so as to be refused
              + "| \\(start marker at .*"
              + "| \\(for \\w+ starting at \\[Source: [^\\]]*\\]\\)"
              + "|, from `[^`]*`"
              + "| \\(code \\d+(?: / 0x[0-9a-f]+)?\\)"
              + "| \\(not recognized as one since [^)]*\\)");

  private JsonErrorText() {}

  /**
   * Returns the reason, with the position where it is known. A bug of the parser must cost the
   * record that met it, not the stream.
   *
   * @param fault what the parser threw
   * @param before how many bytes that the parser has read lie before the record
   */
  static InvalidPointException reason(Exception fault, long before) {
    return new InvalidPointException("value: " + described(fault, before), fault);
  }

  private static String described(Exception fault, long before) {
    if (!(fault instanceof IOException)) {
      return "the JSON parser failed on it";
    }
    if (fault instanceof JsonEOFException e) {
      return "expected JSON, found its end too early" + near(e, before);
    }
    if (fault instanceof StreamConstraintsException e) {
      return "expected JSON within Gyre's limits, found: " + said(e) + near(e, before);
    }
    if (fault instanceof JacksonException e) {
      return "expected JSON, found: " + said(e) + near(e, before);
    }
    return "expected JSON, found: " + PrintableText.sentence(String.valueOf(fault.getMessage()));
  }

  /** Returns what is wrong with the input, fit to stand in a message, without any position. */
  public static String said(JacksonException fault) {
    return PrintableText.sentence(ADVICE.matcher(fault.getOriginalMessage()).replaceAll(""));
  }

  /** Describes the present token as a person would. */
  public static String found(JsonParser parser) throws IOException {
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

  /** The parser has often read on by a byte or two: hence near. */
  private static String near(JacksonException e, long before) {
    boolean known = e.getLocation() != null && e.getLocation().getByteOffset() >= 0;
    return known ? " (near byte " + (e.getLocation().getByteOffset() - before) + ")" : "";
  }
}
