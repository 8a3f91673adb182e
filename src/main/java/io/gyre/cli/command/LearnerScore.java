package io.gyre.cli.command;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.cli.view.NumberText;
import io.gyre.data.PrintableText;
import io.gyre.fold.LateLabelCounts;
import io.gyre.learning.LearnerSettings;
import io.gyre.scoring.ScopedMetrics;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How well one learner, or a baseline, predicted before it learned. A figure that is undefined is
 * null.
 *
 * @param points labelled points that were scored
 * @param microsPerPoint time that predicting and learning took
 * @param weight how much of the last blend's answers it is at the end; null if none mixes it
 * @param digest of what was learned; null for a baseline
 * @param labels what became of labels that came later, the same for all; null if none may, and for
 *     a baseline
 * @param mixes whether it mixes others
 */
record LearnerScore(
    String learner,
    long points,
    Double accuracy,
    Double kappa,
    Double kappaTemporal,
    Double f1,
    Double auc,
    Double cost,
    Double calibrationError,
    Double microsPerPoint,
    Double weight,
    String digest,
    @JsonInclude(JsonInclude.Include.NON_NULL) LateLabelCounts labels,
    @JsonIgnore boolean mixes) {

  private static final JsonMapper JSON = new JsonMapper();

  /** The titles of {@link #cells}. */
  static final List<String> TITLES =
      List.of(
          "learner",
          "points",
          "accuracy",
          "kappa",
          "kappa-temporal",
          "macro-f1",
          "auc",
          "cost",
          "µs/point",
          "weight");

  static LearnerScore of(
      LearnerSettings learner,
      Map<String, Object> scores,
      double microsPerPoint,
      Double weight,
      String digest,
      LateLabelCounts labels) {
    return new LearnerScore(
        learner.name(),
        Math.round(number(scores, ScopedMetrics.N)),
        number(scores, "accuracy"),
        number(scores, "kappa"),
        number(scores, "kappa-temporal"),
        number(scores, "macro-f1"),
        number(scores, "auc"),
        number(scores, "cost"),
        number(scores, "calibration-error"),
        microsPerPoint,
        weight,
        digest,
        labels,
        learner.settings().mixes());
  }

  /** A baseline gives no probabilities. */
  static LearnerScore ofBaseline(String name, Map<String, Object> scores) {
    return new LearnerScore(
        name,
        Math.round(number(scores, ScopedMetrics.N)),
        number(scores, "accuracy"),
        number(scores, "kappa"),
        number(scores, "kappa-temporal"),
        number(scores, "macro-f1"),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false);
  }

  private static Double number(Map<String, Object> scores, String metric) {
    return scores.get(metric) instanceof Number number ? (Double) number.doubleValue() : null;
  }

  /** The figures as a person reads them. */
  List<String> cells() {
    return List.of(
        PrintableText.of(learner),
        NumberText.count(points),
        NumberText.score("accuracy", accuracy),
        NumberText.score("kappa", kappa),
        NumberText.score("kappa-temporal", kappaTemporal),
        NumberText.score("macro-f1", f1),
        NumberText.score("auc", auc),
        NumberText.score("cost", cost),
        microsPerPoint == null ? "-" : String.format(Locale.ROOT, "%.1f", microsPerPoint),
        mixes ? "mixes" : NumberText.weight(weight));
  }

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
