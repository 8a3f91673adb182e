package io.gyre.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What one learner has learned: the value of a record on the compacted topic {@code parameters}.
 *
 * <p>D features, H hidden units. A network has {@code w1}, {@code b1}, {@code w2} (1×H) and {@code
 * b2}; a logistic learner has only {@code w2} (1×D) and {@code b2}. Absent parts are null here and
 * left out of the JSON. The arrays are not copied, so two records are equal only if they share
 * them.
 *
 * @param learner the learner's name
 * @param partition the partition of {@code points} that it learns from
 * @param kind the kind of model, {@code network} or {@code logistic}
 * @param features D
 * @param hidden H; 0 for a logistic learner
 * @param step updates since the start: the version of the parameters
 * @param w1 H×D, or null
 * @param b1 H, or null
 * @param w2 1×H, for a logistic learner 1×D
 * @param b2 one number
 * @param scaling how features are scaled before they enter the model; null for not at all
 * @param settings the learner's settings, as in the learners file
 * @param digest SHA-256, in hexadecimal, of the learner's whole state: equal digests mean equal
 *     learners, bit for bit
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Parameters(
    String learner,
    int partition,
    String kind,
    int features,
    int hidden,
    long step,
    double[][] w1,
    double[] b1,
    double[][] w2,
    double[] b2,
    Scaling scaling,
    ObjectNode settings,
    String digest) {

  /**
   * The running standardisation of the features.
   *
   * @param count labelled points that it has seen
   * @param mean D running means
   * @param deviation D running standard deviations
   */
  public record Scaling(long count, double[] mean, double[] deviation) {}
}
