package io.gyre.format.survey;

import io.gyre.data.Label;
import java.util.List;
import java.util.Map;

/**
 * The result of a {@link FieldSurvey}.
 *
 * @param points that were looked at
 * @param fields sorted by path
 * @param classes how many of the points each class had
 * @param doubts questions to a person, such as whether a field knows the answer
 * @param options that do all that the doubts suggest, each after a space; empty without any
 * @param knows fields that alone predict nearly all labels, with the share that is right
 */
public record SurveyedFields(
    int points,
    List<Field> fields,
    Map<Label, Integer> classes,
    List<String> doubts,
    String options,
    Map<String, Double> knows) {

  public static final SurveyedFields NONE =
      new SurveyedFields(0, List.of(), Map.of(), List.of(), "", Map.of());

  /**
   * A field and its values.
   *
   * @param name its path
   * @param kind {@code number}, {@code text}, {@code words}, {@code boolean} or {@code number and
   *     text}
   * @param values how many different ones it had
   * @param missing the share of the points in which it was missing, 0 to 1
   * @param low its least number; null if it had none
   * @param high its largest
   */
  public record Field(
      String name, String kind, int values, double missing, Double low, Double high) {}
}
