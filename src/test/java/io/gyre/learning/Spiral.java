package io.gyre.learning;

import io.gyre.data.Point;
import io.gyre.data.Spirals;

/** A learner's run over endless spirals, test-then-train, its batch flushed every 2,000 points. */
final class Spiral {

  static final int WINDOW = 2_000;

  private final OnlineLearner learner;
  private final Spirals spirals;
  private int next;

  Spiral(LearnerSettings settings, long seed) {
    this(new OnlineLearner(settings, 2), Spirals.standard(seed), 0);
  }

  private Spiral(OnlineLearner learner, Spirals spirals, int next) {
    this.learner = learner;
    this.spirals = spirals;
    this.next = next;
  }

  /** A run that goes on from here by itself. */
  Spiral fork() {
    return new Spiral(Copies.of(learner), spirals, next);
  }

  OnlineLearner learner() {
    return learner;
  }

  /** The share of right predictions in percent, over so many points more. */
  double run(int points) {
    int right = 0;
    for (int i = 0; i < points; i++, next++) {
      Point point = spirals.at(next);
      double probability = CrossEntropy.sigmoid(learner.logit(point.features()));
      right += (probability > 0.5 ? 1 : 0) == Integer.parseInt(point.label().text()) ? 1 : 0;
      learner.learn(point.features(), Integer.parseInt(point.label().text()));
      if ((next + 1) % WINDOW == 0) {
        learner.flush();
      }
    }
    return points == 0 ? 0 : 100.0 * right / points;
  }

  /** The accuracy of the next window. */
  double window() {
    return run(WINDOW);
  }
}
