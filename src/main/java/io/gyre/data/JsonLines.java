package io.gyre.data;

import java.io.IOException;
import java.io.InputStream;

/** Reads points from {@link TextLines} that hold one {@link PointJson} object each. */
public final class JsonLines implements PointReader {

  private final PointJson json = new PointJson();
  private final TextLines lines;

  /**
   * @param in read from where it stands; closed by {@link #close}
   */
  public JsonLines(InputStream in) {
    lines = new TextLines(in);
  }

  @Override
  public Point next() throws IOException, InvalidPointException {
    byte[] line = lines.next();
    if (line == null) {
      return null;
    }
    try {
      return json.read(line);
    } catch (InvalidPointException e) {
      throw new InvalidPointException("line " + lines.number() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
