package io.gyre.cli.view;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.fold.FoldCounts;
import io.gyre.fold.FoldReport;
import io.gyre.fold.FrozenScores;
import io.gyre.fold.state.LearnerReport;
import io.gyre.scoring.Metric;
import io.gyre.scoring.Metric.Shown;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.RareClasses;
import io.gyre.scoring.Scope;
import io.gyre.scoring.ScopedMetrics;
import io.gyre.words.PrintableText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
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
public record LearnerScore(
    String learner,
    long points,
    Map<Metric<?>, Double> figures,
    Double microsPerPoint,
    Double weight,
    String digest,
    boolean mixes) {

  private static final JsonMapper JSON = new JsonMapper();

  private static final Pattern NEXT_WORD = Pattern.compile("-(.)");

  /** Returns the figures of the learners that have answers, blends last. */
  public static List<LearnerScore> of(FoldReport fold) {
    boolean ofAmounts = fold.settings().records().ofAmounts();
    Map<Integer, LearnerReport> learners = new LinkedHashMap<>();
    Map<String, Double> weights = new HashMap<>();
    fold.answering().forEach(i -> learners.put(i, fold.learner(i, true)));
    learners.values().forEach(learner -> weights.putAll(learner.weights()));
    List<LearnerScore> scores = new ArrayList<>();
    learners.forEach(
        (i, learner) ->
            scores.add(of(learner, ofAmounts, fold.micros(i), weights, fold.digest(i))));
    scores.sort(Comparator.comparing(LearnerScore::mixes));
    return scores;
  }

  private static LearnerScore of(
      LearnerReport learner,
      boolean ofAmounts,
      double micros,
      Map<String, Double> weights,
      String digest) {
    String name = learner.settings().name();
    return new LearnerScore(
        name,
        points(learner.total()),
        figures(learner.total(), MetricRegistry.numbers(Scope.TOTAL, ofAmounts)),
        Double.isNaN(micros) ? null : micros,
        weights.get(name),
        digest,
        learner.settings().settings().mixes());
  }

  /** Returns the figures of a baseline whose scores were added up. */
  public static LearnerScore ofBaseline(String name, Map<String, Object> total, boolean ofAmounts) {
    Map<Metric<?>, Double> figures = figures(total, MetricRegistry.numbers(Scope.TOTAL, ofAmounts));
    return new LearnerScore(name, points(total), figures, null, null, null, false);
  }

  /** Returns the figures of the learners of a version that learned nothing. */
  static List<LearnerScore> of(FrozenScores frozen, boolean ofAmounts) {
    return frozen.totals().entrySet().stream()
        .map(each -> ofBaseline(each.getKey(), each.getValue(), ofAmounts))
        .toList();
  }

  /** Returns the same by another name. */
  LearnerScore named(String name) {
    return new LearnerScore(name, points, figures, microsPerPoint, weight, digest, mixes);
  }

  /** Returns the names of the baselines. */
  static List<String> baselines(boolean ofAmounts) {
    return List.of("last-label", ofAmounts ? "mean-so-far" : "majority");
  }

  /** Returns what a fold knows of the baselines: their accuracy, or their errors. */
  public static List<LearnerScore> ofBaselines(FoldReport fold) {
    boolean ofAmounts = fold.settings().records().ofAmounts();
    Map<String, Object> total =
        fold.learner(fold.learners().indexOf(fold.settings().deciding()), true).total();
    return baselines(ofAmounts).stream()
        .map(
            name -> {
              Map<String, Object> known = new HashMap<>(total);
              known.keySet().retainAll(List.of(ScopedMetrics.N, MetricRegistry.MOST_FREQUENT));
              if (ofAmounts) {
                known.put("mae", total.get(name + "-mae"));
                known.put("rmse", total.get(name + "-rmse"));
              } else {
                known.put("accuracy", total.get(name));
              }
              return ofBaseline(name, known, ofAmounts);
            })
        .toList();
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
   * Returns a table: a heading, and a line for each. To keep it narrow, a column without figures is
   * left out, such as the AUC of many classes, and what leads where classes are rare is in it only
   * there.
   */
  public static List<String> table(List<LearnerScore> scores) {
    Collection<Metric<?>> metrics = scores.get(0).figures.keySet();
    boolean rare = RareClasses.leads(metrics.iterator().next());
    boolean timed = scores.stream().anyMatch(score -> score.microsPerPoint != null);
    boolean mixed = scores.stream().anyMatch(score -> score.mixes || score.weight != null);
    return new TableColumns<LearnerScore>()
        .left("learner", 0, score -> PrintableText.of(score.learner))
        .right("points", 0, score -> NumberText.count(score.points))
        .scores(
            metrics.stream()
                .filter(metric -> metric.shown() != Shown.ON_REQUEST)
                .filter(metric -> rare || !RareClasses.leads(metric))
                .filter(metric -> scores.stream().anyMatch(s -> s.figures.get(metric) != null))
                .toList(),
            0,
            (score, metric) -> score.figures.get(metric))
        .when(() -> timed)
        .right("µs/point", 0, s -> NumberText.formatted("%.1f", s.microsPerPoint))
        .when(() -> mixed)
        .right("weight", 0, s -> s.mixes ? "mixes" : NumberText.weight(s.weight))
        .table(scores);
  }

  /**
   * Returns a JSON object.
   *
   * @param run which of several runs it is of; null if there is one
   * @param counts of the fold
   */
  public String json(String run, FoldCounts counts) {
    ObjectNode json = JSON.createObjectNode();
    if (run != null) {
      json.put("run", run);
    }
    json.put("learner", learner).put("points", points);
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
