package io.gyre.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.gyre.GyreException;
import io.gyre.fold.FoldReport;
import io.gyre.fold.LearnedModel;
import io.gyre.learning.PredictedClass;
import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.Expression.Type;
import io.gyre.learning.expression.ModelInputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A fold's learners as a graph of ONNX.
 *
 * @param learned what it was made of
 * @param answering the learner whose answer is that of the graph: the one that decides
 * @param learners the learners in the graph, in the order of the list
 * @param leftOut the learners that cannot be in it
 */
public record ExportedModel(
    ModelProto model,
    LearnedModel learned,
    String answering,
    List<String> learners,
    List<LeftOut> leftOut) {

  static final String PROBABILITIES = "probabilities";
  static final String LABEL = "label";

  /** The versions of the format and its operators, those of ONNX 1.12; onnxruntime 1.14 has all. */
  private static final int IR_VERSION = 8;

  private static final int OPERATORS = 17;
  private static final int OPERATORS_OF_TREES = 3;

  /**
   * A learner that the graph has not.
   *
   * @param weight its share in the answer; NaN if it has none
   */
  public record LeftOut(String learner, String why, double weight) {

    @Override
    public String toString() {
      return Double.isNaN(weight)
          ? "%s: %s".formatted(learner, why)
          : "%s, which has %.1f %% of the weight: %s".formatted(learner, 100 * weight, why);
    }
  }

  /**
   * Makes the graph of what a fold has learned.
   *
   * @throws GyreException when nothing has been learned yet, or the learner that decides cannot be
   *     expressed
   */
  public static ExportedModel of(FoldReport report) {
    LearnedModel model = report.model();
    if (model.settings().records().ofAmounts()) {
      throw GyreException.of(
          "%s: the label is an amount, and a graph is of classes; gyre serve answers with amounts and their intervals",
          model.owner());
    }
    if (model.slots() == 0) {
      throw GyreException.of(
          "%s: there is nothing to export yet: expected a point with a field and a label, found none",
          model.owner());
    }
    String answering = model.settings().deciding();
    if (!model.answers().containsKey(answering)) {
      throw GyreException.of(
          "%s: the learner that answers, %s, cannot be exported: %s",
          model.owner(),
          answering,
          model.whyNot().getOrDefault(answering, "it has no answers yet"));
    }
    Map<String, Double> weights = report.learner(model.settings().decider(), false).weights();
    List<LeftOut> leftOut = new ArrayList<>();
    model
        .whyNot()
        .forEach(
            (name, why) ->
                leftOut.add(new LeftOut(name, why, weights.getOrDefault(name, Double.NaN))));
    return new ExportedModel(
        proto(graph(model, answering)),
        model,
        answering,
        List.copyOf(model.answers().keySet()),
        leftOut);
  }

  /** Returns the name of the output of a learner. */
  static String output(String learner) {
    return PROBABILITIES + "." + learner;
  }

  /** The outputs are probabilities and class of one learner, then the probabilities of all. */
  private static OnnxGraph graph(LearnedModel model, String answering) {
    OnnxGraph graph = new OnnxGraph("gyre");
    model.inputs().forEach(graph::input);
    Expression p = model.answers().get(answering);
    List<?> shape = ModelInputs.shape(model.classes().size());
    graph.output(PROBABILITIES, p, Type.DOUBLE, shape);
    graph.output(LABEL, predicted(p, model.positive()), Type.INTEGER, List.of("rows"));
    model.answers().forEach((name, each) -> graph.output(output(name), each, Type.DOUBLE, shape));
    return graph;
  }

  /** Returns the number of the predicted class, N, as {@link PredictedClass} says. */
  private static Expression predicted(Expression p, int positive) {
    if (positive == PredictedClass.NONE) {
      return Expression.op("ArgMax", Map.of("axis", 1, "keepdims", 0), p);
    }
    Expression ofPositive =
        Expression.op("Gather", Map.of("axis", 1), p, Expression.index(positive));
    Expression isPositive = Expression.number(0.5).isLessThan(ofPositive);
    return isPositive.choose(Expression.indexes(positive), Expression.indexes(1L - positive));
  }

  private static ModelProto proto(OnnxGraph graph) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("gyre")
            .setGraph(graph.made());
    model.addOpsetImportBuilder().setVersion(OPERATORS);
    model.addOpsetImportBuilder().setDomain(Expression.TREES).setVersion(OPERATORS_OF_TREES);
    return model.build();
  }
}
