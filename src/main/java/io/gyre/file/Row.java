package io.gyre.file;

import com.fasterxml.jackson.core.JsonToken;
import io.gyre.data.InvalidPointException;
import io.gyre.data.JsonWalk;
import io.gyre.data.RecordSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A row of a file, as the record that goes on the topic.
 *
 * @param number the row's line, counted from 1; of a row of several lines, its first
 * @param json a JSON object in UTF-8, at most {@value #MAX_BYTES} bytes; not shared with the reader
 * @param labelled whether it has a label that is not missing
 * @param key the record's key; null for none
 */
public record Row(long number, byte[] json, boolean labelled, String key) {

  /** A topic takes 1 MiB with Kafka's default settings, and a record has a few bytes around it. */
  public static final int MAX_BYTES = (1 << 20) - (1 << 10);

  /** As many as a learner has columns at most. */
  private static final int MOST_CELLS = 20_000;

  /** A row whose record has no key. */
  public Row(long number, byte[] json, boolean labelled) {
    this(number, json, labelled, null);
  }

  /** Returns this row with another key. */
  public Row withKey(String other) {
    return new Row(number, json, labelled, other);
  }

  /**
   * Makes a row that a topic takes.
   *
   * @throws InvalidPointException if its record is too long
   */
  static Row of(long number, byte[] json, boolean labelled) throws InvalidPointException {
    if (json.length > MAX_BYTES) {
      throw new InvalidPointException(
          "line %d: expected at most %,d bytes as a JSON record, found %,d"
              .formatted(number, MAX_BYTES, json.length));
    }
    return new Row(number, json, labelled);
  }

  /**
   * Returns the values by their paths, as {@code age}, {@code address.zip} or {@code features.0},
   * in their order, for a person to look at: the first {@value #MOST_CELLS}. A missing one is
   * empty. What lies at a path that is too long to be a field's is left out.
   */
  public Map<String, String> cells() {
    Map<String, String> cells = new LinkedHashMap<>();
    try (JsonWalk walk = new JsonWalk().open(json)) {
      for (JsonToken token = walk.next(); token != null; token = walk.next()) {
        String path = walk.path();
        if (path.length() > RecordSettings.MAX_PATH || cells.size() >= MOST_CELLS) {
          walk.json().skipChildren();
        } else if (token.isScalarValue()) {
          cells.put(path, token == JsonToken.VALUE_NULL ? "" : walk.json().getText());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A row is no JSON that its reader has checked", e);
    }
    return cells;
  }
}
