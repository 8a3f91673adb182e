package io.gyre.cli.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.cli.view.NumberText;
import io.gyre.data.LateLabelCounts;
import io.gyre.data.PrintableText;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.scoring.Metric;
import io.gyre.scoring.Metric.Shown;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.Scope;
import io.gyre.scoring.ScopedMetrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How well one learner, or a baseline, predicted before it learned.
 *
 * @param points labelled points that were scored
 * @param figures the metrics that are a number, in the registry's order; null where undefined
 * @param microsPerPoint time that predicting and learning take of late; null for a baseline, and if
 *     it was not measured
 * @param weight how much of the last blend's answers it is at the end; null if none mixes it
 * @param digest of what was learned; null for a baseline
 * @param labels what became of labels that came later, the same for all; null if none may, and for
 *     a baseline
 * @param mixes whether it mixes others
 */
record LearnerScore(
    String learner,
    long points,
    Map<Metric<?>, Double> figures,
    Double microsPerPoint,
    Double weight,
    String digest,
    LateLabelCounts labels,
    boolean mixes) {

  private static final JsonMapper JSON = new JsonMapper();

  private static final Pattern NEXT_WORD = Pattern.compile("-(.)");

  /** Here they are lines of their own, not figures of each learner. */
  private static final Set<String> BASELINES = Set.of("last-label", "majority");

  static LearnerScore of(
      LearnerSettings learner,
      Map<String, Object> scores,
      double microsPerPoint,
      Double weight,
      String digest,
      LateLabelCounts labels) {
    return new LearnerScore(
        learner.name(),
        points(scores),
        figures(scores, MetricRegistry.numbers(Scope.TOTAL)),
        Double.isNaN(microsPerPoint) ? null : microsPerPoint,
        weight,
        digest,
        labels,
        learner.settings().mixes());
  }

  /** A baseline gives no probabilities: what is computed from them is no number. */
  static LearnerScore ofBaseline(String name, Map<String, Object> scores) {
    Map<Metric<?>, Double> figures = figures(scores, MetricRegistry.numbers(Scope.TOTAL));
    return new LearnerScore(name, points(scores), figures, null, null, null, null, false);
  }

  private static long points(Map<String, Object> scores) {
    return Math.round((Double) scores.get(ScopedMetrics.N));
  }

  static Map<Metric<?>, Double> figures(Map<String, Object> scores, List<Metric<?>> metrics) {
    Map<Metric<?>, Double> figures = new LinkedHashMap<>();
    for (Metric<?> metric : metrics) {
      if (!BASELINES.contains(metric.name())) {
        Double value = (Double) scores.get(metric.name());
        figures.put(metric, value == null || value.isNaN() ? null : value);
      }
    }
    return figures;
  }

  private List<Metric<?>> columns() {
    return figures.keySet().stream().filter(m -> m.shown() != Shown.ON_REQUEST).toList();
  }

  List<String> titles() {
    List<String> titles = new ArrayList<>(List.of("learner", "points"));
    columns().forEach(metric -> titles.add(metric.name()));
    titles.addAll(List.of("µs/point", "weight"));
    return titles;
  }

  List<String> cells() {
    List<String> cells = new ArrayList<>();
    cells.add(PrintableText.of(learner));
    cells.add(NumberText.count(points));
    columns().forEach(metric -> cells.add(NumberText.score(metric, figures.get(metric))));
    cells.add(microsPerPoint == null ? "-" : String.format(Locale.ROOT, "%.1f", microsPerPoint));
    cells.add(mixes ? "mixes" : NumberText.weight(weight));
    return cells;
  }

  String json() {
    ObjectNode json = JSON.createObjectNode().put("learner", learner).put("points", points);
    figures.forEach((metric, value) -> json.put(jsonName(metric.name()), value));
    json.put("microsPerPoint", microsPerPoint).put("weight", weight).put("digest", digest);
    if (labels != null) {
      json.set("labels", JSON.valueToTree(labels));
    }
    return json.toString();
  }

  /** Returns a name as {@code kappaTemporal}; the only F1 is that of all classes. */
  private static String jsonName(String metric) {
    return metric.equals("macro-f1")
        ? "f1"
        : NEXT_WORD.matcher(metric).replaceAll(next -> next.group(1).toUpperCase(Locale.ROOT));
  }
}
