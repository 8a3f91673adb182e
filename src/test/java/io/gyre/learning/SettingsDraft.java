package io.gyre.learning;

import io.gyre.Examples;
import io.gyre.learning.gradient.GradientSettings;
import io.gyre.learning.gradient.Initialisation;
import io.gyre.learning.gradient.LogisticRegressionSettings;
import io.gyre.learning.gradient.NetworkSettings;
import io.gyre.learning.optimiser.TrainingSettings;
import io.gyre.learning.settings.ColumnView;

/** Settings being written: plain gradient descent, nothing scaled or clipped, until changed. */
public final class SettingsDraft {

  private final boolean network;
  public int hidden;
  public Initialisation initialisation;
  public String optimiser = "gradient-descent";
  public double learningRate = 0.1;
  public double momentum = 0.9;
  public int batch = 8;
  public int replay;
  public int memory = 8;
  public int steps = 1;
  public double l2;
  public ColumnView view = ColumnView.PLAIN;
  public double clip;
  public double clipNorm;
  public long seed = 42;

  private SettingsDraft(boolean network, Initialisation initialisation) {
    this.network = network;
    this.initialisation = initialisation;
  }

  public static SettingsDraft logistic() {
    return new SettingsDraft(false, Initialisation.ZERO);
  }

  public static SettingsDraft network(int hidden) {
    SettingsDraft draft = new SettingsDraft(true, Initialisation.FAN_IN);
    draft.hidden = hidden;
    return draft;
  }

  /** The settings of one of the learners that Gyre starts with. */
  static SettingsDraft standard(String name) {
    KindSettings settings =
        Examples.learners().stream()
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

  public TrainingSettings training() {
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

  public GradientSettings settings() {
    return network
        ? new NetworkSettings(hidden, initialisation, training())
        : new LogisticRegressionSettings(initialisation, training());
  }

  public Run run(int features, int classes) {
    return new Run(features, classes, settings());
  }
}
