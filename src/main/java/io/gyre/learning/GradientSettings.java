package io.gyre.learning;

/** The settings of a kind that is a {@link Model} and learns as {@link GradientLearner} does. */
interface GradientSettings extends KindSettings {

  /** How it learns. */
  TrainingSettings training();

  /** Where the weights start. */
  Initialisation initialisation();

  /** How many parameters the model has. */
  long parameters(int features, int classes);

  @Override
  default long numbers(int features, int classes) {
    return parameters(features, classes) * (1 + Optimisers.of(training()).moments());
  }

  /** Makes the model with its initial parameters. */
  Model model(int features, int classes);

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

  /** How many points a gradient is of, if no batch is longer than set. */
  default int points() {
    return training().batch() + training().replay();
  }
}
