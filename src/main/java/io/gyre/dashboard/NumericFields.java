package io.gyre.dashboard;

import io.gyre.data.Fields;
import io.gyre.data.SurveyedFields;
import io.gyre.topic.Parameters;
import io.gyre.topic.Parameters.Scaling;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields that are numbers, where their values lie, by path in the order in which they came.
 * Immutable.
 *
 * @param ranges by path
 */
record NumericFields(Map<String, ValueRange> ranges) {

  /** The values of one field among those of the recent points. */
  private static final class Values {
    private double[] numbers = new double[16];
    private int count;
    private int texts;

    void add(double number) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = ValueRange.clamp(number);
    }

    boolean isNumeric() {
      return count > 0 && count >= texts;
    }

    ValueRange range() {
      return ValueRange.of(Arrays.copyOf(numbers, count));
    }
  }

  /** Of the recent points; while there are none, of what else is known. */
  static NumericFields of(FollowedApplication application) {
    List<AnsweredPoint> points = application.state().samples();
    NumericFields found = ofPoints(points);
    if (!found.ranges.isEmpty() || !points.isEmpty()) {
      return found;
    }
    Optional<SurveyedFields> survey =
        application
            .sources()
            .model()
            .flatMap(model -> model.understood(0))
            .map(LiveModel.Understood::survey);
    return survey
        .filter(known -> known.points() > 0)
        .map(NumericFields::ofSurvey)
        .orElseGet(() -> ofModels(application.state()));
  }

  /** Those that are a number in half of the points that have them, or more. */
  static NumericFields ofPoints(List<AnsweredPoint> points) {
    Map<String, Values> all = new LinkedHashMap<>();
    for (AnsweredPoint point : points) {
      Fields fields = point.fields();
      for (int i = 0; i < fields.size(); i++) {
        if (!fields.missing(i)) {
          Values values = all.computeIfAbsent(fields.path(i), absent -> new Values());
          if (fields.text(i) == null) {
            values.add(fields.number(i));
          } else {
            values.texts++;
          }
        }
      }
    }
    Map<String, ValueRange> ranges = new LinkedHashMap<>();
    all.forEach(
        (path, values) -> {
          if (values.isNumeric()) {
            ranges.put(path, values.range());
          }
        });
    return new NumericFields(ranges);
  }

  private static NumericFields ofSurvey(SurveyedFields survey) {
    Map<String, ValueRange> ranges = new LinkedHashMap<>();
    for (SurveyedFields.Field field : survey.fields()) {
      if (field.kind().equals("number")) {
        double low = ValueRange.clamp(field.low());
        double high = ValueRange.clamp(field.high());
        ranges.put(field.name(), new ValueRange(low, high, (low + high) / 2));
      }
    }
    return new NumericFields(ranges);
  }

  /** Of the first learner whose parameters are a model of numbers. */
  private static NumericFields ofModels(DashboardState state) {
    return state.learners(PublishedModel::of).stream()
        .flatMap(Optional::stream)
        .findFirst()
        .map(NumericFields::ofModel)
        .orElseGet(() -> new NumericFields(Map.of()));
  }

  static NumericFields ofModel(PublishedModel model) {
    Parameters parameters = model.parameters();
    Scaling scaling = parameters.scaling();
    Map<String, ValueRange> ranges = new LinkedHashMap<>();
    List<String> columns = model.columns();
    for (int d = 0; d < columns.size(); d++) {
      boolean known = scaling != null && scaling.count() > 0 && d < scaling.mean().length;
      ranges.put(
          columns.get(d),
          known
              ? ValueRange.around(scaling.mean()[d], scaling.deviation()[d])
              : ValueRange.UNKNOWN);
    }
    return new NumericFields(ranges);
  }

  /** Their paths. */
  List<String> names() {
    return List.copyOf(ranges.keySet());
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }
}
