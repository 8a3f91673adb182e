package io.gyre.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gyre.data.Label;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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

  private static final List<Label> ZERO_AND_ONE = List.of(Label.of(0), Label.of(1));

  /**
   * Makes the answer of K probabilities.
   *
   * @param p of the classes by their numbers
   */
  static ModelAnswer of(String learner, Parameters parameters, double[] p) {
    List<Label> classes = parameters.classes();
    int positive = positive(parameters);
    if (positive < 0) {
      Label prediction = p.length == 0 ? null : classes.get(mostProbable(p));
      return new ModelAnswer(
          learner, prediction, null, null, largest(classes, p), parameters.step());
    }
    boolean told = classes.containsAll(ZERO_AND_ONE) && classes.get(positive).equals(Label.of(1));
    return new ModelAnswer(
        learner,
        classes.get(p[positive] > 0.5 ? positive : 1 - positive),
        p[positive],
        told ? null : classes.get(positive),
        null,
        parameters.step());
  }

  /** The number of the positive class; −1 unless there are two. */
  static int positive(Parameters parameters) {
    if (parameters.classes().size() != 2) {
      return -1;
    }
    return parameters.classes().get(0).equals(parameters.positive()) ? 0 : 1;
  }

  /** The number of the most probable class, ties going to the lower one. */
  static int mostProbable(double[] p) {
    int most = 0;
    for (int k = 1; k < p.length; k++) {
      most = p[k] > p[most] ? k : most;
    }
    return most;
  }

  private static Map<String, Double> largest(List<Label> classes, double[] p) {
    Map<String, Double> largest = new LinkedHashMap<>();
    IntStream.range(0, p.length)
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -p[k])) // Stable: ties go to the lower number.
        .limit(Prediction.MOST_CLASSES)
        .sorted()
        .forEach(k -> largest.put(classes.get(k).text(), p[k]));
    return largest;
  }
}
