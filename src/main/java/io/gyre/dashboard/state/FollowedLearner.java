package io.gyre.dashboard.state;

import io.gyre.topic.InterimReport;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One learner on one partition. Guarded by the lock of its {@link DashboardState}. */
public final class FollowedLearner {

  private static final String CONFUSION = "confusion";

  /** The most curves: anyone can write other names onto the topic. */
  private static final int MOST_CURVES = 40;

  public final LearnerKey key;
  private Parameters parameters;
  private Metrics metrics;
  private Metrics.Scores scores;
  private InterimReport open; // figures between two reports; null if its fold is not here
  private ScoreHistory history = new ScoreHistory();
  private RecentConfusion confusion = new RecentConfusion();
  private long change;
  private long confused; // the total of points when confusion was last updated

  FollowedLearner(LearnerKey key) {
    this.key = key;
  }

  /** Returns a learner's name for pages and paths: its own, with {@code @partition} from 1 on. */
  public static String id(String learner, int partition) {
    return partition == 0 ? learner : learner + "@" + partition;
  }

  public static String id(LearnerKey key) {
    return id(key.learner(), key.partition());
  }

  /** Takes the parameters; null when the learner was taken off the list. */
  void parameters(Parameters latest, long now) {
    parameters = latest;
    change = now;
    if (latest == null) {
      open = null;
    }
  }

  /** Takes the figures between two reports. */
  void open(InterimReport latest, long now) {
    if (!latest.equals(open)) {
      open = latest;
      change = now;
      confuse(latest.metrics());
    }
  }

  /**
   * Takes the scores of a window. When the counts since the start fall, the learner was started
   * again, and its past is forgotten.
   *
   * @param curves the metrics that are a single number; new ones are added
   * @return whether a tick cannot tell all that has changed
   * @throws IllegalArgumentException when scores are missing, or one is not finite
   */
  boolean metrics(Metrics latest, List<String> curves, long now) {
    check(latest.scores());
    boolean startedAnew = metrics != null && latest.totals().points() < metrics.totals().points();
    if (startedAnew) {
      history = new ScoreHistory();
      confusion = new RecentConfusion();
      confused = 0;
    }
    scores = startedAnew || scores == null ? latest.scores() : completed(latest.scores(), scores);
    metrics = latest;
    if (latest.closed() && open != null && isAhead(latest, open.metrics())) {
      open = null;
    }
    change = now;
    if (latest.closed() && latest.score("cost") != null) {
      double[] window = values(latest.scores().window(), curves);
      double[] faded = values(latest.scores().faded(), curves);
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

  /** Returns the numbers among scores in the order of the curves, NaN where one is missing. */
  private static double[] values(Map<String, Object> scores, List<String> curves) {
    // Counts of points, n and n-…, are of no use as a curve.
    scores.forEach(
        (name, value) -> {
          boolean isCurve = value instanceof Number && !name.matches("n(-.*)?");
          if (isCurve && !curves.contains(name) && curves.size() < MOST_CURVES) {
            curves.add(name);
          }
        });
    return curves.stream()
        .mapToDouble(name -> scores.get(name) instanceof Number n ? n.doubleValue() : Double.NaN)
        .toArray();
  }

  private void confuse(Metrics latest) {
    Map<String, Object> total = latest.scores().total();
    if (total.containsKey(CONFUSION) && latest.totals().points() >= confused) {
      confused = latest.totals().points();
      confusion.add(latest.windowEnd(), confusionOf(total));
    }
  }

  /** Adds the last known scores that are no single number: not each report tells them. */
  private static Metrics.Scores completed(Metrics.Scores latest, Metrics.Scores before) {
    return new Metrics.Scores(
        latest.window(),
        completed(latest.faded(), before.faded()),
        completed(latest.total(), before.total()));
  }

  private static Map<String, Object> completed(
      Map<String, Object> scores, Map<String, Object> last) {
    Map<String, Object> all = new LinkedHashMap<>(last);
    all.values().removeIf(value -> value == null || value instanceof Number);
    all.putAll(scores);
    return all;
  }

  /** Returns the table among scores; null without one, as with many classes. */
  static List<?> confusionOf(Map<String, Object> scores) {
    return scores.get(CONFUSION) instanceof List<?> table ? table : null;
  }

  private static void check(Metrics.Scores scores) {
    List<Object> all =
        scores == null ? null : Arrays.asList(scores.window(), scores.faded(), scores.total());
    if (all == null || all.contains(null)) {
      throw new IllegalArgumentException("scores: expected window, faded, total, found " + scores);
    }
    finite("scores", all);
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

  /** Returns null while nothing is known of it, and after it was taken off the list. */
  public Parameters parameters() {
    return parameters != null || open == null ? parameters : open.shape();
  }

  /** Returns the scores of the last report, or of the next one as far as that is known; or null. */
  public Metrics metrics() {
    return isOpenAhead() ? open.metrics() : metrics;
  }

  /** The scores of these metrics, and the last known ones that not each report tells; or null. */
  public Metrics.Scores scores() {
    return isOpenAhead() ? open.metrics().scores() : scores;
  }

  private boolean isOpenAhead() {
    return open != null && (metrics == null || isAhead(open.metrics(), metrics));
  }

  public ScoreHistory history() {
    return history;
  }

  public RecentConfusion confusion() {
    return confusion;
  }

  /** Tells whether anything of it changed after a change of the state. */
  public boolean changedSince(long earlier) {
    return change > earlier;
  }
}
