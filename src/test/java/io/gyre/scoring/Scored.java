package io.gyre.scoring;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** Scored points for tests: a learner that is right most of the time, of K classes. */
record Scored(
    int label,
    int predicted,
    double cost,
    double confidence,
    int lastLabel,
    int majority,
    double[] p) {

  /** The points of thousands of cases, which are mostly the same. */
  private static final Map<List<? extends Number>, Scored[]> MADE = new ConcurrentHashMap<>();

  /** Returns points; with no class or one, of a learner that has not seen a label. */
  static Scored[] points(int classes, int count, long seed) {
    return MADE.computeIfAbsent(List.of(classes, count, seed), absent -> make(classes, count, seed))
        .clone();
  }

  private static Scored[] make(int classes, int count, long seed) {
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
    return new Scored(
        0, Outcomes.NONE, Math.log(2), 0, Outcomes.NONE, Outcomes.NONE, new double[0]);
  }

  private static Scored point(int classes, Random random, Baselines baselines) {
    // Class 0 is the most frequent.
    int label = Math.min(random.nextInt(classes), random.nextInt(classes));
    int predicted = random.nextInt(4) == 0 ? random.nextInt(classes) : label;
    double confidence = 1 - random.nextDouble() * (classes - 1) / classes;
    double[] p = new double[classes];
    Arrays.fill(p, (1 - confidence) / Math.max(1, classes - 1));
    p[predicted] = confidence;
    return new Scored(
        label,
        predicted,
        -Math.log(random.nextDouble() + 1e-6) + 1e-6,
        confidence,
        baselines.lastLabel(),
        baselines.majority(),
        p);
  }

  /** The same point, predicted rightly and with nearly all probability. */
  Scored sure() {
    double[] sure = new double[p.length];
    Arrays.fill(sure, 0.0001);
    sure[label] = 0.9999;
    return new Scored(label, label, 1e-4, 0.9999, lastLabel, majority, sure);
  }

  void addTo(Outcomes outcomes) {
    int positive = p.length == 2 ? 1 : Outcomes.NONE;
    outcomes.add(label, predicted, cost, confidence, lastLabel, majority, positive, p, p.length);
  }

  /** Adds it as an amount, which knows of no classes. */
  void addAmountTo(Outcomes outcomes) {
    boolean hasInterval = label % 5 != 4;
    outcomes.add(
        new AmountOutcome(
            label + confidence,
            label % 7 == 6,
            predicted + cost,
            lastLabel,
            majority,
            hasInterval ? predicted : Double.NaN,
            hasInterval ? predicted + 2 * cost : Double.NaN),
        predicted != Outcomes.NONE);
  }

  /** Adds points in batches of at most so many, with room for each class when it comes. */
  static void add(Scored[] points, int size, ScopedMetrics to) {
    add(points, size, to, Scored::addTo);
  }

  /** Does so with points of classes or of amounts. */
  static void add(Scored[] points, int size, ScopedMetrics to, BiConsumer<Scored, Outcomes> adder) {
    Outcomes outcomes = new Outcomes(size);
    for (Scored point : points) {
      int classes = Math.max(Math.max(point.label, point.predicted) + 1, point.p.length);
      if (outcomes.isFull() || classes > to.classes()) {
        to.add(outcomes);
        outcomes.clear();
        to.resize(classes);
      }
      adder.accept(point, outcomes);
    }
    to.add(outcomes);
  }
}
