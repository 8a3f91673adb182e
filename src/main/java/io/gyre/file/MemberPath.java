package io.gyre.file;

import com.fasterxml.jackson.core.JsonStreamContext;
import java.util.List;

/** A member that is named by its path, as {@code meta.outcome}, in a record or its envelope. */
final class MemberPath {

  /** Returned for a place that is another. */
  static final int ELSEWHERE = -1;

  /** Where Kafka Connect and Debezium put the record itself: the path, and how deep it lies. */
  private record Envelope(String prefix, int depth) {}

  private static final List<Envelope> ENVELOPES =
      List.of(
          new Envelope("", 0),
          new Envelope("payload.", 1),
          new Envelope("after.", 1),
          new Envelope("payload.after.", 2));

  private final String path;

  /**
   * @param path null for a member that no record has
   */
  MemberPath(String path) {
    this.path = path;
  }

  /**
   * Returns how many envelopes a place in a record lies in, if it is this member's: 0 to 2; else
   * {@link #ELSEWHERE}.
   */
  int depth(JsonStreamContext place) {
    String name = place.getCurrentName();
    if (path == null || name == null || !path.endsWith(name)) {
      return ELSEWHERE;
    }
    String whole = of(place);
    for (Envelope envelope : ENVELOPES) {
      int prefix = envelope.prefix.length();
      if (whole.length() == prefix + path.length()
          && whole.startsWith(envelope.prefix)
          && whole.endsWith(path)) {
        return envelope.depth;
      }
    }
    return ELSEWHERE;
  }

  /** Returns the path of a place in a record. */
  static String of(JsonStreamContext place) {
    JsonStreamContext parent = place.getParent();
    String own = place.inArray() ? String.valueOf(place.getCurrentIndex()) : place.getCurrentName();
    return parent == null || parent.inRoot() ? own : of(parent) + "." + own;
  }
}
