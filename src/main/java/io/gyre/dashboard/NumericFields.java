package io.gyre.dashboard;

import io.gyre.data.Fields;
import io.gyre.data.SurveyedFields;
import java.util.Arrays;
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

  /** Of the recent points; while there are none, of those that were learned first. */
  static NumericFields of(FollowedApplication application) {
    List<AnsweredPoint> points = application.state().samples();
    NumericFields found = ofPoints(points);
    if (!found.ranges.isEmpty() || !points.isEmpty()) {
      return found;
    }
    return application
        .sources()
        .model()
        .understood(0)
        .map(known -> ofSurvey(known.survey()))
        .orElse(found);
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

  /** Their paths. */
  List<String> names() {
    return List.copyOf(ranges.keySet());
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }
}
