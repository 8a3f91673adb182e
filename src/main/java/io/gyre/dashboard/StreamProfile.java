package io.gyre.dashboard;

import io.gyre.dashboard.page.FieldWeights;
import io.gyre.dashboard.page.FollowedApplication;
import io.gyre.dashboard.page.InProcessSources;
import io.gyre.dashboard.page.RunFacts;
import io.gyre.dashboard.state.AnsweredPoint;
import io.gyre.data.Label;
import io.gyre.data.survey.FieldSurvey;
import io.gyre.data.survey.SurveyedFields;
import io.gyre.fold.LiveModel;
import io.gyre.serving.HttpLimits;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was understood of the stream: its fields, what they weigh, its classes. {@code openapi.json}
 * describes the members.
 */
record StreamProfile(
    String label,
    List<Field> fields,
    String weightBy,
    int of,
    List<ClassShare> classes,
    List<String> doubts,
    int more) {

  record Field(
      String name,
      String kind,
      int values,
      double missing,
      Double weight,
      Double low,
      Double high) {}

  record ClassShare(Label label, long count, double share) {}

  static StreamProfile of(FollowedApplication application) {
    InProcessSources sources = application.sources();
    Optional<LiveModel.Understood> live = sources.model().understood(0);
    SurveyedFields survey = survey(application, live);
    FieldWeights.Weights weights = application.weights().weights();
    List<Field> fields =
        survey.fields().stream()
            .map(field -> field(field, weights.byField().get(field.name())))
            .sorted(Comparator.comparingDouble(f -> f.weight == null ? 1 : -f.weight))
            .limit(HttpLimits.FIELDS)
            .toList();
    return new StreamProfile(
        RunFacts.label(sources, live),
        fields,
        weights.by(),
        survey.points(),
        live.map(known -> shares(known.classes()))
            .filter(known -> !known.isEmpty())
            .orElseGet(() -> shares(survey.classes())),
        survey.doubts(),
        survey.fields().size() - fields.size());
  }

  /** That of the process that learns, unless it has only just started; else of recent points. */
  private static SurveyedFields survey(
      FollowedApplication application, Optional<LiveModel.Understood> live) {
    SurveyedFields learned = live.map(LiveModel.Understood::survey).orElse(SurveyedFields.NONE);
    List<AnsweredPoint> recent = application.state().samples().all();
    if (learned.points() >= recent.size()) {
      return learned;
    }
    FieldSurvey survey = new FieldSurvey(application.records(), false);
    recent.forEach(point -> survey.add(point.fields(), point.label()));
    return survey.found();
  }

  private static List<ClassShare> shares(Map<Label, ? extends Number> counts) {
    long all = Math.max(1, counts.values().stream().mapToLong(Number::longValue).sum());
    return counts.entrySet().stream()
        .map(
            of ->
                new ClassShare(
                    of.getKey(), of.getValue().longValue(), of.getValue().doubleValue() / all))
        .filter(share -> share.count > 0)
        .sorted(Comparator.comparingLong(share -> -share.count))
        .toList();
  }

  private static Field field(SurveyedFields.Field seen, Double weight) {
    return new Field(
        seen.name(),
        seen.kind(),
        seen.values(),
        seen.missing(),
        weight,
        Double.isNaN(seen.low()) ? null : seen.low(),
        Double.isNaN(seen.high()) ? null : seen.high());
  }
}
