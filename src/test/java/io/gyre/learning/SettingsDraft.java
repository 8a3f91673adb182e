package io.gyre.learning;

import io.gyre.learning.LearnerSettings.Initialisation;
import io.gyre.learning.LearnerSettings.Kind;

/** Settings being written: plain gradient descent, nothing scaled or clipped, until changed. */
final class SettingsDraft {

  String name = "learner";
  Kind kind = Kind.LOGISTIC;
  int hidden;
  Initialisation initialisation = Initialisation.ZERO;
  Optimiser.Rule optimiser = Optimiser.Rule.GRADIENT_DESCENT;
  double learningRate = 0.1;
  double momentum = 0.9;
  int batch = 8;
  int replay;
  int memory = 8;
  int steps = 1;
  double l2;
  Scaler.Scaling scaling = Scaler.Scaling.NONE;
  double clip;
  double clipNorm;
  long seed = 42;

  static SettingsDraft logistic() {
    return new SettingsDraft();
  }

  static SettingsDraft network(int hidden) {
    SettingsDraft draft = new SettingsDraft();
    draft.kind = Kind.NETWORK;
    draft.hidden = hidden;
    draft.initialisation = Initialisation.FAN_IN;
    return draft;
  }

  static SettingsDraft of(LearnerSettings settings) {
    SettingsDraft draft = new SettingsDraft();
    draft.name = settings.name();
    draft.kind = settings.kind();
    draft.hidden = settings.hidden();
    draft.initialisation = settings.initialisation();
    draft.optimiser = settings.optimiser();
    draft.learningRate = settings.learningRate();
    draft.momentum = settings.momentum();
    draft.batch = settings.batch();
    draft.replay = settings.replay();
    draft.memory = settings.memory();
    draft.steps = settings.steps();
    draft.l2 = settings.l2();
    draft.scaling = settings.scaling();
    draft.clip = settings.clip();
    draft.clipNorm = settings.clipNorm();
    draft.seed = settings.seed();
    return draft;
  }

  LearnerSettings settings() {
    return new LearnerSettings(
        name,
        kind,
        hidden,
        initialisation,
        optimiser,
        learningRate,
        momentum,
        batch,
        replay,
        memory,
        steps,
        l2,
        scaling,
        clip,
        clipNorm,
        seed);
  }

  OnlineLearner learner(int features) {
    return new OnlineLearner(settings(), features);
  }
}
