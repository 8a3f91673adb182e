package io.gyre.dashboard;

import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.gyre.topic.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A gauge for each metric, {@code gyre_macro_f1} for {@code macro-f1}: of the last window, or faded
 * where a metric has no window. A metric by class has the label {@code class}. A score that is
 * undefined is left out.
 *
 * <p>Anyone can write onto the topic, so only metrics that are known have gauges, and of each
 * learner's at most {@value #MOST_CLASSES} classes and {@value #MOST_MEMBERS} weights. The weights
 * of a blend are {@code gyre_blend_weight}, with the label {@code member}. Not thread-safe.
 */
final class ScoreGauges {

  private static final int MOST_CLASSES = 20;
  private static final int MOST_MEMBERS = 100;

  private final MultiGauge weights;
  private final Map<String, MultiGauge> gauges = new LinkedHashMap<>();

  ScoreGauges(MeterRegistry registry) {
    for (Metric<?> metric : MetricRegistry.metrics()) {
      MultiGauge gauge =
          MultiGauge.builder("gyre." + metric.name())
              .description("The metric " + metric.name() + " of the last window")
              .register(registry);
      gauges.put(metric.name(), gauge);
    }
    weights =
        MultiGauge.builder("gyre.blend.weight")
            .description("How much of a blend's answers another learner is")
            .register(registry);
  }

  /**
   * Takes the figures that there are now; all others are forgotten.
   *
   * @param latest by what names their learner
   */
  void show(Map<Tags, Metrics> latest) {
    Map<String, List<Row<?>>> rows = new HashMap<>();
    gauges.keySet().forEach(metric -> rows.put(metric, new ArrayList<>()));
    latest.forEach(
        (learner, metrics) ->
            rows.forEach((metric, its) -> add(its, learner, score(metrics.scores(), metric))));
    rows.forEach((metric, its) -> gauges.get(metric).register(its, true));
    weights.register(weightsOf(latest), true);
  }

  private static List<Row<?>> weightsOf(Map<Tags, Metrics> latest) {
    List<Row<?>> rows = new ArrayList<>();
    latest.forEach(
        (learner, metrics) ->
            metrics.weights().entrySet().stream()
                .filter(weight -> weight.getValue() != null)
                .limit(MOST_MEMBERS)
                .forEach(
                    weight ->
                        rows.add(
                            Row.of(learner.and("member", weight.getKey()), weight.getValue()))));
    return rows;
  }

  private static Object score(Metrics.Scores scores, String metric) {
    return scores.window().containsKey(metric)
        ? scores.window().get(metric)
        : scores.faded().get(metric);
  }

  private static void add(List<Row<?>> rows, Tags learner, Object score) {
    if (score instanceof Number number) {
      rows.add(Row.of(learner, number));
    } else if (score instanceof Map<?, ?> byClass) {
      byClass.entrySet().stream()
          .filter(entry -> entry.getValue() instanceof Number)
          .limit(MOST_CLASSES)
          .forEach(
              entry ->
                  rows.add(
                      Row.of(
                          learner.and("class", String.valueOf(entry.getKey())),
                          (Number) entry.getValue())));
    }
  }
}
