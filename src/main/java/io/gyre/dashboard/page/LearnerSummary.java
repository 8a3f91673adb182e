package io.gyre.dashboard.page;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.GyreException;
import io.gyre.dashboard.state.DashboardState;
import io.gyre.dashboard.state.FollowedLearner;
import io.gyre.data.Label;
import io.gyre.fold.LiveFolds;
import io.gyre.learning.list.LearnersJson;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A summary of a learner; {@code openapi.json} describes the members. */
public record LearnerSummary(
    String id,
    String name,
    int partition,
    String kind,
    String what,
    int features,
    List<Label> classes,
    Label positive,
    int hidden,
    long size,
    long step,
    @JsonUnwrapped Metrics.Totals totals,
    Double cost,
    Double accuracy,
    Metrics.Scores scores,
    double pointsPerSecond,
    long windowEnd,
    boolean closed,
    ObjectNode settings,
    Map<String, Double> weights,
    Double micros) {

  private static final Metrics.Totals NOTHING = new Metrics.Totals(0, 0, 0, 0, 0, 0, 0L, 0L);

  /**
   * Makes the summary of a learner that has published parameters.
   *
   * @param micros the µs that each learner takes for a point, by id
   * @param all whether the scores hold those by class and tables too, which are large
   */
  public static LearnerSummary of(
      FollowedLearner learner, Map<String, Double> micros, boolean all) {
    Parameters p = learner.parameters();
    Metrics m = learner.metrics();
    Metrics.Scores scores = learner.scores();
    if (scores != null && !all) {
      scores =
          new Metrics.Scores(
              numbersOf(scores.window()), numbersOf(scores.faded()), numbersOf(scores.total()));
    }
    return new LearnerSummary(
        learner.id(),
        learner.key.learner(),
        learner.key.partition(),
        p.kind(),
        what(p),
        p.features(),
        p.classes(),
        p.positive(),
        p.settings() == null ? 0 : p.settings().path("hidden").asInt(0),
        size(p),
        m == null ? p.step() : m.step(),
        m == null ? NOTHING : m.totals(),
        m == null ? null : m.score("cost"),
        m == null ? null : m.score("accuracy"),
        scores,
        m == null ? 0 : m.points() * 1000.0 / Math.max(1, m.windowEnd() - m.windowStart()),
        m == null ? 0 : m.windowEnd(),
        m != null && m.closed(),
        p.settings(),
        m == null ? Map.of() : m.weights(),
        micros.get(learner.id()));
  }

  /** Asks how many µs each learner that learns in this process takes for a point, by id. */
  public static Map<String, Double> micros(DashboardState state, LiveFolds model) {
    Map<String, Double> all = new HashMap<>();
    for (int partition : Set.copyOf(state.learners(l -> l.key.partition()))) {
      Map<String, Double> known =
          model.understood(partition).map(LiveFolds.Understood::micros).orElse(Map.of());
      known.forEach((name, micros) -> all.put(FollowedLearner.id(name, partition), micros));
    }
    return all;
  }

  /** Describes a learner; another version may know kinds and settings that this one does not. */
  private static String what(Parameters p) {
    try {
      return p.settings() == null
          ? p.kind()
          : LearnersJson.fromJson(p.settings())
              .settings()
              .described(p.features(), p.classes().size());
    } catch (GyreException e) {
      return p.kind();
    }
  }

  private static Map<String, Object> numbersOf(Map<String, Object> scores) {
    Map<String, Object> numbers = new LinkedHashMap<>(scores);
    numbers.values().removeIf(value -> value != null && !(value instanceof Number));
    return numbers;
  }

  /** Counts the parameters, without the scale of the features. */
  private static long size(Parameters p) {
    Map<String, Long> leftOut = new HashMap<>(p.isWhole() ? Map.of() : p.leftOut());
    leftOut.keySet().removeAll(Set.of("columns", "scaling"));
    return size(new ArrayList<>(p.learned().values()))
        + leftOut.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long size(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().mapToLong(LearnerSummary::size).sum();
    }
    return value instanceof Number ? 1 : 0;
  }
}
