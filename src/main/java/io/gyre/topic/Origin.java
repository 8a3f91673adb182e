package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Headers;

/**
 * The source of a journal's record. The header {@value #HEADER} holds it as text, with spaces
 * between the components here; the last may be absent. Only on a journal, where Gyre appends it
 * last, can it be trusted: anybody who writes a record may add a header of that name.
 *
 * @param timestamp in ms since the epoch
 * @param missed how many offsets before it were gone before they could be read
 * @param unusable why it can only be a dead letter: it was too large to be copied; null otherwise
 */
public record Origin(
    Kind kind,
    String topic,
    String topicId,
    int partition,
    long offset,
    long timestamp,
    long missed,
    String unusable) {

  /** The kind of a merged record: the topics of points and labels give one each. */
  public enum Kind {
    POINT,
    LABEL,
    /** A schema that records behind it name: the key is its id, the value its JSON. */
    SCHEMA
  }

  /** The header's key. */
  public static final String HEADER = "gyre-origin";

  private static final int PARTS = 7;
  private static final int MOST_OF_ID = 22; // the length of a topic's id
  private static final int MOST_OF_NAME = 249;

  /** Reads a record's headers; null if Gyre did not write the header, or it is absent. */
  public static Origin of(Headers headers) {
    String[] parts = PointHeaders.text(headers, HEADER).split(" ", PARTS + 1);
    if (parts.length < PARTS) {
      return null;
    }
    try {
      Origin origin =
          new Origin(
              Kind.valueOf(parts[0]),
              parts[1],
              parts[2],
              Integer.parseInt(parts[3]),
              Long.parseLong(parts[4]),
              Long.parseLong(parts[5]),
              Long.parseLong(parts[6]),
              parts.length > PARTS ? parts[PARTS] : null);
      return origin.isPossible() ? origin : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Tells whether all is in its range; no more records are missed than have lower offsets. */
  private boolean isPossible() {
    return topic.length() <= MOST_OF_NAME
        && topicId.length() <= MOST_OF_ID
        && partition >= 0
        && offset >= 0
        && offset < Long.MAX_VALUE
        && missed >= 0
        && missed <= offset;
  }

  /** Appends this to the headers of a record. */
  public void addTo(Headers headers) {
    String place = kind + " " + topic + " " + topicId + " " + partition + " " + offset;
    String rest = timestamp + " " + missed + (unusable == null ? "" : " " + unusable);
    headers.add(HEADER, (place + " " + rest).getBytes(UTF_8));
  }
}
