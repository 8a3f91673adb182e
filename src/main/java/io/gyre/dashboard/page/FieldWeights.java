package io.gyre.dashboard.page;

import io.gyre.dashboard.state.AnsweredPoint;
import io.gyre.dashboard.state.DashboardState;
import io.gyre.dashboard.state.FollowedLearner;
import io.gyre.data.Fields;
import io.gyre.fold.LiveModel;
import io.gyre.fold.answer.Answer;
import io.gyre.serving.HttpLimits;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How much each field weighs: how far a learner's probability of the class that it predicts moves
 * when the field is missing, on average over recent points. The learner is the blend; without one,
 * the most accurate.
 *
 * <p>Found anew when it is asked for, within some time; half of what was known remains, so that
 * what is chosen by it does not jump. Thread-safe.
 */
public final class FieldWeights {

  private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int POINTS = 50;

  /** So many fields are asked about at once: mostly within what the learner learns nothing. */
  private static final int AT_ONCE = 32;

  private static final double REMAINS = 0.5;

  /** A field that has not come for so long that less remains of its points is forgotten. */
  private static final double LEAST_POINTS = 0.01;

  /**
   * What each field weighs.
   *
   * @param byField by path; fields that were not asked about are absent
   * @param by says what the weights are; null if there are none
   */
  public record Weights(Map<String, Double> byField, String by) {
    static final Weights NONE = new Weights(Map.of(), null);
  }

  private record Chosen(LearnerKey key, boolean mixes, double accuracy) {}

  private static final class Sum {
    private double moved;
    private double points;
  }

  private final DashboardState state;
  private final LiveModel live;
  private final Map<String, Sum> sums = new LinkedHashMap<>();
  private LearnerKey asked;
  private Weights weights = Weights.NONE;
  private long found = System.nanoTime() - REFRESH_NANOS;

  FieldWeights(DashboardState state, InProcessSources sources) {
    this.state = state;
    live = sources.model();
  }

  /** What the fields weigh, as of some seconds ago at most. */
  public synchronized Weights weights() {
    long age = System.nanoTime() - found;
    if (age >= (weights.by == null ? RETRY_NANOS : REFRESH_NANOS)) {
      weights = find();
      found = System.nanoTime();
    }
    return weights;
  }

  /** Returns the paths in the order of their weights; those that weigh the same as they are. */
  public List<String> heaviestFirst(List<String> paths) {
    Map<String, Double> byField = paths.size() > 2 ? weights().byField : Map.of();
    List<String> sorted = new ArrayList<>(paths);
    sorted.sort(Comparator.comparingDouble(path -> -byField.getOrDefault(path, 0.0)));
    return sorted;
  }

  private Weights find() {
    Optional<Chosen> chosen =
        state.learners(FieldWeights::choose).stream()
            .max(Comparator.comparing(Chosen::mixes).thenComparingDouble(Chosen::accuracy));
    return chosen.flatMap(this::ask).orElse(Weights.NONE);
  }

  private static Chosen choose(FollowedLearner learner) {
    Metrics metrics = learner.metrics();
    Object faded = metrics == null ? null : metrics.scores().faded().get("accuracy");
    return new Chosen(
        learner.key(),
        metrics != null && metrics.weights() != null && !metrics.weights().isEmpty(),
        faded instanceof Number accuracy ? accuracy.doubleValue() : 0);
  }

  private Optional<Weights> ask(Chosen chosen) {
    if (!chosen.key.equals(asked)) {
      sums.clear();
      asked = chosen.key;
    }
    for (Sum sum : sums.values()) {
      sum.moved *= REMAINS;
      sum.points *= REMAINS;
    }
    sums.values().removeIf(sum -> sum.points < LEAST_POINTS);
    List<AnsweredPoint> points = state.samples().all();
    long end = System.nanoTime() + HttpLimits.WEIGHTS_NANOS;
    int oldest = Math.max(0, points.size() - POINTS);
    for (int i = points.size() - 1; i >= oldest && System.nanoTime() < end; i--) {
      if (!ask(points.get(i).fields(), end)) {
        return Optional.empty();
      }
    }
    Map<String, Double> byField = new LinkedHashMap<>();
    sums.forEach((path, sum) -> byField.put(path, sum.moved / sum.points));
    return sums.isEmpty() ? Optional.empty() : Optional.of(new Weights(byField, said(chosen)));
  }

  private static String said(Chosen chosen) {
    return "how far %s probability moves, on average, when the field is missing"
        .formatted(chosen.mixes ? "the blend's" : chosen.key.learner() + "'s");
  }

  private boolean ask(Fields point, long end) {
    for (int first = 0; first < point.size() && System.nanoTime() < end; first += AT_ONCE) {
      if (!ask(point, first, Math.min(AT_ONCE, point.size() - first))) {
        return false;
      }
    }
    return true;
  }

  /** Asks about a point, and about the same without each of some of its fields. */
  private boolean ask(Fields whole, int first, int count) {
    int[] predicted = new int[1];
    double[] p = new double[1 + count];
    LiveModel.Visitor visitor =
        (i, answer, learner) -> {
          predicted[0] = i == 0 ? answer.predicted(learner) : predicted[0];
          p[i] = predicted[0] == Answer.NONE ? 0 : answer.probability(learner, predicted[0]);
        };
    boolean answered =
        live.ask(
                asked.partition(),
                asked.learner(),
                p.length,
                i -> i == 0 ? whole : whole.without(first + i - 1),
                visitor)
            .isPresent();
    for (int i = 0; answered && i < count; i++) {
      Sum sum = sums.computeIfAbsent(whole.path(first + i), absent -> new Sum());
      sum.moved += whole.missing(first + i) ? 0 : Math.abs(p[0] - p[1 + i]);
      sum.points++;
    }
    return answered;
  }
}
