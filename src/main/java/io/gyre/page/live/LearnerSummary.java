package io.gyre.page.live;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.Label;
import io.gyre.fold.Figures;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.fold.state.LearnerReport;
import io.gyre.learning.list.LearnersJson;
import io.gyre.page.state.FollowedLearner;
import io.gyre.time.Window;
import io.gyre.topic.Metrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /**
   * Makes the summary of a learner.
   *
   * @param all whether the scores hold those by class and tables too, which are large
   */
  public static LearnerSummary of(FollowedLearner learner, boolean all) {
    Figures fold = learner.fold();
    LearnerReport own = learner.figures().report();
    LearnedParameters shape = learner.figures().shape();
    Metrics.Scores scores = learner.scores();
    if (!all) {
      scores =
          new Metrics.Scores(
              numbersOf(scores.window()), numbersOf(scores.faded()), numbersOf(scores.total()));
    }
    Window window = fold.sofar() == null ? fold.last() : fold.sofar();
    ObjectNode settings = LearnersJson.toJson(own.settings());
    double micros = learner.figures().micros();
    return new LearnerSummary(
        learner.id(),
        learner.key.learner(),
        learner.key.partition(),
        own.settings().kind(),
        own.settings().settings().described(shape.columns().size(), shape.classes().size()),
        shape.columns().size(),
        learner.classes(),
        shape.positive(),
        settings.path("hidden").asInt(0),
        size(shape.numbers()),
        own.step(),
        Metrics.Totals.of(own, fold.counts()),
        number(scores.window().get("cost")),
        number(scores.window().get("accuracy")),
        scores,
        window == null ? 0 : window.points() * 1000.0 / Math.max(1, window.endMs - window.startMs),
        window == null ? 0 : window.endMs,
        fold.sofar() == null,
        settings,
        own.weights(),
        Double.isNaN(micros) ? null : micros);
  }

  private static Double number(Object score) {
    return score instanceof Number number ? Double.valueOf(number.doubleValue()) : null;
  }

  private static Map<String, Object> numbersOf(Map<String, Object> scores) {
    Map<String, Object> numbers = new LinkedHashMap<>(scores);
    numbers.values().removeIf(value -> value != null && !(value instanceof Number));
    return numbers;
  }

  /** Counts the parameters, without the scale of the features. */
  private static long size(Map<String, Long> numbers) {
    return numbers.entrySet().stream()
        .filter(part -> !part.getKey().equals("scaling"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
