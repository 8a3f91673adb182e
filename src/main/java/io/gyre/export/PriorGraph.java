package io.gyre.export;

import io.gyre.fold.state.ScoredLearner;

/** The frequencies of the classes, whatever the row. */
final class PriorGraph implements KindGraph {

  @Override
  public String add(ModelGraph model, ScoredLearner learner) {
    double[] frequencies = new double[model.classes];
    learner.learner.predict(new double[model.inputs.encoder.slots()], frequencies);
    return model.inputs.inEachRow(frequencies);
  }
}
