package io.gyre.dashboard.state;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.topic.Prediction;
import java.util.Map;

/**
 * A point with what the learners said about it before learning from it.
 *
 * @param partition where it lies on the topic of the points
 * @param offset where it lies there
 * @param timeMs when it happened, ms since the epoch: as a field of it tells, else its record's
 *     timestamp
 * @param record its value, not modified
 * @param fields what was read of it; none if it cannot be read here
 * @param label its class; null if it has none, or none yet
 * @param predictions by learner id; of one that publishes them at least
 */
public record AnsweredPoint(
    int partition,
    long offset,
    long timeMs,
    byte[] record,
    Fields fields,
    Label label,
    Map<String, Prediction> predictions) {

  /** Roughly what it takes, in bytes. */
  long size() {
    return 200 + record.length + 40L * fields.size();
  }

  /** Names it among the points. */
  public String at() {
    return partition + "-" + offset;
  }
}
