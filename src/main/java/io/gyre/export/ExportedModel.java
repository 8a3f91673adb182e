package io.gyre.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.gyre.GyreException;
import io.gyre.fold.Fold;
import io.gyre.fold.FoldReport;
import io.gyre.fold.state.FoldState;
import io.gyre.fold.state.ScoredLearner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A fold's learners as a graph of ONNX.
 *
 * @param answering the learner whose answer is that of the graph: the one that decides
 * @param learners those that the graph has, in the order of the list
 * @param leftOut those that it has not
 */
public record ExportedModel(
    ModelProto model, String answering, List<String> learners, List<LeftOut> leftOut) {

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
   * Makes the graph of a fold as it stands. Changes nothing.
   *
   * @throws GyreException when nothing has been learned yet, or the learner that decides cannot be
   *     expressed
   */
  public static ExportedModel of(Fold fold) {
    FoldState state = fold.state;
    FoldReport report = fold.report();
    boolean learned = report.labels().values().stream().anyMatch(count -> count > 0);
    if (!learned || state.encoder.plainSlots() == 0) {
      throw GyreException.of(
          "%s: there is nothing to export yet: expected a point with a field and a label, found none",
          state.owner);
    }
    ModelGraph model = new ModelGraph(state);
    int decider = state.settings.decider();
    Map<String, Double> weights = report.learner(decider, false).weights();
    List<LeftOut> leftOut = new ArrayList<>();
    for (ScoredLearner learner : state.learners) {
      String name = learner.settings.name();
      String whyNot = KindGraphs.whyNot(learner.settings.kind());
      if (whyNot != null) {
        leftOut.add(new LeftOut(name, whyNot, weights.getOrDefault(name, Double.NaN)));
      } else if (learner.learner.answers()) {
        model.answers.put(name, KindGraphs.of(learner.settings.kind()).add(model, learner));
      }
    }
    String answering = state.settings.deciding();
    if (!model.answers.containsKey(answering)) {
      throw GyreException.of(
          "%s: the learner that answers, %s, cannot be exported: %s",
          state.owner,
          answering,
          leftOut.stream()
              .filter(out -> out.learner.equals(answering))
              .findFirst()
              .map(LeftOut::why)
              .orElse("it has no answers yet"));
    }
    model.addOutputs(answering);
    return new ExportedModel(
        proto(model.graph), answering, List.copyOf(model.answers.keySet()), leftOut);
  }

  private static ModelProto proto(Graph graph) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("gyre")
            .setGraph(graph.made());
    model.addOpsetImportBuilder().setVersion(OPERATORS);
    model.addOpsetImportBuilder().setDomain(Graph.TREES).setVersion(OPERATORS_OF_TREES);
    return model.build();
  }
}
