package io.gyre.fold.state;

import io.gyre.fold.FoldReport;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.PointCounts;
import java.util.Map;

/**
 * The figures of one learner at one time. A score is a number, a map of numbers by class, or a
 * table of them.
 *
 * @param step updates made since the start
 * @param refused updates refused since the start, as they would have made a number non-finite
 * @param labelled points learned from since the start, without repeated ones
 * @param counts points since the learner's start, without repeated ones
 * @param windowSteps updates made since the last report
 * @param windowRefused updates refused since then
 * @param window the scores since then, by metric
 * @param faded the scores of all points, each counting 0.999 times what the next one does
 * @param total the scores of all points but repeated ones
 * @param weights the share of each other learner in its answers, by name; below 0 for an inverted
 *     one; empty unless it mixes others
 * @param digest {@link FoldReport#digest}; null unless this is a report
 * @param learned null unless this is a report, and enough was learned since the last one that had
 *     it
 */
public record LearnerReport(
    LearnerSettings settings,
    long step,
    long refused,
    long labelled,
    PointCounts counts,
    long windowSteps,
    long windowRefused,
    Map<String, Object> window,
    Map<String, Object> faded,
    Map<String, Object> total,
    Map<String, Double> weights,
    String digest,
    LearnedParameters learned) {}
