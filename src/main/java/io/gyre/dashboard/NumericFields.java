package io.gyre.dashboard;

import io.gyre.dashboard.page.FollowedApplication;
import io.gyre.dashboard.page.ValueRange;
import io.gyre.dashboard.state.AnsweredPoint;
import io.gyre.data.Fields;
import io.gyre.data.survey.SurveyedFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields that are numbers, where their values lie, by path in the order in which they came.
 * Immutable.
 *
 * @param ranges by path
 */
record NumericFields(Map<String, ValueRange> ranges) {

  /** Of the recent points; while there are none, of those that were learned first. */
  static NumericFields of(FollowedApplication application) {
    List<AnsweredPoint> points = application.state().samples().all();
    NumericFields found = ofPoints(points);
    return points.isEmpty()
        ? application
            .sources()
            .model()
            .understood(0)
            .map(known -> ofSurvey(known.survey()))
            .orElse(found)
        : found;
  }

  /** Those that are a number in half of the points that have them, or more. */
  static NumericFields ofPoints(List<AnsweredPoint> points) {
    Map<String, List<Double>> all = new LinkedHashMap<>();
    for (AnsweredPoint point : points) {
      Fields fields = point.fields();
      for (int i = 0; i < fields.size(); i++) {
        if (!fields.missing(i)) {
          all.computeIfAbsent(fields.path(i), absent -> new ArrayList<>())
              .add(fields.text(i) == null ? fields.number(i) : Double.NaN);
        }
      }
    }
    Map<String, ValueRange> ranges = new LinkedHashMap<>();
    all.forEach(
        (path, values) -> {
          double[] numbers =
              values.stream()
                  .mapToDouble(ValueRange::clamp)
                  .filter(v -> !Double.isNaN(v))
                  .toArray();
          if (numbers.length > 0 && 2 * numbers.length >= values.size()) {
            ranges.put(path, ValueRange.of(numbers));
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

  List<String> names() {
    return List.copyOf(ranges.keySet());
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }
}
