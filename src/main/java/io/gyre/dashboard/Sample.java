package io.gyre.dashboard;

import java.util.Map;

/**
 * A point with what every learner said about it before learning from it.
 *
 * @param id the point's
 * @param features D finite numbers
 * @param label 0, 1 or {@link io.gyre.data.Point#UNLABELLED}
 * @param timestampMs event time, ms since the epoch
 * @param probabilities of label 1, by learner id
 */
record Sample(
    String id, double[] features, int label, long timestampMs, Map<String, Double> probabilities) {}
