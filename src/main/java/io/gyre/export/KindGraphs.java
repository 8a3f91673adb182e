package io.gyre.export;

import java.util.Map;

/** How each kind of learner becomes a part of a graph, a line each. */
final class KindGraphs {

  private static final Map<String, KindGraph> ALL =
      Map.of(
          "network", new GradientGraph(),
          "logistic", new GradientGraph(),
          "prior", new PriorGraph(),
          "label-chain",
              KindGraph.leftOut(
                  "it answers by the labels that came last, which a graph is not told"),
          "neighbours", new NeighboursGraph(),
          "forest", new ForestGraph(),
          "naive-bayes", new NaiveBayesGraph(),
          "blend", new BlendGraph());

  private KindGraphs() {}

  /**
   * Returns how a kind becomes a part of a graph.
   *
   * @param kind one of {@link io.gyre.learning.list.Kinds}
   */
  static KindGraph of(String kind) {
    KindGraph found = ALL.get(kind);
    if (found == null) {
      throw new IllegalStateException("no class of io.gyre.export knows the kind " + kind);
    }
    return found;
  }
}
