package io.gyre.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.util.regex.Pattern;

/** Words the errors of the JSON parser for a person. */
public final class JsonErrorText {

  /** Advice to programmers, in the midst of the parser's message about the input. */
  private static final Pattern ADVICE =
      Pattern.compile(
          ": enable `[^`]*` to allow" // after a leading plus sign
              + "| \\(consider enabling .*" // after a record separator, to the end
              + "| \\(or 'NaN'[^)]*\\)"
              + "| \\(start marker at .*"
              + "| \\(for \\w+ starting at \\[Source: [^\\]]*\\]\\)"
              + "|, from `[^`]*`"
              + "| \\(code \\d+(?: / 0x[0-9a-f]+)?\\)"
              + "| \\(not recognized as one since [^)]*\\)");

  private JsonErrorText() {}

  /**
   * Returns the reason, with the position where it is known, after what was read before the record.
   * A bug of the parser must fail only the record, not the stream.
   */
  public static InvalidPointException reason(Exception fault, long before) {
    String reason = "the JSON parser failed on it";
    if (fault instanceof JsonEOFException e) {
      reason = "expected JSON, found its end too early" + near(e, before);
    } else if (fault instanceof JacksonException e) {
      String limits = e instanceof StreamConstraintsException ? " within Gyre's limits" : "";
      reason = "expected JSON" + limits + ", found: " + said(e) + near(e, before);
    } else if (fault instanceof IOException) {
      String message = String.valueOf(fault.getMessage());
      reason = "expected JSON, found: " + PrintableText.sentence(message);
    }
    return new InvalidPointException("value: " + reason, fault);
  }

  /** Returns the error in the input, as a part of a message. */
  public static String said(JacksonException fault) {
    return PrintableText.sentence(ADVICE.matcher(fault.getOriginalMessage()).replaceAll(""));
  }

  /** Describes the current token as a person would. */
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
    long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
    return at < 0 ? "" : " (near byte " + (at - before) + ")";
  }
}
