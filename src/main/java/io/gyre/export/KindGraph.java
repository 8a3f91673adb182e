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
}
