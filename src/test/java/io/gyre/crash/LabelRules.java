package io.gyre.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.topic.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What must become of points and labels that come in this order, written down without anything of
 * the fold. Not thread-safe.
 */
final class LabelRules {

  private static final String POINT = "point";
  private static final String LABEL = "label ";
  private static final String DONE = "done ";

  private final ObjectMapper json = new ObjectMapper();

  /** By id, what is known of it. */
  private final Map<String, String> known = new HashMap<>();

  /** By id, the offset of its point. */
  private final Map<String, Long> came = new HashMap<>();

  /** The points that were learned, in the order of their labels. */
  final List<Learned> all = new ArrayList<>();

  /** The offset of the present record. */
  private long offset;

  /**
   * A point that was learned.
   *
   * @param point the offset at which it was predicted
   * @param label that of the record with which it was learned
   */
  record Learned(long point, long label) {}

  /** So many records were points, and are predicted. */
  long points;

  /** So many points were learned. */
  long learned;

  long matched;
  long before;
  long repeated;
  long corrections;
  long sameId;

  /** Reads a journal. */
  LabelRules(List<ConsumerRecord<byte[], byte[]>> journal) throws IOException {
    for (ConsumerRecord<byte[], byte[]> record : journal) {
      offset = record.offset();
      if (record.value() != null) {
        JsonNode value = json.readTree(record.value());
        String id = value.get("id").asText();
        String label = value.has("label") ? value.get("label").asText() : null;
        if (Origin.of(record.headers()).kind() == Origin.Kind.LABEL) {
          label(id, label);
        } else if (label == null) {
          point(id);
        } else {
          labelledPoint(id, label);
        }
      }
    }
  }

  private void label(String id, String label) {
    String state = known.get(id);
    if (state == null) {
      known.put(id, LABEL + label);
    } else if (state.equals(POINT)) {
      match(id, label);
    } else {
      second(state, label);
    }
  }

  private void match(String id, String label) {
    matched++;
    learn(id, label);
  }

  private void learn(String id, String label) {
    learned++;
    all.add(new Learned(came.getOrDefault(id, offset), offset));
    known.put(id, DONE + label);
  }

  private void second(String state, String label) {
    boolean same = state.endsWith(" " + label);
    repeated += same ? 1 : 0;
    corrections += same ? 0 : 1;
  }

  private void point(String id) {
    points++;
    String state = known.get(id);
    if (state == null) {
      known.put(id, POINT);
      came.put(id, offset);
    } else if (state.startsWith(LABEL)) {
      before++;
      match(id, state.substring(LABEL.length()));
    } else {
      sameId++;
    }
  }

  private void labelledPoint(String id, String label) {
    String state = known.get(id);
    if (state == null) {
      points++;
      learn(id, label);
    } else if (state.equals(POINT)) {
      match(id, label);
    } else if (state.equals(LABEL + label)) {
      points++;
      before++;
      match(id, label);
    } else {
      second(state, label);
    }
  }

  /** So many points wait. */
  long waiting() {
    return known.values().stream().filter(POINT::equals).count();
  }

  /** So many labels wait. */
  long waitingLabels() {
    return known.values().stream().filter(state -> state.startsWith(LABEL)).count();
  }

  long refused() {
    return repeated + corrections;
  }
}
