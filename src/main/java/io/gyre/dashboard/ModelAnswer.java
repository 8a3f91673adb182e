package io.gyre.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gyre.data.Label;
import io.gyre.learning.PredictedClass;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a learner says about a point by its published parameters, in the form of a record on the
 * topic {@code predictions}.
 *
 * @param learner its id
 * @param prediction the class predicted; null before the first label
 * @param probability of the positive class; null unless there are two
 * @param positive the positive class; null unless there are two, or if they are 0 and 1
 * @param probabilities by class, of at most {@value Prediction#MOST_CLASSES}; null if there are two
 * @param step how many updates the parameters had seen
 */
record ModelAnswer(
    String learner,
    Label prediction,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double probability,
    @JsonInclude(JsonInclude.Include.NON_NULL) Label positive,
    @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, Double> probabilities,
    long step) {

  /**
   * Makes the answer of K probabilities.
   *
   * @param p of the classes by their numbers
   */
  static ModelAnswer of(String learner, Parameters parameters, double[] p) {
    List<Label> classes = parameters.classes();
    int positive = positive(parameters);
    boolean two = positive != PredictedClass.NONE;
    int predicted = PredictedClass.predicted(p, positive);
    return new ModelAnswer(
        learner,
        predicted == PredictedClass.NONE ? null : classes.get(predicted),
        two ? p[positive] : null,
        two ? PredictedClass.positiveName(classes.get(positive), classes.get(1 - positive)) : null,
        two ? null : largest(classes, p),
        parameters.step());
  }

  /** The number of the positive class; {@link PredictedClass#NONE} unless there are two. */
  static int positive(Parameters parameters) {
    if (parameters.classes().size() != 2) {
      return PredictedClass.NONE;
    }
    return parameters.classes().get(0).equals(parameters.positive()) ? 0 : 1;
  }

  private static Map<String, Double> largest(List<Label> classes, double[] p) {
    Map<String, Double> largest = new LinkedHashMap<>();
    for (int k : PredictedClass.largest(p, Prediction.MOST_CLASSES)) {
      largest.put(classes.get(k).text(), p[k]);
    }
    return largest;
  }
}
