package io.gyre.stream;

import io.gyre.learning.CrossEntropy;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.OnlineLearner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the topology must give for points in the order of their time, written down without Kafka,
 * without state, and without any class of this package: predict, score, learn; flush at the end of
 * a window.
 */
final class PlainLoop {

  static final long WINDOW_MS = 1_000;

  record Answer(String id, double probability, long step) {}

  record Scored(
      long start,
      long points,
      long labelled,
      Double cost,
      Double accuracy,
      long steps,
      long step,
      long refused) {}

  final OnlineLearner learner;
  final List<Answer> answers = new ArrayList<>();
  final List<Scored> windows = new ArrayList<>();

  /** The learner's arrays at the end of each window. */
  final List<double[][]> arrays = new ArrayList<>();

  private long window = -1;
  private long points;
  private long labelled;
  private long right;
  private double cost;
  private long stepsBefore;

  PlainLoop(LearnerSettings settings, int features) {
    learner = new OnlineLearner(settings, features);
  }

  void run(List<Arriving> stream) {
    for (Arriving arriving : stream) {
      long start = arriving.timestampMs() / WINDOW_MS * WINDOW_MS;
      if (window >= 0 && start > window) {
        endWindow();
      }
      window = start;
      predictAndLearn(arriving);
    }
  }

  private void predictAndLearn(Arriving arriving) {
    double[] x = arriving.point().features();
    double logit = learner.logit(x);
    double probability = CrossEntropy.sigmoid(logit);
    answers.add(new Answer(arriving.point().id(), probability, learner.step()));
    points++;
    int label = arriving.point().label();
    if (label >= 0) {
      labelled++;
      cost += CrossEntropy.cost(logit, label);
      right += (probability > 0.5) == (label == 1) ? 1 : 0;
      learner.learn(x, label);
    }
  }

  private void endWindow() {
    learner.flush();
    windows.add(
        new Scored(
            window,
            points,
            labelled,
            labelled == 0 ? null : cost / labelled,
            labelled == 0 ? null : (double) right / labelled,
            learner.step() - stepsBefore,
            learner.step(),
            learner.refused()));
    arrays.add(Arrays.stream(learner.arrays()).map(double[]::clone).toArray(double[][]::new));
    stepsBefore = learner.step();
    points = 0;
    labelled = 0;
    right = 0;
    cost = 0;
  }
}
