package io.gyre.topic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gyre.data.Label;
import java.util.Map;
import java.util.function.Consumer;

/** Makes predictions for tests. */
public final class Predictions {

  private Predictions() {}

  /** Makes a prediction between the classes 0 and 1. */
  public static Prediction ofTwo(
      String id,
      String learner,
      double probability,
      Label label,
      long step,
      int partition,
      long offset) {
    Label predicted = Label.of(probability > 0.5 ? 1 : 0);
    return of(id, learner, predicted, probability, null, null, label, step, partition, offset);
  }

  /** Makes a prediction of partition 0 that has probabilities by class. */
  public static Prediction ofMany(
      String id, String learner, Label predicted, Map<Label, Double> p, Label label, long offset) {
    return of(id, learner, predicted, Double.NaN, null, p, label, 7, 0, offset);
  }

  /** Makes a prediction with neither a decision nor reasons. */
  public static Prediction of(
      String id,
      String learner,
      Label predicted,
      double probability,
      Label positive,
      Map<Label, Double> probabilities,
      Label label,
      long step,
      int partition,
      long offset) {
    return new Prediction(
        id,
        learner,
        predicted,
        probability,
        positive,
        probabilities,
        null,
        null,
        null,
        null,
        null,
        label,
        step,
        partition,
        offset,
        null,
        null,
        null);
  }

  /** Makes a prediction of an amount, with its interval, of partition 0. */
  public static Prediction ofAmount(
      String id, String learner, double amount, double lower, double upper, Label label) {
    return with(
        of(id, learner, null, Double.NaN, null, Map.of(), label, 7, 0, 5),
        node -> {
          node.remove("probabilities");
          node.put("amount", amount).put("lower", lower).put("upper", upper);
        });
  }

  /** Returns the same with a decision. */
  public static Prediction withDecision(Prediction of, String decision) {
    return with(of, node -> node.put("decision", decision));
  }

  /** Returns the same with reasons. */
  public static Prediction withWhy(Prediction of, Map<String, Double> why, Integer untried) {
    return with(of, node -> node.put("untried", untried).putPOJO("why", why));
  }

  private static Prediction with(Prediction of, Consumer<ObjectNode> change) {
    ObjectNode node = OutputJson.PLAIN.valueToTree(of);
    change.accept(node);
    return OutputJson.PLAIN.convertValue(node, Prediction.class);
  }
}
