package io.gyre.export;

import io.gyre.encoding.Encoder;
import io.gyre.fold.state.ScoredLearner;
import io.gyre.learning.LearnedPart;
import io.gyre.learning.gradient.GradientLearner;
import io.gyre.learning.gradient.GradientSettings;
import io.gyre.learning.memory.Scaler;
import io.gyre.learning.settings.ColumnView;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * Logistic regression, z = w·x + b, and networks, z = w2·tanh(w1·x + b1) + b2; then p = softmax(z),
 * or σ(z) of two classes.
 */
final class GradientGraph implements KindGraph {

  @Override
  public String add(ModelGraph model, ScoredLearner learner) {
    if (model.classes < 2) {
      return model.inputs.inEachRow(1); // it has no parameters yet
    }
    GradientSettings settings = (GradientSettings) learner.settings.settings();
    GradientLearner one = (GradientLearner) learner.learner;
    Map<String, Object> parts =
        one.learned().stream().collect(Collectors.toMap(LearnedPart::name, p -> p.copy().get()));
    Graph graph = model.graph;
    boolean isLinear = settings.hidden() == 0;
    String sums = sums(model, settings, one, parts, isLinear ? 2 : 1);
    if (!isLinear) {
      double[][] w2 = (double[][]) parts.get("w2");
      String weights = graph.matrix(rows(w2, w2[0].length, c -> c), w2.length);
      String b2 = graph.numbers((double[]) parts.get("b2"));
      sums = graph.op("Add", graph.op("MatMul", graph.op("Tanh", sums), weights), b2);
    }
    return model.classes == 2 ? twoClasses(graph, sums) : graph.softmax(sums);
  }

  /** σ(z) = 1 / (1 + e^−z) from −|z|, as the learner computes it, and 1 − σ(z). */
  private static String twoClasses(Graph graph, String z) {
    String exponential = graph.op("Exp", graph.op("Neg", graph.op("Abs", z)));
    String isNegative = graph.op("Less", z, graph.number(0));
    String above = graph.op("Where", isNegative, exponential, graph.number(1));
    String p = graph.op("Div", above, graph.op("Add", graph.number(1), exponential));
    return graph.op("Concat", Map.of("axis", 1), graph.op("Sub", graph.number(1), p), p);
  }

  /** The sums of the first layer, N×M, of w (M×D) and b under the number of a layer. */
  private static String sums(
      ModelGraph model,
      GradientSettings settings,
      GradientLearner learner,
      Map<String, Object> parts,
      int layer) {
    double[][] w = (double[][]) parts.get("w" + layer);
    Graph graph = model.graph;
    RowInputs inputs = model.inputs;
    Encoder encoder = inputs.encoder;
    ColumnView view = settings.training().view();
    boolean all = view != ColumnView.FULL;
    String z = inputs.inEachRow((double[]) parts.get("b" + layer));
    if (encoder.numbers() > 0) {
      String x = view.standardises() ? inputs.scaled() : inputs.plain();
      double clip = Scaler.effectiveClip(settings.training().clip());
      double[][] rows = rows(w, encoder.numbers(), n -> all ? n : encoder.numberColumn(n));
      z =
          graph.op(
              "Add", z, graph.op("MatMul", graph.limit(x, clip), graph.matrix(rows, w.length)));
    }
    List<Integer> ones = inputs.oneColumns;
    if (!all && !ones.isEmpty()) {
      double[][] rows = rows(w, ones.size(), ones::get);
      z = graph.op("Add", z, graph.op("MatMul", inputs.ones(), graph.matrix(rows, w.length)));
    }
    if (!all && settings.hidden() == 0 && inputs.hasWords()) {
      String sum = inputs.sumOfWords(new double[w.length], learner.entries(), learner::ofWord);
      z = graph.op("Add", z, graph.op("Div", sum, inputs.rootOfCount()));
    }
    return z;
  }

  /** Returns the weights of some columns, M each; 0 for those that it has no room for. */
  private static double[][] rows(double[][] w, int size, IntUnaryOperator column) {
    double[][] rows = new double[size][w.length];
    for (int i = 0; i < size; i++) {
      int c = column.applyAsInt(i);
      for (int m = 0; m < w.length && c < w[m].length; m++) {
        rows[i][m] = w[m][c];
      }
    }
    return rows;
  }
}
