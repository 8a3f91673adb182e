package io.gyre.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.learning.PredictedClass;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * What a learner predicts over a plane, in n × n places: rows from bottom to top, columns from left
 * to right, edges included. Where x and y are one field, there is one row.
 *
 * @param learner its id
 * @param x the path of the field from left to right
 * @param y the path of the field from bottom to top
 * @param low lowest value of each of the two
 * @param high highest value of each
 * @param resolution n; less than was asked for if the learner would take too long
 * @param classes by their numbers
 * @param positive the positive one of two classes; null unless there are two
 * @param step how many updates it had seen
 * @param by {@code fold} if the learner itself was asked, {@code parameters} if those that it
 *     published were
 * @param predictions n × n numbers of classes, each the most probable; null with two classes
 * @param probabilities n × n, with two classes of the positive one, else of the most probable one
 * @param curves where x and y are one field: the probabilities of each class along it; else null
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
    long step,
    String by,
    @JsonInclude(JsonInclude.Include.NON_NULL) int[][] predictions,
    double[][] probabilities,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<Curve> curves) {

  /** The resolution that tells how long a finer one takes. */
  private static final int COARSE = 16;

  /** So long a plane may take, in ns; a question to one who learns takes thrice its work. */
  private static final double MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  /** A little finer is not worth it. */
  private static final double FINER = 1.25;

  /** Who is asked about many places. */
  @FunctionalInterface
  interface Asked {

    /** As {@link LiveModel#ask(int, String, int, IntFunction, LiveModel.Visitor)}. */
    Optional<LiveModel.Answered> ask(
        int points, IntFunction<Fields> point, LiveModel.Visitor visitor);
  }

  /**
   * What was answered in n × n places.
   *
   * @param all where there is one row: all probabilities, n × K; else null
   */
  private record Grid(
      LiveModel.Answered by,
      int[][] predictions,
      double[][] probabilities,
      double[][] all,
      boolean uniform) {

    static Optional<Grid> of(Asked asked, FeaturePlane.Places places, int n) {
      int rows = places.isLine() ? 1 : n;
      int[][] predictions = new int[rows][n];
      double[][] probabilities = new double[rows][n];
      double[][] all = places.isLine() ? new double[n][] : null;
      int[] classes = {-1};
      boolean[] uniform = {true};
      return asked
          .ask(
              rows * n,
              i -> places.at(i % n / (n - 1.0), i / n / (n - 1.0)),
              (i, p, positive) -> {
                int predicted = PredictedClass.predicted(p, positive);
                predictions[i / n][i % n] = predicted;
                if (predicted != PredictedClass.NONE) {
                  probabilities[i / n][i % n] =
                      p[positive == PredictedClass.NONE ? predicted : positive];
                }
                if (all != null) {
                  all[i] = p.clone();
                }
                uniform[0] &= classes[0] < 0 || classes[0] == p.length;
                classes[0] = p.length;
              })
          .map(by -> new Grid(by, predictions, probabilities, all, uniform[0]));
    }
  }

  /**
   * Asks about a plane.
   *
   * @param n the resolution, 2 or more
   * @return empty if nobody answers
   */
  static Optional<Plane> of(String learner, String by, FeaturePlane plane, int n, Asked asked) {
    FeaturePlane.Places places = plane.places();
    int coarse = Math.min(n, COARSE);
    long begin = System.nanoTime();
    Optional<Grid> grid = Grid.of(asked, places, coarse);
    double nanos = Math.max(1, System.nanoTime() - begin);
    int finest = (int) Math.min(n, coarse * Math.sqrt(MOST_NANOS / nanos));
    if (grid.isPresent() && (finest == n && n > coarse || finest > FINER * coarse)) {
      grid = Grid.of(asked, places, finest);
    }
    if (grid.isPresent() && !grid.get().uniform) {
      // A class has appeared in between.
      grid = Grid.of(asked, places, coarse);
    }
    return grid.map(found -> of(learner, by, plane, found));
  }

  private static Plane of(String learner, String by, FeaturePlane plane, Grid grid) {
    return new Plane(
        learner,
        plane.x(),
        plane.y(),
        plane.low(),
        plane.high(),
        grid.probabilities[0].length,
        grid.by.classes(),
        grid.by.positive(),
        grid.by.step(),
        by,
        grid.by.classes().size() == 2 ? null : grid.predictions,
        grid.probabilities,
        grid.all == null || !grid.uniform ? null : Curve.of(grid.all));
  }
}
