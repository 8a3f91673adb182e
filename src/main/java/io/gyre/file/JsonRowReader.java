package io.gyre.file;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads rows from lines that hold one JSON object each, which are passed on as they are. */
final class JsonRowReader extends RowReader {

  private final String label;
  private final JsonObjectCheck check;
  private boolean begun;

  /**
   * @param in read from where it stands; closed by {@link #close}
   * @param label the field of the label, as a path
   */
  JsonRowReader(ByteInput in, LabelColumn label) {
    super(in, TextRows.NO_CELLS);
    this.label = label.withoutHeader();
    check = new JsonObjectCheck(this.label);
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

  private boolean labelled(byte[] line) throws InvalidPointException {
    try {
      return check.labelled(line);
    } catch (InvalidPointException e) {
      throw rows.invalid(e.getMessage());
    }
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
