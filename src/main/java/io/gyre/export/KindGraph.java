package io.gyre.export;

import io.gyre.fold.state.ScoredLearner;

/** Adds what one kind of learner answers to a graph. */
interface KindGraph {

  /**
   * Adds the answer of a learner.
   *
   * @return the name of its probabilities, N×K
   */
  String add(ModelGraph model, ScoredLearner learner);

  /** Returns why a graph cannot answer as this kind does; null if it can. */
  default String whyNot() {
    return null;
  }

  /** Makes a kind that a graph cannot answer as. */
  static KindGraph leftOut(String why) {
    return new KindGraph() {

      @Override
      public String add(ModelGraph model, ScoredLearner learner) {
        throw new IllegalStateException(why);
      }

      @Override
      public String whyNot() {
        return why;
      }
    };
  }
}
