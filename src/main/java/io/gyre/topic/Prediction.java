package io.gyre.topic;

/**
 * What one learner said about one point, before it learned from it: the value of a record on the
 * topic {@code predictions}, whose key, headers and timestamp are the point's.
 *
 * @param id the point's id, or {@code partition-offset} when it had none
 * @param learner the learner's name
 * @param probability that the label is 1, in [0, 1]
 * @param label the point's own label, 0 or 1, or {@link io.gyre.data.Point#UNLABELLED}
 * @param step how many updates the learner's parameters had seen
 * @param partition the point's partition
 * @param offset the point's offset
 */
public record Prediction(
    String id,
    String learner,
    double probability,
    int label,
    long step,
    int partition,
    long offset) {

  /**
   * @throws IllegalArgumentException if the probability is not in [0, 1]; only a bug makes one so
   */
  public Prediction {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "probability of learner %s for point %s: expected 0 to 1, found %s"
              .formatted(learner, id, probability));
    }
  }

  /** Returns the predicted class: 1 if the probability is above 0.5, strictly, else 0. */
  public int prediction() {
    return probability > 0.5 ? 1 : 0;
  }
}
