package io.gyre.scoring;

import java.util.Random;

/** Scored points for tests: a learner that is right most of the time, of K classes. */
record Scored(
    int label,
    int predicted,
    double cost,
    double confidence,
    int lastLabel,
    int majority,
    double positive) {

  /** Returns points; with no class or one, of a learner that has not seen a label. */
  static Scored[] points(int classes, int count, long seed) {
    Random random = new Random(seed);
    Baselines baselines = new Baselines();
    Scored[] points = new Scored[count];
    for (int i = 0; i < count; i++) {
      points[i] = classes == 0 ? first() : point(classes, random, baselines);
      baselines.add(points[i].label);
    }
    return points;
  }

  private static Scored first() {
    return new Scored(0, Outcomes.NONE, Math.log(2), 0, Outcomes.NONE, Outcomes.NONE, Double.NaN);
  }

  private static Scored point(int classes, Random random, Baselines baselines) {
    // Class 0 is the most frequent.
    int label = Math.min(random.nextInt(classes), random.nextInt(classes));
    int predicted = random.nextInt(4) == 0 ? random.nextInt(classes) : label;
    double confidence = 1 - random.nextDouble() * (classes - 1) / classes;
    double positive = classes != 2 ? Double.NaN : predicted == 1 ? confidence : 1 - confidence;
    return new Scored(
        label,
        predicted,
        -Math.log(random.nextDouble() + 1e-6) + 1e-6,
        confidence,
        baselines.lastLabel(),
        baselines.majority(),
        positive);
  }

  /** The same point, predicted rightly and with nearly all probability. */
  Scored sure() {
    double p = Double.isNaN(positive) ? positive : label == 1 ? 0.9999 : 0.0001;
    return new Scored(label, label, 1e-4, 0.9999, lastLabel, majority, p);
  }

  void addTo(Outcomes outcomes) {
    outcomes.add(label, predicted, cost, confidence, lastLabel, majority, positive, label == 1);
  }

  /** Adds points in batches of at most so many, with room for each class when it comes. */
  static void add(Scored[] points, int size, ScopedMetrics to) {
    Outcomes outcomes = new Outcomes(size);
    for (Scored point : points) {
      int classes = Math.max(point.label, point.predicted) + 1;
      if (outcomes.isFull() || classes > to.classes()) {
        to.add(outcomes);
        outcomes.clear();
        to.resize(classes);
      }
      point.addTo(outcomes);
    }
    to.add(outcomes);
  }
}
