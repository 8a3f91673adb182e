package io.gyre.file;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads rows from lines that hold one JSON object each, which are passed on as they are. */
final class JsonRowReader implements RowReader {

  private final ByteInput in;
  private final TextLines lines;
  private final String label;
  private final JsonObjectCheck check;
  private boolean begun;

  /**
   * @param in read from where it stands; closed by {@link #close}
   * @param label the field of the label, as a path
   */
  JsonRowReader(ByteInput in, LabelColumn label) {
    this.in = in;
    this.label = label.withoutHeader();
    lines = new TextLines(in);
    check = new JsonObjectCheck(this.label);
  }

  @Override
  public Row next() throws IOException, InvalidPointException {
    byte[] line = lines.next();
    if (line == null) {
      return null;
    }
    LineText.requireText(line, lines.number());
    refuseArray(line);
    return Row.of(lines.number(), line, labelled(line));
  }

  private boolean labelled(byte[] line) throws InvalidPointException {
    try {
      return check.labelled(line);
    } catch (InvalidPointException e) {
      throw new InvalidPointException("line %d: %s".formatted(lines.number(), e.getMessage()), e);
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
  public List<String> columns() {
    return List.of();
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public long bytesRead() {
    return in.bytesRead();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
