package io.gyre.learning.gradient;

import io.gyre.learning.KindSettings;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;
import io.gyre.learning.optimiser.Optimisers;
import io.gyre.learning.optimiser.TrainingSettings;
import io.gyre.learning.settings.AmountView;

/** The settings of a kind of {@link GradientLearner}. */
public interface GradientSettings extends KindSettings {

  TrainingSettings training();

  /** Returns the rule for the initial weights. */
  Initialisation initialisation();

  /** Returns how it sees labels that are amounts. */
  default AmountView amounts() {
    return AmountView.PLAIN;
  }

  /** Returns H, hidden units; 0 for a linear model. */
  int hidden();

  default long parameters(int features, int classes) {
    long outputs = GradientModel.outputs(classes);
    return hidden() == 0
        ? outputs * (features + 1L)
        : hidden() * (features + 1L) + outputs * (hidden() + 1L);
  }

  @Override
  default long numbers(int features, int classes) {
    return parameters(features, classes) * (1 + Optimisers.of(training()).moments());
  }

  @Override
  default long workspace(int features, int classes) {
    long points = training().batch() + training().replay();
    return points * Math.max(Math.max(features, hidden()), classes);
  }

  @Override
  default Learner create(Shared shared, int classes) {
    return new GradientLearner(this, shared, classes);
  }

  @Override
  default int memory() {
    return training().memory();
  }

  @Override
  default boolean standardises() {
    return training().view().standardises();
  }
}
