package io.gyre.page.live;

import io.gyre.data.Fields;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.http.HttpLimits;
import io.gyre.page.state.AnsweredPoint;
import io.gyre.page.state.DashboardState;
import io.gyre.topic.LearnerKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The weight of each field: how far a learner's probability of the class that it predicts moves
 * when the field is missing, on average over recent points. The learner is the one that speaks for
 * all. Computed again on each request; half of the last weights remains, so that choices by weight
 * do not jump. Thread-safe.
 */
public final class FieldWeights {

  private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int POINTS = 50;

  /** The number of fields asked about at once, since learning waits meanwhile. */
  private static final int AT_ONCE = 32;

  private static final double REMAINS = 0.5;

  /** The remaining weight of points below which a field is forgotten. */
  private static final double LEAST_POINTS = 0.01;

  /**
   * The weights of the fields.
   *
   * @param byField by path; fields that were not asked about are absent
   * @param by explains the weights to a person; null without weights
   */
  public record Weights(Map<String, Double> byField, String by) {}

  private final DashboardState state;
  private final LiveFolds live;

  /** By path: the sum of the probability's changes, and the number of points. */
  private final Map<String, double[]> sums = new LinkedHashMap<>();

  private LearnerKey asked;
  private Weights weights = new Weights(Map.of(), null);
  private long found = System.nanoTime() - REFRESH_NANOS;

  FieldWeights(DashboardState state, LiveFolds live) {
    this.state = state;
    this.live = live;
  }

  /** Returns the weights, some seconds old at most. */
  public synchronized Weights weights() {
    long age = System.nanoTime() - found;
    if (age >= (weights.by == null ? RETRY_NANOS : REFRESH_NANOS)) {
      weights =
          live.partitions().stream()
              .flatMap(partition -> deciding(partition).stream())
              .findFirst()
              .flatMap(this::ask)
              .orElse(new Weights(Map.of(), null));
      found = System.nanoTime();
    }
    return weights;
  }

  /** Returns the paths that weigh most, in the order of their weights; equal ones keep theirs. */
  public List<String> heaviestFirst(Collection<String> paths, int most) {
    Map<String, Double> byField = paths.size() > 2 ? weights().byField : Map.of();
    return paths.stream()
        .sorted(Comparator.comparingDouble(path -> -byField.getOrDefault(path, 0.0)))
        .limit(most)
        .toList();
  }

  private Optional<LearnerKey> deciding(int partition) {
    return live.learnedStream(partition)
        .map(stream -> new LearnerKey(state.application, stream.deciding(), partition));
  }

  private Optional<Weights> ask(LearnerKey deciding) {
    if (!deciding.equals(asked)) {
      sums.clear();
      asked = deciding;
    }
    sums.replaceAll((path, sum) -> new double[] {sum[0] * REMAINS, sum[1] * REMAINS});
    sums.values().removeIf(sum -> sum[1] < LEAST_POINTS);
    List<AnsweredPoint> points = state.samples().all();
    long end = System.nanoTime() + HttpLimits.WEIGHTS_NANOS;
    for (int i = points.size() - 1; i >= Math.max(0, points.size() - POINTS); i--) {
      Fields point = points.get(i).fields();
      for (int first = 0; first < point.size() && System.nanoTime() < end; first += AT_ONCE) {
        if (!ask(point, first, Math.min(AT_ONCE, point.size() - first))) {
          return Optional.empty();
        }
      }
    }
    Map<String, Double> byField = new LinkedHashMap<>();
    sums.forEach((path, sum) -> byField.put(path, sum[0] / sum[1]));
    boolean ofAmounts =
        live.learnedStream(deciding.partition()).filter(of -> of.records().ofAmounts()).isPresent();
    String by =
        "how far the %s of %s moves, on average, when the field is missing"
            .formatted(ofAmounts ? "amount" : "probability", deciding.learner());
    return byField.isEmpty() ? Optional.empty() : Optional.of(new Weights(byField, by));
  }

  /** Asks about a point, and about the same without each of some of its fields. */
  private boolean ask(Fields whole, int first, int count) {
    int[] predicted = new int[1];
    double[] p = new double[1 + count];
    boolean answered =
        live.ask(
                asked.partition(),
                AskOptions.of(List.of(asked.learner())),
                p.length,
                i -> i == 0 ? whole : whole.without(first + i - 1),
                (i, answer, learner) -> {
                  predicted[0] = i == 0 ? answer.predicted(learner) : predicted[0];
                  p[i] =
                      predicted[0] == Answer.NONE ? 0 : answer.probability(learner, predicted[0]);
                })
            .isPresent();
    for (int i = 0; answered && i < count; i++) {
      double[] sum = sums.computeIfAbsent(whole.path(first + i), absent -> new double[2]);
      sum[0] += whole.missing(first + i) ? 0 : Math.abs(p[0] - p[1 + i]);
      sum[1]++;
    }
    return answered;
  }
}
