package io.gyre.dashboard;

import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import java.util.List;
import java.util.Map;

/**
 * What is known of one learner on one partition. Belongs to {@link DashboardState}, whose lock
 * guards it.
 */
final class FollowedLearner {

  private final LearnerKey key;
  private Parameters parameters;
  private Metrics metrics;
  private ScoreHistory history = new ScoreHistory();
  private RecentConfusion confusion = new RecentConfusion();
  private long parametersChange;
  private long metricsChange;

  FollowedLearner(LearnerKey key) {
    this.key = key;
  }

  /** The name of a learner on a page and in a path: its own, with {@code @partition} from 1 on. */
  static String id(String learner, int partition) {
    return partition == 0 ? learner : learner + "@" + partition;
  }

  /** Takes what the learner has learned by now; null when it was taken off the list. */
  void parameters(Parameters latest, long change) {
    parameters = latest;
    parametersChange = change;
  }

  /**
   * Takes the scores of a window. When the counts since the start fall, the learner was started
   * anew, and its past is another's.
   *
   * @return whether a tick does not tell all: the past was forgotten, or much has come at once
   * @throws IllegalArgumentException when points were scored without a cost or an accuracy, or a
   *     score is not finite
   */
  boolean metrics(Metrics latest, ChartMetricIndex curves, long change) {
    check(latest);
    boolean startedAnew = metrics != null && latest.totals().points() < metrics.totals().points();
    if (startedAnew) {
      history = new ScoreHistory();
      confusion = new RecentConfusion();
    }
    metrics = latest;
    metricsChange = change;
    if (latest.closed() && latest.cost() != null) {
      Metrics.Scores scores = latest.scores();
      double[] window = curves.values(scores.window());
      double[] faded = curves.values(scores.faded());
      history.add(
          new ScoreHistory.Score(
              latest.windowEnd(), window, faded, latest.labelled(), latest.totals().labelled()));
      confusion.add(latest.windowEnd(), confusionOf(scores.total()));
    }
    return startedAnew || history.hasMoreToTell();
  }

  /** Of scores; null if there is none, as with many classes. */
  static List<?> confusionOf(Map<String, Object> scores) {
    return scores.get("confusion") instanceof List<?> table ? table : null;
  }

  private static void check(Metrics metrics) {
    Metrics.Scores scores = metrics.scores();
    if (scores == null
        || scores.window() == null
        || scores.faded() == null
        || scores.total() == null) {
      throw new IllegalArgumentException("scores: expected window, faded, total, found " + scores);
    }
    List.of(scores.window(), scores.faded(), scores.total()).forEach(s -> finite("scores", s));
  }

  /** Refuses numbers that JSON cannot carry, in maps and tables too. */
  private static void finite(String name, Object value) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, part) -> finite(String.valueOf(key), part));
    } else if (value instanceof Iterable<?> list) {
      list.forEach(part -> finite(name, part));
    } else if (value instanceof Number number && !Double.isFinite(number.doubleValue())) {
      throw new IllegalArgumentException(name + ": expected a finite number, found " + value);
    }
  }

  String id() {
    return id(key.learner(), key.partition());
  }

  LearnerKey key() {
    return key;
  }

  /** Null as long as the learner has published nothing, or when it was taken off the list. */
  Parameters parameters() {
    return parameters;
  }

  /** The scores of the last window, or null. */
  Metrics metrics() {
    return metrics;
  }

  ScoreHistory history() {
    return history;
  }

  RecentConfusion confusion() {
    return confusion;
  }

  long metricsChange() {
    return metricsChange;
  }

  /** Whether anything of it changed after a change of the state. */
  boolean changedSince(long change) {
    return parametersChange > change || metricsChange > change;
  }
}
