package io.gyre.page.state;

import io.gyre.data.Label;
import io.gyre.fold.Figures;
import io.gyre.fold.state.LearnerReport;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One learner on one partition: its figures, which its fold tells, and its past, which the topics
 * tell. Guarded by the lock of its {@link DashboardState}.
 */
public final class FollowedLearner {

  private static final String CONFUSION = "confusion";

  /** The most curves: anyone can write other names onto the topic. */
  private static final int MOST_CURVES = 40;

  public final LearnerKey key;
  private Figures of;
  private Figures.OfLearner now;
  private long points; // in the last record of its metrics
  private Map<String, Object> told; // the scores of the last report on the topic; or null
  private ScoreHistory history = new ScoreHistory();
  private RecentConfusion confusion = new RecentConfusion();
  private long change;

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

  /**
   * Takes the figures of its fold, and its own.
   *
   * @return whether there are other columns or classes
   */
  boolean open(Figures fold, Figures.OfLearner own, long at) {
    boolean reshaped = now == null || !own.shape().equals(now.shape());
    if (!own.equals(now) || !fold.counts().equals(of.counts())) {
      change = at;
      confusion.now(fold.time(), confusionOf(own.report().total()));
    }
    of = fold;
    now = own;
    return reshaped;
  }

  /**
   * Takes a report, or a preview of one. When the counts since the start fall, the learner was
   * started again, and its past is forgotten.
   *
   * @param curves the metrics that are a single number; new ones are added
   * @return whether its past was forgotten
   * @throws IllegalArgumentException when scores are missing
   */
  boolean metrics(Metrics more, List<String> curves, long at) {
    check(more.scores());
    change = at;
    boolean startedAnew = more.totals().points() < points;
    if (startedAnew) {
      history = new ScoreHistory();
      confusion = new RecentConfusion();
      told = null;
    }
    points = more.totals().points();
    if (more.closed()) {
      told = new LinkedHashMap<>(more.scores().window());
      // Anyone can write what JSON cannot carry.
      told.values().removeIf(v -> !(v instanceof Number n && Double.isFinite(n.doubleValue())));
    }
    if (more.closed() && (more.score("cost") != null || more.score(Metrics.OF_AMOUNTS) != null)) {
      double[] window = values(more.scores().window(), curves);
      double[] faded = values(more.scores().faded(), curves);
      history.add(
          new ScoreHistory.Score(
              more.windowEnd(), window, faded, more.labelled(), more.totals().labelled(), at));
      confusion.past(more.windowEnd(), confusionOf(more.scores().total()));
    }
    return startedAnew;
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

  /** Returns the table among scores; null without one, as with many classes. */
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
  }

  public String id() {
    return id(key);
  }

  /** Returns the figures of its fold. */
  public Figures fold() {
    return of;
  }

  /** Returns the classes that it knows; none if labels are amounts. */
  public List<Label> classes() {
    return now.report().faded().containsKey(Metrics.OF_AMOUNTS) ? List.of() : now.shape().classes();
  }

  /** Returns its own figures. */
  public Figures.OfLearner figures() {
    return now;
  }

  /**
   * Returns the scores since the last report, or of it while no point has come; faded; in total.
   */
  public Metrics.Scores scores() {
    LearnerReport report = now.report();
    boolean isOfLast = of.sofar() == null && lastScores() != null;
    return new Metrics.Scores(
        isOfLast ? lastScores() : report.window(), report.faded(), report.total());
  }

  /** Returns the scores of the last report; null before the first that its fold or a topic told. */
  public Map<String, Object> lastScores() {
    return now.last() == null ? told : now.last();
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
