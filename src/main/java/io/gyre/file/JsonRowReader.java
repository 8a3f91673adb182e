package io.gyre.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gyre.GyreException;
import io.gyre.data.CellText;
import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonErrorText;
import io.gyre.data.JsonWalk;
import io.gyre.data.PrintableText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads rows from lines that hold one JSON object each, which are passed on as they are. */
final class JsonRowReader extends RowReader {

  /** Beyond so many digits an integer may be more than a double can be. */
  private static final int SAFE_DIGITS = 300;

  private final String label;
  private final JsonWalk walk = new JsonWalk();
  private boolean begun;

  /**
   * @param in read from where it stands; closed by {@link #close}
   * @param label the field of the label, as a path
   */
  JsonRowReader(ByteInput in, LabelColumn label) {
    super(in, TextRows.NO_CELLS);
    this.label = label.withoutHeader();
  }

  @Override
  Row read() throws IOException, InvalidPointException {
    byte[] line = rows.next();
    if (line == null) {
      return null;
    }
    refuseArray(line);
    return Row.of(rows.line(), line, labelled(line));
  }

  /** Tells whether there is a label; refuses what is no JSON object within Gyre's limits. */
  private boolean labelled(byte[] line) throws InvalidPointException {
    boolean labelled = false;
    try (JsonWalk opened = walk.open(line)) {
      JsonParser json = opened.json();
      if (!walk.isObject()) {
        throw rows.invalid(
            "expected a JSON object on each line, found " + JsonErrorText.found(json));
      }
      for (JsonToken token = walk.next(); token != null; token = walk.next()) {
        if (token.isScalarValue()) {
          requireFinite(token);
          labelled |= walk.isAt(label) && !isMissing(json, token);
        }
      }
      if (!walk.isAtEnd()) {
        throw rows.invalid(
            "expected nothing after the JSON object, found " + JsonErrorText.found(json));
      }
      return labelled;
    } catch (IOException | IllegalStateException | IndexOutOfBoundsException e) {
      throw rows.invalid(walk.reason(e).getMessage());
    }
  }

  private void requireFinite(JsonToken token) throws IOException, InvalidPointException {
    JsonParser json = walk.json();
    boolean doubtful =
        token == JsonToken.VALUE_NUMBER_FLOAT
            || token == JsonToken.VALUE_NUMBER_INT && json.getTextLength() > SAFE_DIGITS;
    if (doubtful && !Double.isFinite(json.getDoubleValue())) {
      throw rows.invalid(
          "field %s: expected a finite number, found %s"
              .formatted(PrintableText.quoted(walk.path()), PrintableText.brief(json.getText())));
    }
  }

  private static boolean isMissing(JsonParser json, JsonToken token) throws IOException {
    return token == JsonToken.VALUE_NULL
        || token == JsonToken.VALUE_STRING && CellText.isMissing(json.getText().strip());
  }

  /** A file that is one array has no row at all. */
  private void refuseArray(byte[] line) {
    String text = new String(line, 0, Math.min(line.length, 80), StandardCharsets.UTF_8);
    if (!begun && text.stripLeading().startsWith("[")) {
      throw new GyreException(
          "expected one JSON object on each line, found a JSON array. Write its elements on a line"
              + " each: jq -c '.[]' FILE");
    }
    begun = true;
  }

  @Override
  public String label() {
    return label;
  }
}
