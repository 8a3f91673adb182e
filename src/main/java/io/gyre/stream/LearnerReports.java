package io.gyre.stream;

import io.gyre.learning.LearnerSettings;
import io.gyre.learning.OnlineLearner;
import io.gyre.learning.Scaler;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import org.ejml.data.DMatrixRMaj;

/** Makes the records on {@code metrics} and {@code parameters} out of a learner and its scores. */
final class LearnerReports {

  private final LearnerSettings settings;
  private final int partition;
  private final OnlineLearner learner;
  private final Scores scores;

  LearnerReports(LearnerSettings settings, int partition, OnlineLearner learner, Scores scores) {
    this.settings = settings;
    this.partition = partition;
    this.learner = learner;
    this.scores = scores;
  }

  /** The metrics of a window, final or as they stand. */
  Metrics metrics(Window window, boolean closed) {
    boolean scored = window.labelled > 0;
    return new Metrics(
        settings.name(),
        partition,
        window.startMs,
        scores.end(window.startMs),
        closed,
        window.points,
        window.labelled,
        scored ? window.cost / window.labelled : null,
        scored ? (double) window.correct / window.labelled : null,
        window.late,
        window.early,
        window.steps,
        learner.step(),
        window.refused,
        new Metrics.Totals(
            scores.points(),
            learner.memory().count(),
            scores.late(),
            scores.early(),
            learner.refused(),
            scores.missed()));
  }

  /** The parameters as they stand, copied. */
  Parameters parameters(String digest) {
    DMatrixRMaj[] parameters = learner.model().parameters();
    int output = parameters.length - 2;
    boolean network = output > 0;
    return new Parameters(
        settings.name(),
        partition,
        settings.kind().toString(),
        learner.model().features(),
        settings.hidden(),
        learner.step(),
        network ? rows(parameters[0]) : null,
        network ? parameters[1].data.clone() : null,
        rows(parameters[output]),
        parameters[output + 1].data.clone(),
        scaling(),
        Learners.toJson(settings),
        digest);
  }

  private Parameters.Scaling scaling() {
    Scaler scaler = learner.scaler();
    if (scaler.scaling() == Scaler.Scaling.NONE) {
      return null;
    }
    int features = learner.model().features();
    double[] mean = new double[features];
    double[] deviation = new double[features];
    for (int d = 0; d < features; d++) {
      mean[d] = scaler.mean(d);
      deviation[d] = scaler.deviation(d);
    }
    return new Parameters.Scaling(scaler.count(), mean, deviation);
  }

  private static double[][] rows(DMatrixRMaj matrix) {
    double[][] rows = new double[matrix.numRows][matrix.numCols];
    for (int r = 0; r < matrix.numRows; r++) {
      System.arraycopy(matrix.data, r * matrix.numCols, rows[r], 0, matrix.numCols);
    }
    return rows;
  }
}
