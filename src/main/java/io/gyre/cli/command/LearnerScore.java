package io.gyre.cli.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.cli.view.NumberText;
import io.gyre.data.PrintableText;
import io.gyre.fold.FoldCounts;
import io.gyre.fold.state.LearnerReport;
import io.gyre.scoring.Metric;
import io.gyre.scoring.Metric.Shown;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.RareClasses;
import io.gyre.scoring.Scope;
import io.gyre.scoring.ScopedMetrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The figures of one learner or baseline, from predictions made before it learned.
 *
 * @param points labelled points that were scored
 * @param figures the metrics that are a number, in the registry's order; null where undefined
 * @param microsPerPoint recent time for predicting and learning; null if it was not measured
 * @param weight its share of the last blend's answers; null if no blend mixes it
 * @param digest of what was learned; null for a baseline
 * @param mixes whether it mixes other learners
 */
record LearnerScore(
    String learner,
    long points,
    Map<Metric<?>, Double> figures,
    Double microsPerPoint,
    Double weight,
    String digest,
    boolean mixes) {

  private static final JsonMapper JSON = new JsonMapper();

  private static final Pattern NEXT_WORD = Pattern.compile("-(.)");

  LearnerScore(LearnerReport learner, double micros, Double weight, String digest) {
    this(
        learner.settings().name(),
        points(learner.total()),
        figures(learner.total(), MetricRegistry.numbers(Scope.TOTAL)),
        Double.isNaN(micros) ? null : micros,
        weight,
        digest,
        learner.settings().settings().mixes());
  }

  static LearnerScore ofBaseline(String name, Map<String, Object> total) {
    Map<Metric<?>, Double> figures = figures(total, MetricRegistry.numbers(Scope.TOTAL));
    return new LearnerScore(name, points(total), figures, null, null, null, false);
  }

  private static long points(Map<String, Object> total) {
    return Math.round((Double) total.get(ScopedMetrics.N));
  }

  static Map<Metric<?>, Double> figures(Map<String, Object> total, List<Metric<?>> metrics) {
    Map<Metric<?>, Double> figures = new LinkedHashMap<>();
    for (Metric<?> metric : RareClasses.areIn(total) ? RareClasses.first(metrics) : metrics) {
      if (metric.shown() != Shown.BASELINE) { // These have rows of their own.
        Double value = (Double) total.get(metric.name());
        figures.put(metric, value == null || value.isNaN() ? null : value);
      }
    }
    return figures;
  }

  /**
   * Returns the cells of a table by their titles, in order. To keep it narrow, what leads where
   * classes are rare is in it only there.
   */
  Map<String, String> cells() {
    boolean rare = RareClasses.leads(figures.keySet().iterator().next());
    Map<String, String> cells = new LinkedHashMap<>();
    cells.put("learner", PrintableText.of(learner));
    cells.put("points", NumberText.count(points));
    figures.forEach(
        (metric, value) -> {
          if (metric.shown() != Shown.ON_REQUEST && (rare || !RareClasses.leads(metric))) {
            cells.put(metric.name(), NumberText.score(metric, value));
          }
        });
    cells.put(
        "µs/point",
        microsPerPoint == null ? "-" : String.format(Locale.ROOT, "%.1f", microsPerPoint));
    cells.put("weight", mixes ? "mixes" : NumberText.weight(weight));
    return cells;
  }

  /**
   * Returns a JSON object.
   *
   * @param counts of the fold
   */
  String json(FoldCounts counts) {
    ObjectNode json = JSON.createObjectNode().put("learner", learner).put("points", points);
    figures.forEach((metric, value) -> json.put(jsonName(metric.name()), value));
    json.put("microsPerPoint", microsPerPoint).put("weight", weight).put("digest", digest);
    if (digest != null) {
      set(json, "labels", counts.labels());
      set(json, "keys", counts.keys());
      set(json, "decisions", counts.decisions());
    }
    return json.toString();
  }

  private static void set(ObjectNode json, String name, Object counts) {
    if (counts != null) {
      json.set(name, JSON.valueToTree(counts));
    }
  }

  /** Returns a name as {@code kappaTemporal}; the only F1 is that of all classes. */
  private static String jsonName(String metric) {
    return metric.equals("macro-f1")
        ? "f1"
        : NEXT_WORD.matcher(metric).replaceAll(next -> next.group(1).toUpperCase(Locale.ROOT));
  }
}
