package io.gyre.dashboard;

import io.gyre.data.Label;
import io.gyre.topic.Prediction;
import java.util.Map;

/**
 * A point with what every learner said about it before learning from it.
 *
 * @param id the point's
 * @param features D finite numbers
 * @param label its class; null if it has none
 * @param timestampMs event time, ms since the epoch
 * @param predictions by learner id
 */
record AnsweredPoint(
    String id,
    double[] features,
    Label label,
    long timestampMs,
    Map<String, Prediction> predictions) {}
