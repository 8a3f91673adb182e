package io.gyre.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonErrorText;
import io.gyre.format.JsonWalk;
import io.gyre.words.CellText;
import io.gyre.words.PrintableText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads rows from lines of one JSON object each, which are passed on as they are. */
final class JsonRowReader extends RowReader {

  private static final int SAFE_DIGITS = 300; // with more an integer may be beyond a double

  private final String label; // path of the label; null without a label
  private final JsonWalk walk = new JsonWalk();
  private boolean begun;

  JsonRowReader(ByteInput in, LabelColumn label) {
    super(in, NO_CELLS);
    this.label = label.withoutHeader();
  }

  @Override
  Row read() throws IOException, InvalidPointException {
    byte[] line = nextBytes();
    if (line == null) {
      return null;
    }
    if (!begun && new String(line, StandardCharsets.UTF_8).stripLeading().startsWith("[")) {
      throw new GyreException(
          "expected one JSON object on each line, found a JSON array. Write its elements on a line"
              + " each: jq -c '.[]' FILE");
    }
    begun = true;
    return Row.of(lineNumber, line, labelled(line));
  }

  /** Tells whether there is a label; refuses anything but a JSON object within Gyre's limits. */
  private boolean labelled(byte[] line) throws InvalidPointException {
    boolean labelled = false;
    try {
      JsonParser json = walk.open(line);
      if (!walk.isObject()) {
        throw invalid("expected a JSON object on each line, found " + JsonErrorText.found(json));
      }
      for (JsonToken token = walk.next(); token != null; token = walk.next()) {
        requireFinite(json, token);
        labelled |= token.isScalarValue() && walk.isAt(label) && !isMissing(json, token);
      }
      if (!walk.isAtEnd()) {
        throw invalid("expected nothing after the JSON object, found " + JsonErrorText.found(json));
      }
      return labelled;
    } catch (IOException | IllegalStateException | IndexOutOfBoundsException e) {
      throw invalid(walk.reason(e).getMessage());
    }
  }

  private void requireFinite(JsonParser json, JsonToken token)
      throws IOException, InvalidPointException {
    boolean doubtful =
        token == JsonToken.VALUE_NUMBER_FLOAT
            || token == JsonToken.VALUE_NUMBER_INT && json.getTextLength() > SAFE_DIGITS;
    if (doubtful && !Double.isFinite(json.getDoubleValue())) {
      throw invalid(
          "field %s: expected a finite number, found %s"
              .formatted(PrintableText.quoted(walk.path()), PrintableText.brief(json.getText())));
    }
  }

  private static boolean isMissing(JsonParser json, JsonToken token) throws IOException {
    return token == JsonToken.VALUE_NULL
        || token == JsonToken.VALUE_STRING && CellText.isMissing(json.getText().strip());
  }

  @Override
  public String label() {
    return label;
  }
}
