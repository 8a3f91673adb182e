package io.gyre.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gyre.data.CellText;
import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonErrorText;
import io.gyre.data.PointJson;
import io.gyre.data.PrintableText;
import java.io.IOException;

/** Checks that a line is a JSON object within Gyre's limits, and whether it has a label. */
final class JsonObjectCheck {

  /** Beyond so many digits an integer may be more than a double can be. */
  private static final int SAFE_DIGITS = 300;

  private final MemberPath label;

  /**
   * @param label a path such as {@code outcome} or {@code meta.outcome}; null for none
   */
  JsonObjectCheck(String label) {
    this.label = new MemberPath(label);
  }

  /**
   * Tells whether the object has a label that is not missing.
   *
   * @throws InvalidPointException if it is no such object
   */
  boolean labelled(byte[] json) throws InvalidPointException {
    try (JsonParser parser = PointJson.JSON.createParser(json)) {
      return labelled(parser);
    } catch (IOException e) {
      throw JsonErrorText.reason(e);
    } catch (IllegalStateException | IndexOutOfBoundsException e) {
      // A bug of the parser must cost the line that met it, not the file.
      throw new InvalidPointException("value: the JSON parser failed on it", e);
    }
  }

  private boolean labelled(JsonParser parser) throws IOException, InvalidPointException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new InvalidPointException(
          "expected a JSON object on each line, found " + JsonErrorText.found(parser));
    }
    boolean labelled = false;
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token.isScalarValue()) {
        requireFinite(parser, token);
        labelled |= isLabel(parser) && !isMissing(parser, token);
      }
    }
    if (parser.nextToken() != null) {
      throw new InvalidPointException(
          "expected nothing after the JSON object, found " + JsonErrorText.found(parser));
    }
    return labelled;
  }

  private static void requireFinite(JsonParser parser, JsonToken token)
      throws IOException, InvalidPointException {
    boolean doubtful =
        token == JsonToken.VALUE_NUMBER_FLOAT
            || token == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() > SAFE_DIGITS;
    if (doubtful && !Double.isFinite(parser.getDoubleValue())) {
      throw new InvalidPointException(
          "field %s: expected a finite number, found %s"
              .formatted(
                  PrintableText.quoted(MemberPath.of(parser.getParsingContext())),
                  PrintableText.brief(parser.getText())));
    }
  }

  private boolean isLabel(JsonParser parser) {
    return label.depth(parser.getParsingContext()) != MemberPath.ELSEWHERE;
  }

  private static boolean isMissing(JsonParser parser, JsonToken token) throws IOException {
    return token == JsonToken.VALUE_NULL
        || token == JsonToken.VALUE_STRING && CellText.isMissing(parser.getText().strip());
  }
}
