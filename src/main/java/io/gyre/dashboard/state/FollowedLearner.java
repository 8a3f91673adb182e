package io.gyre.dashboard.state;

import io.gyre.topic.LearnerKey;
import io.gyre.topic.LearnerPreview;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of one learner on one partition. Belongs to {@link DashboardState}, whose lock
 * guards it.
 */
public final class FollowedLearner {

  private static final String CONFUSION = "confusion";

  private final LearnerKey key;
  private Parameters parameters;
  private Metrics metrics;

  /** As its fold has them; null if that is not here. */
  private LearnerPreview open;

  private ScoreHistory history = new ScoreHistory();
  private RecentConfusion confusion = new RecentConfusion();
  private long change;

  /** The points of which {@link #confusion} was told last. */
  private long confused;

  FollowedLearner(LearnerKey key) {
    this.key = key;
  }

  /** The name of a learner on a page and in a path: its own, with {@code @partition} from 1 on. */
  public static String id(String learner, int partition) {
    return partition == 0 ? learner : learner + "@" + partition;
  }

  public static String id(LearnerKey key) {
    return id(key.learner(), key.partition());
  }

  /** Takes what the learner has learned by now; null when it was taken off the list. */
  public void parameters(Parameters latest, long now) {
    parameters = latest;
    change = now;
    if (latest == null) {
      open = null;
    }
  }

  /** Takes how it stands between two reports; null if its fold no longer has it. */
  void open(LearnerPreview latest, long now) {
    if (latest == null || !latest.equals(open)) {
      open = latest;
      change = now;
      if (latest != null) {
        confuse(latest.metrics());
      }
    }
  }

  /**
   * Takes the scores of a window. When the counts since the start fall, the learner was started
   * anew, and its past is another's.
   *
   * @return whether a tick does not tell all: the past was forgotten, or much has come at once
   * @throws IllegalArgumentException when points were scored without a cost or an accuracy, or a
   *     score is not finite
   */
  public boolean metrics(Metrics latest, ChartMetricIndex curves, long now) {
    check(latest.scores());
    boolean startedAnew = metrics != null && latest.totals().points() < metrics.totals().points();
    if (startedAnew) {
      history = new ScoreHistory();
      confusion = new RecentConfusion();
      confused = 0;
    }
    metrics = startedAnew || metrics == null ? latest : completed(latest, metrics);
    if (latest.closed() && open != null && isAhead(latest, open.metrics())) {
      open = null;
    }
    change = now;
    if (latest.closed() && latest.cost() != null) {
      Metrics.Scores scores = latest.scores();
      double[] window = curves.values(scores.window());
      double[] faded = curves.values(scores.faded());
      history.add(
          new ScoreHistory.Score(
              latest.windowEnd(), window, faded, latest.labelled(), latest.totals().labelled()));
      confuse(latest);
    }
    return startedAnew || history.hasMoreToTell();
  }

  private static boolean isAhead(Metrics one, Metrics other) {
    return one.totals().points() >= other.totals().points();
  }

  private void confuse(Metrics latest) {
    Map<String, Object> total = latest.scores().total();
    if (total.containsKey(CONFUSION) && latest.totals().points() >= confused) {
      confused = latest.totals().points();
      confusion.add(latest.windowEnd(), confusionOf(total));
    }
  }

  /**
   * Not each report tells the scores that are no single number: those of all points that were told
   * last still hold.
   */
  private static Metrics completed(Metrics latest, Metrics before) {
    Metrics.Scores scores = latest.scores();
    return latest.with(
        new Metrics.Scores(
            scores.window(),
            completed(scores.faded(), before.scores().faded()),
            completed(scores.total(), before.scores().total())));
  }

  private static Map<String, Object> completed(
      Map<String, Object> scores, Map<String, Object> last) {
    Map<String, Object> all = new LinkedHashMap<>(scores);
    last.forEach(
        (metric, value) -> {
          if (!scores.containsKey(metric) && value != null && !(value instanceof Number)) {
            all.put(metric, value);
          }
        });
    return all;
  }

  /** Of scores; null if there is none, as with many classes. */
  static List<?> confusionOf(Map<String, Object> scores) {
    return scores.get(CONFUSION) instanceof List<?> table ? table : null;
  }

  private static void check(Metrics.Scores scores) {
    if (scores == null
        || scores.window() == null
        || scores.faded() == null
        || scores.total() == null) {
      throw new IllegalArgumentException("scores: expected window, faded, total, found " + scores);
    }
    finite("scores", List.of(scores.window(), scores.faded(), scores.total()));
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

  public String id() {
    return id(key);
  }

  public LearnerKey key() {
    return key;
  }

  /** Null as long as nothing is known of it, or when it was taken off the list. */
  public Parameters parameters() {
    return parameters != null || open == null ? parameters : open.shape();
  }

  /** The scores of the last report, or of the next one as far as that is known; or null. */
  public Metrics metrics() {
    boolean isAhead = open != null && (metrics == null || isAhead(open.metrics(), metrics));
    return isAhead ? open.metrics() : metrics;
  }

  public ScoreHistory history() {
    return history;
  }

  public RecentConfusion confusion() {
    return confusion;
  }

  /** Whether anything of it changed after a change of the state. */
  public boolean changedSince(long earlier) {
    return change > earlier;
  }
}
