package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Where a record of a journal came from, as its header {@value #HEADER} says: one text with spaces
 * between its parts, in the order of the components here, the last of which may be absent. It means
 * something on a journal only, where Gyre appends it last: whatever else a record bears under that
 * name was written by somebody else.
 *
 * @param kind what the record was merged as
 * @param topic the name of the topic that it came from
 * @param topicId the id of that topic
 * @param partition that it was on
 * @param offset that it had there
 * @param timestamp that it had there, in ms since the epoch
 * @param missed how many offsets before it were gone before they could be read
 * @param unusable why it can be nothing but a dead letter, since it was too large to be copied
 *     whole; null if it was not
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

  /** What a record was merged as. */
  public enum Kind {
    /** From the topic of the points. */
    POINT,
    /** From the topic of the labels. */
    LABEL
  }

  /** The header's key. */
  public static final String HEADER = "gyre-origin";

  private static final int PARTS = 7;

  /** As many characters as Kafka gives a topic's id, and allows its name. */
  private static final int MOST_OF_ID = 22;

  private static final int MOST_OF_NAME = 249;

  /** Reads a record's headers; null if they do not say, or not as Gyre writes it. */
  public static Origin of(Headers headers) {
    Header found = headers.lastHeader(HEADER);
    if (found == null || found.value() == null) {
      return null;
    }
    String[] parts = new String(found.value(), UTF_8).split(" ", PARTS + 1);
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

  /** No more can be lost before a record than lies before it. */
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
    StringBuilder text = new StringBuilder(80);
    text.append(kind).append(' ').append(topic).append(' ').append(topicId).append(' ');
    text.append(partition).append(' ').append(offset).append(' ').append(timestamp).append(' ');
    text.append(missed);
    if (unusable != null) {
      text.append(' ').append(unusable);
    }
    headers.add(HEADER, text.toString().getBytes(UTF_8));
  }
}
