package io.gyre.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gyre.data.Label;
import io.gyre.fold.Answer;
import io.gyre.learning.Contributions;
import io.gyre.topic.Prediction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a learner says about a point now, in the form of a record on the topic {@code predictions}.
 *
 * @param learner its id
 * @param prediction the class predicted; null before the first label
 * @param probability of the positive class; null unless there are two
 * @param positive the positive class; null unless there are two, or if they are 0 and 1
 * @param probabilities by class, of at most {@value Prediction#MOST_CLASSES}; null if there are two
 * @param offset of the record that comes next: the answer follows from all before it
 * @param ageMs how long ago it was known to be as it learns; null where it learns here
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
    long offset,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long ageMs,
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
   * Makes the answer of a learner.
   *
   * @param learner its place in the answer
   * @param ageMs how long ago it was known to be as it learns; empty where it learns here
   */
  static ModelAnswer of(String id, Answer all, int learner, OptionalLong ageMs) {
    boolean two = all.positive() != Answer.NONE;
    Contributions found = all.why(learner);
    Map<String, Double> why =
        found == null ? null : found.named(Prediction.OTHERS, Prediction.BIAS);
    return new ModelAnswer(
        id,
        all.prediction(learner),
        two ? all.positiveProbability(learner) : null,
        all.positiveName(),
        two ? null : texts(all.largest(learner, Prediction.MOST_CLASSES)),
        all.offset(),
        ageMs.isPresent() ? (Long) ageMs.getAsLong() : null,
        all.step(learner),
        why,
        found == null || found.untried() == 0 ? null : (Integer) found.untried(),
        why == null ? null : why.containsKey(Prediction.BIAS) ? "logit" : "probability");
  }

  private static Map<String, Double> texts(Map<Label, Double> largest) {
    Map<String, Double> byText = new LinkedHashMap<>();
    largest.forEach((label, p) -> byText.put(label.text(), p));
    return byText;
  }
}
