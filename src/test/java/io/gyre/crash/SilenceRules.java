package io.gyre.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What must become of points of one partition, and of labels among them, where silence is a label:
 * written down without anything of the fold. The times of points never fall. Not thread-safe.
 */
final class SilenceRules {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** So many points are learned after a record at most. */
  private static final int MOST = 100;

  private enum State {
    POINT,
    LABEL,
    DONE,
    SILENT
  }

  private record Known(State state, String label, long since) {}

  private final long waitMs;
  private final String silence;
  private final boolean learnTooLate;

  /** Points and labels that wait, and ids that are remembered, each from the oldest on. */
  private final Map<String, Known> waiting = new LinkedHashMap<>();

  private final Map<String, Known> remembered = new LinkedHashMap<>();
  private final Map<String, Long> counts = new HashMap<>();
  private long time;
  private long refused;

  SilenceRules(long waitMs, String silence, boolean learnTooLate) {
    this.waitMs = waitMs;
    this.silence = silence;
    this.learnTooLate = learnTooLate;
  }

  private static JsonNode json(ConsumerRecord<byte[], byte[]> record) {
    try {
      return JSON.readTree(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isPoint(ConsumerRecord<byte[], byte[]> record) {
    return json(record).has("x");
  }

  void add(ConsumerRecord<byte[], byte[]> record) {
    String id = json(record).get("id").asText();
    if (isPoint(record)) {
      time = record.timestamp();
      point(id);
    } else if (!label(id, json(record).get("label").asText())) {
      refused++;
      return;
    }
    endWaits();
  }

  private void point(String id) {
    Known known = waiting.get(id);
    if (known == null) {
      waiting.put(id, new Known(State.POINT, null, time));
    } else {
      count("matched");
      done(id, known.label);
    }
  }

  /** Returns whether the label is taken. */
  private boolean label(String id, String label) {
    Known known = waiting.getOrDefault(id, remembered.get(id));
    if (known == null) {
      waiting.put(id, new Known(State.LABEL, label, time));
      return true;
    }
    if (known.state == State.POINT) {
      count("matched");
      done(id, label);
      return true;
    }
    if (known.state != State.SILENT || known.label.equals(label)) {
      count(known.label.equals(label) ? "repeated" : "corrections");
      return false;
    }
    count("tooLate");
    if (learnTooLate) {
      count("learnedTooLate");
      done(id, label);
    }
    return learnTooLate;
  }

  private void done(String id, String label) {
    waiting.remove(id);
    remembered.remove(id);
    remembered.put(id, new Known(State.DONE, label, time));
  }

  private void endWaits() {
    int learned = 0;
    for (Iterator<String> ids = waiting.keySet().iterator(); ids.hasNext() && learned < MOST; ) {
      String id = ids.next();
      Known known = waiting.get(id);
      if (time - known.since <= waitMs) {
        break;
      }
      ids.remove();
      if (known.state == State.POINT) {
        learned++;
        count("silent");
        remembered.put(id, new Known(State.SILENT, silence, time));
      } else {
        count("unmatched");
      }
    }
    remembered.values().removeIf(known -> time - known.since > waitMs);
  }

  private void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  /** So many records must be dead letters. */
  long refused() {
    return refused;
  }

  /** What must be counted, by the names of the metrics. */
  Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>(counts);
    for (String name :
        new String[] {
          "matched", "repeated", "corrections", "unmatched", "silent", "tooLate", "learnedTooLate"
        }) {
      all.putIfAbsent(name, 0L);
    }
    long labels = waiting.values().stream().filter(known -> known.state == State.LABEL).count();
    all.put("waitingLabels", labels);
    all.put("waiting", waiting.size() - labels);
    return all;
  }
}
