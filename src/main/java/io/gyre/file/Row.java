package io.gyre.file;

import io.gyre.data.InvalidPointException;

/**
 * A row of a file, as the record that goes on the topic.
 *
 * @param number the row's line, counted from 1; of a row of several lines, its first
 * @param json a JSON object in UTF-8, at most {@value #MAX_BYTES} bytes; not shared with the reader
 * @param labelled whether it has a label that is not missing
 */
public record Row(long number, byte[] json, boolean labelled) {

  /** A topic takes 1 MiB with Kafka's default settings, and a record has a few bytes around it. */
  public static final int MAX_BYTES = (1 << 20) - (1 << 10);

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
}
