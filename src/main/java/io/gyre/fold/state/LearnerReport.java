package io.gyre.fold.state;

import io.gyre.fold.FoldReport;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.PointCounts;
import java.util.Map;

/**
 * The figures of one learner at one time, those since the last report among them. A score is a
 * number, or a map of numbers by class, or a table of them.
 *
 * @param settings what makes it what it is
 * @param step updates made since the start
 * @param refused updates refused since the start, because they would have made a number non-finite
 * @param labelled points learned from since the start, without those that came before
 * @param counts what came since the learner's start, without points that came before
 * @param windowSteps updates made since the last report
 * @param windowRefused updates refused since then
 * @param window the scores since then, by metric
 * @param faded the scores of all points, each counting 0.999 times what the next one does
 * @param total the scores of all points but those that came before
 * @param weights how much of its answers each other learner is, by name; below 0 where it says the
 *     contrary; empty unless it mixes others
 * @param digest {@link FoldReport#digest}; null unless this is a report
 * @param learned what it has learned; null unless this is a report, and enough was learned since it
 *     was told last
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
