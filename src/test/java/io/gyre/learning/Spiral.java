package io.gyre.learning;

import io.gyre.Examples;
import io.gyre.data.Point;
import io.gyre.data.Spirals;

/** A learner's run over endless spirals, test-then-train, its batch flushed every 2,000 points. */
final class Spiral {

  static final int WINDOW = 2_000;

  private final Run learner;
  private final Spirals spirals;
  private int next;

  Spiral(KindSettings settings, long seed) {
    this(new Run(2, 2, settings), Examples.spirals(seed), 0);
  }

  private Spiral(Run learner, Spirals spirals, int next) {
    this.learner = learner;
    this.spirals = spirals;
    this.next = next;
  }

  /** A run that goes on from here by itself. */
  Spiral fork() {
    return new Spiral(learner.restored(), spirals, next);
  }

  Run learner() {
    return learner;
  }

  /** The share of right predictions in percent, over so many points more. */
  double run(int points) {
    int right = 0;
    for (int i = 0; i < points; i++, next++) {
      Point point = spirals.at(next);
      double probability = learner.predict(point.features())[1];
      int arm = Integer.parseInt(point.label().text());
      right += (probability > 0.5 ? 1 : 0) == arm ? 1 : 0;
      learner.learn(arm, point.features());
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
