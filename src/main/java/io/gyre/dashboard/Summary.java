package io.gyre.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;

/**
 * A learner at a glance.
 *
 * @param id its name, with {@code @partition} from partition 1 on
 * @param name its name
 * @param partition of points that it learns from
 * @param kind {@code network} or {@code logistic}
 * @param features D
 * @param hidden H, 0 for logistic
 * @param size how many parameters it has
 * @param step updates since the start
 * @param points predicted since the start
 * @param labelled learned from since the start
 * @param late since the start
 * @param early since the start
 * @param refused steps since the start
 * @param missed points that retention deleted unread
 * @param cost of the last window, or null
 * @param accuracy of the last window, or null
 * @param pointsPerSecond in the last window, in event time
 * @param windowEnd end of the last window, ms since the epoch; 0 when there was none
 * @param closed whether the last window is closed
 * @param settings as in the learners file
 */
record Summary(
    String id,
    String name,
    int partition,
    String kind,
    int features,
    int hidden,
    long size,
    long step,
    long points,
    long labelled,
    long late,
    long early,
    long refused,
    long missed,
    Double cost,
    Double accuracy,
    double pointsPerSecond,
    long windowEnd,
    boolean closed,
    ObjectNode settings) {

  private static final Metrics.Totals NOTHING = new Metrics.Totals(0, 0, 0, 0, 0, 0);

  /** The learner must have published parameters. */
  static Summary of(LearnerBoard learner) {
    Parameters p = learner.parameters();
    Metrics m = learner.metrics();
    Metrics.Totals totals = m == null ? NOTHING : m.totals();
    return new Summary(
        learner.id(),
        learner.key().learner(),
        learner.key().partition(),
        p.kind(),
        p.features(),
        p.hidden(),
        size(p),
        m == null ? p.step() : m.step(),
        totals.points(),
        totals.labelled(),
        totals.late(),
        totals.early(),
        totals.refused(),
        totals.missed(),
        m == null ? null : m.cost(),
        m == null ? null : m.accuracy(),
        m == null ? 0 : m.points() * 1000.0 / Math.max(1, m.windowEnd() - m.windowStart()),
        m == null ? 0 : m.windowEnd(),
        m != null && m.closed(),
        p.settings());
  }

  /** H·D + H + H + 1, for logistic D + 1. */
  private static long size(Parameters p) {
    long inputs = p.hidden() == 0 ? p.features() : p.hidden();
    return inputs + 1 + (long) p.hidden() * (p.features() + 1);
  }
}
