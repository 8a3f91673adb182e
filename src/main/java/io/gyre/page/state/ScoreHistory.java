package io.gyre.page.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A learner's scores over time in bounded room: the last {@value #FINE} windows as they are, all
 * older ones merged into {@value #COARSE}. Not thread-safe.
 */
public final class ScoreHistory {

  private static final int FINE = 600;
  private static final int COARSE = 600;

  /**
   * The scores of a window, or the means of several windows' scores.
   *
   * @param timeMs the end of the window, ms since the epoch
   * @param values in the order of {@link DashboardState#curves}, not modified; NaN where one is
   *     undefined, and shorter if metrics have appeared since
   * @param faded the same of all points until then, each counting 0.999 times what the next does
   * @param labelled the points that the values are of, 1 or more
   * @param total the labels that were learned from until then
   * @param change the number of the state's change that brought it
   */
  public record Score(
      long timeMs, double[] values, double[] faded, long labelled, long total, long change) {

    private Score and(Score later) {
      long both = labelled + later.labelled;
      double share = (double) later.labelled / both;
      return new Score(
          later.timeMs,
          means(values, later.values, share),
          later.faded,
          both,
          later.total,
          later.change);
    }

    /** Returns the means; an undefined value counts for nothing. */
    private static double[] means(double[] before, double[] after, double share) {
      double[] means = Arrays.copyOf(before, Math.max(before.length, after.length));
      Arrays.fill(means, before.length, means.length, Double.NaN);
      for (int i = 0; i < after.length; i++) {
        if (Double.isNaN(means[i])) {
          means[i] = after[i];
        } else if (!Double.isNaN(after[i])) {
          means[i] += (after[i] - means[i]) * share;
        }
      }
      return means;
    }
  }

  private final List<Score> all = new ArrayList<>();

  /** Adds a window's score if it is later than the last: a record may be read twice. */
  void add(Score score) {
    if (!all.isEmpty() && score.timeMs <= all.get(all.size() - 1).timeMs) {
      return;
    }
    all.add(score);
    if (all.size() > COARSE + FINE) {
      int least = COARSE - 1;
      for (int i = COARSE - 2; i >= 0; i--) {
        least = labelled(i) < labelled(least) ? i : least;
      }
      all.set(least, all.get(least).and(all.remove(least + 1)));
    }
  }

  private long labelled(int old) {
    return all.get(old).labelled + all.get(old + 1).labelled;
  }

  /** Returns the scores that came after a change, oldest first. */
  public List<Score> since(long change) {
    return all.stream().filter(score -> score.change > change).toList();
  }
}
