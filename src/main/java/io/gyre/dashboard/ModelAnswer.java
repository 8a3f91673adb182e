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
 * What a learner says about a point now, in the form of a record on the topic {@code predictions}.
 *
 * @param learner its id
 * @param prediction the class predicted; null before the first label
 * @param probability of the positive class; null unless there are two
 * @param positive the positive class; null unless there are two, or if they are 0 and 1
 * @param probabilities by class, of at most {@value Prediction#MOST_CLASSES}; null if there are two
 * @param step how many updates it had seen
 * @param why how much each field speaks for the class predicted; null if that is not known
 * @param untried how many fields were not tried for that; null if all were
 * @param of what that is a part of: {@code logit} or {@code probability}; null without it
 */
record ModelAnswer(
    String learner,
    Label prediction,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double probability,
    @JsonInclude(JsonInclude.Include.NON_NULL) Label positive,
    @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, Double> probabilities,
    long step,
    @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, Double> why,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer untried,
    @JsonInclude(JsonInclude.Include.NON_NULL) String of) {

  /**
   * A learner that cannot be asked.
   *
   * @param learner its id
   * @param reason why not
   */
  record Refused(String learner, String reason) {}

  /**
   * Makes what is said of a learner that cannot be asked, in a process that has learners or not.
   */
  static String whyNot(boolean live) {
    return live
        ? "cannot be asked now: it is being restored, is busy, or learns in another process"
        : "cannot be asked here: only the process that learns can ask one of this kind";
  }

  /**
   * Makes the answer of K probabilities that follow from published parameters.
   *
   * @param p of the classes by their numbers
   */
  static ModelAnswer of(String learner, Parameters parameters, double[] p) {
    return of(
        learner, parameters.classes(), positive(parameters), p, parameters.step(), null, null);
  }

  /** Makes the answer of a learner in this process. */
  static ModelAnswer of(String id, LiveModel.Answers all, LiveModel.Answer one) {
    int positive =
        all.positive() == null ? PredictedClass.NONE : all.classes().indexOf(all.positive());
    return of(
        id, all.classes(), positive, one.probabilities(), one.step(), one.why(), one.untried());
  }

  private static ModelAnswer of(
      String learner,
      List<Label> classes,
      int positive,
      double[] p,
      long step,
      Map<String, Double> why,
      Integer untried) {
    boolean two = positive != PredictedClass.NONE;
    int predicted = PredictedClass.predicted(p, positive);
    return new ModelAnswer(
        learner,
        predicted == PredictedClass.NONE ? null : classes.get(predicted),
        two ? p[positive] : null,
        two ? PredictedClass.positiveName(classes.get(positive), classes.get(1 - positive)) : null,
        two ? null : largest(classes, p),
        step,
        why,
        untried,
        why == null ? null : why.containsKey(Prediction.BIAS) ? "logit" : "probability");
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
