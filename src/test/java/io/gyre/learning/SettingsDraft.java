package io.gyre.learning;

/** Settings being written: plain gradient descent, nothing scaled or clipped, until changed. */
final class SettingsDraft {

  private final boolean network;
  int hidden;
  Initialisation initialisation;
  String optimiser = "gradient-descent";
  double learningRate = 0.1;
  double momentum = 0.9;
  int batch = 8;
  int replay;
  int memory = 8;
  int steps = 1;
  double l2;
  View view = View.PLAIN;
  double clip;
  double clipNorm;
  long seed = 42;

  private SettingsDraft(boolean network, Initialisation initialisation) {
    this.network = network;
    this.initialisation = initialisation;
  }

  static SettingsDraft logistic() {
    return new SettingsDraft(false, Initialisation.ZERO);
  }

  static SettingsDraft network(int hidden) {
    SettingsDraft draft = new SettingsDraft(true, Initialisation.FAN_IN);
    draft.hidden = hidden;
    return draft;
  }

  /** The settings of one of the learners that Gyre starts with. */
  static SettingsDraft standard(String name) {
    KindSettings settings =
        LearnersJson.standard().stream()
            .filter(s -> s.name().equals(name))
            .findFirst()
            .orElseThrow()
            .settings();
    SettingsDraft draft = logistic();
    if (settings instanceof NetworkSettings of) {
      draft = network(of.hidden());
      draft.initialisation = of.initialisation();
    }
    TrainingSettings training = ((GradientSettings) settings).training();
    draft.optimiser = training.optimiser();
    draft.learningRate = training.learningRate();
    draft.momentum = training.momentum();
    draft.batch = training.batch();
    draft.replay = training.replay();
    draft.memory = training.memory();
    draft.steps = training.steps();
    draft.l2 = training.l2();
    draft.view = training.view();
    draft.clip = training.clip();
    draft.clipNorm = training.clipNorm();
    draft.seed = training.seed();
    return draft;
  }

  TrainingSettings training() {
    return new TrainingSettings(
        optimiser,
        learningRate,
        momentum,
        batch,
        replay,
        memory,
        steps,
        l2,
        view,
        clip,
        clipNorm,
        seed);
  }

  GradientSettings settings() {
    return network
        ? new NetworkSettings(hidden, initialisation, training())
        : new LogisticRegressionSettings(initialisation, training());
  }

  Run run(int features, int classes) {
    return new Run(features, classes, settings());
  }
}
