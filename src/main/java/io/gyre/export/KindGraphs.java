package io.gyre.export;

import io.gyre.fold.state.ScoredLearner;
import java.util.Map;

/** How each kind of learner becomes a part of a graph, a line each. */
final class KindGraphs {

  private static final Map<String, KindGraph> ALL =
      Map.of(
          "network", new GradientGraph(),
          "logistic", new GradientGraph(),
          "prior", KindGraphs::prior,
          "neighbours", new NeighboursGraph(),
          "forest", new ForestGraph(),
          "naive-bayes", new NaiveBayesGraph(),
          "blend", new BlendGraph());

  /** Why a graph cannot answer as a kind does. */
  private static final Map<String, String> LEFT_OUT =
      Map.of("label-chain", "it answers by the labels that came last, which a graph is not told");

  private KindGraphs() {}

  /** Returns why a graph cannot answer as a kind does; null if it can. */
  static String whyNot(String kind) {
    return LEFT_OUT.get(kind);
  }

  /**
   * Returns how a kind becomes a part of a graph, if it can.
   *
   * @param kind one of {@link io.gyre.learning.list.Kinds}
   */
  static KindGraph of(String kind) {
    KindGraph found = ALL.get(kind);
    if (found == null) {
      throw new IllegalStateException("KindGraphs has no line for the kind " + kind);
    }
    return found;
  }

  /** Adds the frequencies of the classes, whatever the row. */
  private static String prior(ModelGraph model, ScoredLearner learner) {
    double[] frequencies = new double[model.classes];
    learner.learner.predict(null, null, frequencies);
    return model.inputs.inEachRow(frequencies);
  }
}
