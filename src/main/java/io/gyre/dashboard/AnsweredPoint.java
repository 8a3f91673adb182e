package io.gyre.dashboard;

import io.gyre.data.Label;
import io.gyre.topic.Prediction;
import java.util.Map;

/**
 * A point with what every learner said about it before learning from it.
 *
 * @param features D finite numbers
 * @param label its class; null if it has none
 * @param predictions by learner id
 */
record AnsweredPoint(double[] features, Label label, Map<String, Prediction> predictions) {}
