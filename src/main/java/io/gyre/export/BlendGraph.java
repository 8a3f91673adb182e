package io.gyre.export;

import io.gyre.GyreException;
import io.gyre.fold.state.ScoredLearner;
import io.gyre.learning.blend.Blend;
import java.util.Map;

/**
 * The answers of those members that the graph has, mixed as {@link Blend} would mix them if the
 * others had no answer.
 *
 * <pre>
 *  l_ek = ln max(p_ek, f_k)                   E×K
 *  q    = softmax(w·l)                        mixers×K
 *  p    = Σ_m v_m·q_m + Σ_e v_e·p_e           divided by its sum
 * </pre>
 */
final class BlendGraph implements KindGraph {

  @Override
  public String add(ModelGraph model, ScoredLearner learner) {
    Graph graph = model.graph;
    Blend.Formula formula =
        ((Blend) learner.learner).formula(model.classes, model.answers::containsKey);
    int size = formula.names().size();
    if (size == 0) {
      throw GyreException.of(
          "learner %s: none of those that it mixes can be exported", learner.settings.name());
    }
    String[] members =
        formula.names().stream()
            .map(name -> graph.op("Unsqueeze", model.answers.get(name), graph.indexes(1)))
            .toArray(String[]::new);
    String p = graph.op("Concat", Map.of("axis", 1), members);
    String logs = graph.op("Log", graph.op("Max", p, graph.numbers(formula.floors())));
    String q = graph.softmax(graph.op("MatMul", graph.matrix(formula.weights(), size), logs));
    String sum =
        graph.op(
            "Add",
            weighed(graph, formula.trustInMixers(), q),
            weighed(graph, formula.trustInMembers(), p));
    return graph.normalised(sum);
  }

  /** Σ v_i·p_i of N×i×K. */
  private static String weighed(Graph graph, double[] v, String p) {
    return graph.sum(graph.op("Mul", p, graph.numbers(v, v.length, 1)), 1, false);
  }
}
