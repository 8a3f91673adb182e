package io.gyre.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gyre.data.InvalidPointException;
import io.gyre.format.JsonWalk;
import io.gyre.format.RecordSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A row of a file, as a record for the topic.
 *
 * @param number the row's line, counted from 1; of a row of several lines, its first
 * @param json a JSON object in UTF-8, at most {@value #MAX_BYTES} bytes; not shared with the reader
 * @param labelled whether it has a label that is not missing
 */
public record Row(long number, byte[] json, boolean labelled) {

  /** A topic takes 1 MiB with Kafka's default settings, a few bytes of overhead included. */
  public static final int MAX_BYTES = (1 << 20) - (1 << 10);

  /** The largest number of values shown, equal to a learner's largest number of columns. */
  private static final int MOST_CELLS = 20_000;

  /** Makes a row; refuses one whose record no topic takes. */
  static Row of(long number, byte[] json, boolean labelled) throws InvalidPointException {
    if (json.length > MAX_BYTES) {
      throw new InvalidPointException(
          "line %d: expected at most %,d bytes as a JSON record, found %,d"
              .formatted(number, MAX_BYTES, json.length));
    }
    return new Row(number, json, labelled);
  }

  /**
   * Returns the first {@value #MOST_CELLS} values by their paths, for a person to look at. A
   * missing one is empty; a value whose path is too long for a field is left out.
   */
  public Map<String, String> cells() {
    Map<String, String> cells = new LinkedHashMap<>();
    JsonWalk walk = new JsonWalk();
    try (JsonParser parser = walk.open(json)) {
      for (JsonToken token = walk.next(); token != null; token = walk.next()) {
        String path = walk.path();
        if (path.length() > RecordSettings.MAX_PATH || cells.size() >= MOST_CELLS) {
          parser.skipChildren();
        } else if (token.isScalarValue()) {
          cells.put(path, token == JsonToken.VALUE_NULL ? "" : parser.getText());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A row is no JSON that its reader has checked", e);
    }
    return cells;
  }
}
