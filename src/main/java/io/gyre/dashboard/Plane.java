package io.gyre.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gyre.dashboard.state.FollowedLearner;
import io.gyre.data.Label;
import io.gyre.fold.LiveModel;
import io.gyre.fold.answer.Answer;
import io.gyre.serving.HttpLimits;
import io.gyre.topic.LearnerKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * What a learner predicts over a plane, in n × n places: rows from bottom to top, columns from left
 * to right, edges included. Where x and y are one field, there is one row. {@code openapi.json}
 * describes the members.
 */
record Plane(
    String learner,
    String x,
    String y,
    double[] low,
    double[] high,
    int resolution,
    List<Label> classes,
    Label positive,
    long offset,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long ageMs,
    long step,
    @JsonInclude(JsonInclude.Include.NON_NULL) int[][] predictions,
    double[][] probabilities,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<Curve> curves) {

  /** The resolution that tells how long a finer one takes. */
  private static final int COARSE = 16;

  /** A little finer is not worth it. */
  private static final double FINER = 1.25;

  /** How probable the class of number k is along a field. */
  record Curve(int k, double[] p) {

    /** Curves that are told. */
    private static final int MOST = 20;

    /**
     * Returns the curves of the classes, those with the highest peaks first.
     *
     * @param probabilities n × K
     */
    static List<Curve> of(double[][] probabilities) {
      return IntStream.range(0, probabilities[0].length)
          .mapToObj(
              k -> new Curve(k, Arrays.stream(probabilities).mapToDouble(p -> p[k]).toArray()))
          .sorted(Comparator.comparingDouble(curve -> -Arrays.stream(curve.p).max().orElse(0)))
          .limit(MOST)
          .toList();
    }
  }

  /**
   * What was answered in n × n places.
   *
   * @param all where there is one row: all probabilities, n × K; else null
   */
  private record Grid(
      Answer by, int[][] predictions, double[][] probabilities, double[][] all, boolean uniform) {

    static Optional<Grid> of(LiveModel asked, LearnerKey key, FeaturePlane plane, int n) {
      FeaturePlane.Places places = plane.places();
      int rows = plane.isLine() ? 1 : n;
      int[][] predictions = new int[rows][n];
      double[][] probabilities = new double[rows][n];
      double[][] all = plane.isLine() ? new double[n][] : null;
      int[] classes = {-1};
      boolean[] uniform = {true};
      return asked
          .ask(
              key.partition(),
              key.learner(),
              rows * n,
              i -> places.at(i % n / (n - 1.0), i / n / (n - 1.0)),
              (i, answer, learner) -> {
                int k = answer.predicted(learner);
                predictions[i / n][i % n] = k;
                if (k != Answer.NONE) {
                  int shown = answer.positive() == Answer.NONE ? k : answer.positive();
                  probabilities[i / n][i % n] = answer.probability(learner, shown);
                }
                if (all != null) {
                  all[i] = answer.probabilities(learner);
                }
                uniform[0] &= classes[0] < 0 || classes[0] == answer.classes().size();
                classes[0] = answer.classes().size();
              })
          .map(by -> new Grid(by, predictions, probabilities, all, uniform[0]));
    }
  }

  /**
   * Asks about a plane.
   *
   * @param key of the learner that is asked
   * @param n the resolution, 2 or more
   * @return empty if it does not answer
   */
  static Optional<Plane> of(LiveModel asked, LearnerKey key, FeaturePlane plane, int n) {
    OptionalLong age = asked.ageMs(key.partition());
    int coarse = Math.min(n, COARSE);
    long begin = System.nanoTime();
    Optional<Grid> grid = Grid.of(asked, key, plane, coarse);
    double nanos = Math.max(1, System.nanoTime() - begin);
    int finest = (int) Math.min(n, coarse * Math.sqrt(HttpLimits.PLANE_NANOS / nanos));
    if (grid.isPresent() && (finest == n && n > coarse || finest > FINER * coarse)) {
      grid = Grid.of(asked, key, plane, finest);
    }
    if (grid.isPresent() && !grid.get().uniform) {
      // A class has appeared in between.
      grid = Grid.of(asked, key, plane, coarse);
    }
    return grid.map(found -> of(key, plane, found, age));
  }

  private static Plane of(LearnerKey key, FeaturePlane plane, Grid grid, OptionalLong ageMs) {
    return new Plane(
        FollowedLearner.id(key),
        plane.x(),
        plane.y(),
        plane.low(),
        plane.high(),
        grid.probabilities[0].length,
        grid.by.classes(),
        grid.by.positiveClass(),
        grid.by.offset(),
        ageMs.isPresent() ? (Long) ageMs.getAsLong() : null,
        grid.by.step(grid.by.learners().indexOf(key.learner())),
        grid.by.classes().size() == 2 ? null : grid.predictions,
        grid.probabilities,
        grid.all == null || !grid.uniform ? null : Curve.of(grid.all));
  }
}
