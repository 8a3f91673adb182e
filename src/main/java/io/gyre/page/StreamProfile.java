package io.gyre.page;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.gyre.data.Label;
import io.gyre.fold.LiveFolds;
import io.gyre.format.survey.FieldSurvey;
import io.gyre.format.survey.SurveyedFields;
import io.gyre.http.HttpLimits;
import io.gyre.page.live.FieldWeights;
import io.gyre.page.live.FollowedApplication;
import io.gyre.page.live.InProcessSources;
import io.gyre.page.state.AnsweredPoint;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of the stream, their weights, and its classes; {@code openapi.json} describes the
 * members.
 */
record StreamProfile(
    String label,
    List<Field> fields,
    String weightBy,
    int of,
    List<ClassShare> classes,
    Amounts amounts,
    List<String> doubts,
    int more) {

  record Field(@JsonUnwrapped SurveyedFields.Field seen, Double weight) {}

  record ClassShare(Label label, long count, double share) {}

  record Amounts(long count, Double low, Double high, Double mean) {

    /** Returns those of the labels of recent points. */
    static Amounts of(List<AnsweredPoint> points) {
      DoubleSummaryStatistics labels =
          points.stream()
              .map(AnsweredPoint::label)
              .filter(label -> label != null && label.isNumber())
              .mapToDouble(label -> label.number().doubleValue())
              .summaryStatistics();
      return labels.getCount() == 0
          ? new Amounts(0, null, null, null)
          : new Amounts(labels.getCount(), labels.getMin(), labels.getMax(), labels.getAverage());
    }
  }

  static StreamProfile of(FollowedApplication application) {
    InProcessSources sources = application.sources();
    Optional<LiveFolds.LearnedStream> live = sources.learnedStream();
    SurveyedFields survey = survey(application, live);
    FieldWeights.Weights weights = application.weights().weights();
    List<Field> fields =
        survey.fields().stream()
            .map(field -> new Field(field, weights.byField().get(field.name())))
            .sorted(Comparator.comparingDouble(f -> f.weight == null ? 1 : -f.weight))
            .limit(HttpLimits.FIELDS)
            .toList();
    boolean ofAmounts = application.records().ofAmounts();
    Map<Label, Long> counts = live.map(LiveFolds.LearnedStream::classes).orElse(Map.of());
    List<ClassShare> classes = shares(ofAmounts ? Map.of() : counts);
    return new StreamProfile(
        sources.label(),
        fields,
        weights.by(),
        survey.points(),
        classes.isEmpty() ? shares(survey.classes()) : classes,
        ofAmounts ? Amounts.of(application.state().samples().all()) : null,
        survey.doubts(),
        survey.fields().size() - fields.size());
  }

  /** Returns the survey of the process that learns; of recent points if that has only started. */
  private static SurveyedFields survey(
      FollowedApplication application, Optional<LiveFolds.LearnedStream> live) {
    SurveyedFields learned = live.map(LiveFolds.LearnedStream::survey).orElse(SurveyedFields.NONE);
    List<AnsweredPoint> recent = application.state().samples().all();
    if (learned.points() >= recent.size()) {
      return learned;
    }
    FieldSurvey survey = new FieldSurvey(application.records(), false, "");
    recent.forEach(point -> survey.add(point.fields(), point.label()));
    return survey.found();
  }

  private static List<ClassShare> shares(Map<Label, ? extends Number> counts) {
    double all = counts.values().stream().mapToLong(Number::longValue).sum();
    return counts.entrySet().stream()
        .map(each -> Map.entry(each.getKey(), each.getValue().longValue()))
        .map(each -> new ClassShare(each.getKey(), each.getValue(), each.getValue() / all))
        .filter(share -> share.count > 0)
        .sorted(Comparator.comparingLong(share -> -share.count))
        .toList();
  }
}
