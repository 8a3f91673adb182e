package io.gyre.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.answer.Answer;
import io.gyre.learning.Contributions;
import java.io.IOException;
import java.util.Map;

/**
 * The prediction of one learner for one point, before it learned from it: the value of a record on
 * the topic {@code predictions}, whose key, headers and timestamp are the point's.
 *
 * <p>With two classes it has the probability of the positive one; with any other number, those of
 * the likeliest. Of labels that are amounts it has the amount, and no class.
 *
 * @param id the point's id, or {@code partition-offset} when it had none
 * @param prediction the class predicted; null before the first label, and of amounts
 * @param probability of the positive class, in [0, 1]; NaN unless there are two
 * @param positive the positive class; null unless there are two, or if they are 0 and 1
 * @param probabilities by class, of at most {@value #MOST_CLASSES}; null if there are two classes
 * @param amount predicted, in the label's unit; null if labels are classes, and before the first
 * @param lower the lower end of the amount's interval; null without one: the learner that decides
 *     has one after some labels, others have none
 * @param upper its upper end
 * @param quantile only in answers: the amount below which the label is with the probability that
 *     was asked
 * @param above only in answers: the probability that the label is above the amount that was asked
 * @param label the point's own class or amount; null if it has none
 * @param step how many updates the learner had made
 * @param partition the point's partition, as {@code offset}
 * @param decision {@code alert} for a point to look at, or {@code pass}; null where nothing was
 *     decided, or by another learner
 * @param why how much each field speaks for the class predicted, by path, the largest first; null
 *     unless asked. With a {@value Contributions#BIAS} these are the terms of its logit, with those
 *     of all others in {@value Contributions#OTHERS}; without, the changes of its probability. Of
 *     an amount they are terms or changes of it, in the label's unit
 * @param untried how many fields {@code why} leaves out, because they would have cost too much;
 *     null if {@code why} was not asked, or is complete
 */
@JsonPropertyOrder({
  "id",
  "learner",
  "probabilities",
  "probability",
  "positive",
  "amount",
  "lower",
  "upper",
  "quantile",
  "above"
})
public record Prediction(
    String id,
    String learner,
    Label prediction,
    @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = NumberOrNaN.class)
        @JsonDeserialize(using = NumberOrNaN.class)
        double probability,
    @JsonInclude(JsonInclude.Include.NON_NULL) Label positive,
    @JsonInclude(JsonInclude.Include.NON_NULL) Map<Label, Double> probabilities,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double amount,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double lower,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double upper,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double quantile,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double above,
    Label label,
    long step,
    int partition,
    long offset,
    @JsonInclude(JsonInclude.Include.NON_NULL) String decision,
    @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, Double> why,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer untried) {

  public static final int MOST_CLASSES = 20;

  /**
   * Throws an {@link IllegalArgumentException} without id, learner, or a probability in [0, 1] or
   * an amount.
   */
  public Prediction {
    if (id == null || learner == null) {
      throw new IllegalArgumentException(
          "prediction: expected id and learner, found id %s and learner %s".formatted(id, learner));
    }
    if (!Double.isNaN(probability)) {
      check(learner, id, probability);
    } else if (probabilities != null) {
      probabilities.values().forEach(p -> check(learner, id, p));
    } else if (amount == null) {
      throw new IllegalArgumentException(
          "prediction of learner %s for point %s: expected probability, probabilities or amount, found none"
              .formatted(learner, id));
    }
  }

  /**
   * Makes the record of what a learner says of a point.
   *
   * @param partition where the point lay, as {@code offset}
   */
  public static Prediction of(Point point, Answer said, int learner, int partition, long offset) {
    Answer.Named named = said.named(learner, MOST_CLASSES);
    return new Prediction(
        point.id(),
        said.learners.get(learner),
        named.prediction(),
        named.probability() == null ? Double.NaN : named.probability(),
        named.positive(),
        named.probabilities(),
        named.amount(),
        named.lower(),
        named.upper(),
        named.quantile(),
        named.above(),
        point.label(),
        named.step(),
        partition,
        offset,
        named.decision(),
        named.why(),
        named.untried());
  }

  private static void check(String learner, String id, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "probability of learner %s for point %s: expected 0 to 1, found %s"
              .formatted(learner, id, probability));
    }
  }

  public boolean ofTwoClasses() {
    return !Double.isNaN(probability);
  }

  /** Returns the probability of the class predicted, in [0, 1]; NaN if the record lacks it. */
  public double confidence() {
    if (ofTwoClasses()) {
      return Math.max(probability, 1 - probability);
    }
    return prediction == null || probabilities == null
        ? Double.NaN
        : probabilities.getOrDefault(prediction, Double.NaN);
  }

  /** Reads a number, NaN where it is absent; equals NaN, which is not written. */
  static final class NumberOrNaN extends JsonDeserializer<Double> {

    @Override
    public Double deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return json.getDoubleValue();
    }

    @Override
    public boolean equals(Object value) {
      return value instanceof Double number && number.isNaN();
    }

    @Override
    public int hashCode() {
      return 0;
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }
}
