package io.gyre.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.gyre.fold.state.FoldState;
import io.gyre.learning.PredictedClass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** The graph of all learners of a fold that can be expressed, while it is being made. */
final class ModelGraph {

  static final String PROBABILITIES = "probabilities";
  static final String LABEL = "label";

  final Graph graph = new Graph("gyre");
  final FoldState state;
  final RowInputs inputs;
  final int classes; // K

  /** The probabilities of the learners that were added, by their names. */
  final Map<String, String> answers = new LinkedHashMap<>();

  ModelGraph(FoldState state) {
    this.state = state;
    inputs = new RowInputs(graph, state.encoder, state.shared.scaler());
    classes = state.classes.size();
  }

  /** Returns the name of the output of a learner. */
  static String output(String learner) {
    return PROBABILITIES + "." + learner;
  }

  /**
   * Adds the outputs: probabilities and class of one learner, then the probabilities of all.
   *
   * @param deciding the one that answers
   */
  void addOutputs(String deciding) {
    String p = answers.get(deciding);
    graph.output(PROBABILITIES, p, DataType.DOUBLE, RowInputs.shape(classes));
    graph.output(LABEL, predicted(p), DataType.INT64, List.of("rows"));
    answers.forEach(
        (name, each) ->
            graph.output(output(name), each, DataType.DOUBLE, RowInputs.shape(classes)));
  }

  /** Returns the number of the predicted class, N, as {@link PredictedClass} says. */
  private String predicted(String p) {
    int positive = state.classes.positive();
    if (positive == PredictedClass.NONE) {
      return graph.op("ArgMax", Map.of("axis", 1, "keepdims", 0), p);
    }
    String ofPositive = graph.op("Gather", Map.of("axis", 1), p, graph.index(positive));
    String isPositive = graph.op("Less", graph.number(0.5), ofPositive);
    return graph.op("Where", isPositive, graph.indexes(positive), graph.indexes(1L - positive));
  }

  /** Gives classes that have just appeared their probability: p·(1 − Σ fresh) + fresh. */
  static String withFresh(Graph graph, String p, double[] fresh) {
    String others = graph.op("Mul", p, graph.number(1 - DoubleStream.of(fresh).sum()));
    return graph.normalised(graph.op("Add", others, graph.numbers(fresh)));
  }
}
