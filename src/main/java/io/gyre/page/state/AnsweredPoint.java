package io.gyre.page.state;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.topic.Prediction;
import java.util.Map;

/**
 * A point with the predictions that were made before its label was learned.
 *
 * @param partition of the points topic
 * @param timeMs its event time, ms since the epoch
 * @param fields empty if the record cannot be read here
 * @param label its class; null if it has none yet
 * @param predictions by learner id, at least one
 */
public record AnsweredPoint(
    int partition,
    long offset,
    long timeMs,
    byte[] record,
    Fields fields,
    Label label,
    Map<String, Prediction> predictions) {

  /** Its approximate size in bytes. */
  long size() {
    return 200 + record.length + 40L * fields.size();
  }

  /** Returns its id, as in its predictions. */
  String id() {
    return predictions.values().iterator().next().id();
  }

  AnsweredPoint with(Label late) {
    return new AnsweredPoint(partition, offset, timeMs, record, fields, late, predictions);
  }

  /** Its name among the points, {@code partition-offset}. */
  public String at() {
    return partition + "-" + offset;
  }
}
