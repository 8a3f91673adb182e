package io.gyre.dashboard.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A learner's scores over time in bounded room: the last {@value #FINE} windows as they are, older
 * ones merged, so many at a time that {@value #COARSE} suffice. So the whole run stays in sight,
 * coarser the longer it is. Not thread-safe.
 */
public final class ScoreHistory {

  private static final int FINE = 600;
  private static final int COARSE = 600;
  private static final int NEWEST = 20;

  /**
   * The scores of a window, or the means of several windows' scores.
   *
   * @param timeMs the end of the window, ms since the epoch
   * @param values by the number of the metric in {@link ChartMetricIndex}, not modified; NaN where
   *     one is undefined, and nothing for metrics that have appeared since
   * @param faded the same of all points until then, each counting 0.999 times what the next does
   * @param labelled how many points the window's scores are of, 1 or more
   * @param total labels that were learned from until then
   */
  public record Score(long timeMs, double[] values, double[] faded, long labelled, long total) {

    private Score and(Score later) {
      long both = labelled + later.labelled;
      double share = (double) later.labelled / both;
      return new Score(
          later.timeMs, means(values, later.values, share), later.faded, both, later.total);
    }

    private static double[] means(double[] before, double[] after, double share) {
      double[] means = new double[Math.max(before.length, after.length)];
      Arrays.setAll(means, i -> mean(at(before, i), at(after, i), share));
      return means;
    }

    private static double at(double[] values, int metric) {
      return metric < values.length ? values[metric] : Double.NaN;
    }

    /** An undefined value counts for nothing. */
    private static double mean(double before, double after, double share) {
      if (Double.isNaN(before) || Double.isNaN(after)) {
        return Double.isNaN(before) ? after : before;
      }
      return before + (after - before) * share;
    }
  }

  private final ArrayDeque<Score> fine = new ArrayDeque<>();
  private final List<Score> coarse = new ArrayList<>();

  /** Old windows that are merged into one score. */
  private int stride = 1;

  private Score merging;
  private int merged;

  /** Scores added since {@link #tell}: those beyond {@value #NEWEST} are not among the last. */
  private int untold;

  /** Adds a window's score unless it is not later than the last: a record may be read twice. */
  void add(Score score) {
    if (!fine.isEmpty() && score.timeMs() <= fine.getLast().timeMs()) {
      return;
    }
    fine.addLast(score);
    untold++;
    if (fine.size() > FINE) {
      age(fine.removeFirst());
    }
  }

  private void age(Score old) {
    merging = merging == null ? old : merging.and(old);
    if (++merged < stride) {
      return;
    }
    coarse.add(merging);
    merging = null;
    merged = 0;
    if (coarse.size() == COARSE) {
      for (int i = 0; i < COARSE / 2; i++) {
        coarse.set(i, coarse.get(2 * i).and(coarse.get(2 * i + 1)));
      }
      coarse.subList(COARSE / 2, COARSE).clear();
      stride *= 2;
    }
  }

  /** All, oldest first. */
  public List<Score> all() {
    List<Score> all = new ArrayList<>(coarse);
    if (merging != null) {
      all.add(merging);
    }
    all.addAll(fine);
    return all;
  }

  /** Whether more were added since {@link #tell} than it tells. */
  boolean hasMoreToTell() {
    return untold > NEWEST;
  }

  /** The scores added since the last call, oldest first, at most {@value #NEWEST}. */
  public List<Score> tell() {
    int last = Math.min(untold, NEWEST);
    untold = 0;
    return fine.stream().skip(Math.max(0, fine.size() - last)).toList();
  }
}
