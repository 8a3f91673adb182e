package io.gyre.dashboard.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A confusion matrix of the last labels: the difference of two totals, so that it is exact. Guarded
 * by the lock of its {@link DashboardState}.
 */
public final class RecentConfusion {

  /** The number of labels in it, or some more: a total is published once a window. */
  private static final int LAST = 1_000;

  /** More than the learners publish; anyone else may write a table of any size. */
  private static final int MOST_CLASSES = 50;

  private static final int APART = LAST / 10; // the labels between two totals that are kept

  private record Total(long timeMs, long n, long[][] pairs) {}

  /**
   * The last labels.
   *
   * @param n how many there are
   * @param since their beginning, ms since the epoch of event time; 0 if those are all
   * @param confusion K×K, row: label, column: prediction
   */
  record Recent(long n, long since, long[][] confusion) {}

  private final List<Total> totals = new ArrayList<>();
  private Total now;

  /**
   * Takes the total of a window.
   *
   * @param confusion K×K counts, as read; null with too many classes
   */
  void add(long timeMs, List<?> confusion) {
    int classes = classesOf(confusion);
    if (classes == 0) {
      totals.clear();
      now = null;
      return;
    }
    long[][] pairs = confusion.stream().map(RecentConfusion::counts).toArray(long[][]::new);
    long n = Arrays.stream(pairs).flatMapToLong(Arrays::stream).sum();
    if (now != null && (n < now.n || classes < now.pairs.length)) {
      totals.clear();
    }
    now = new Total(timeMs, n, pairs);
    if (totals.isEmpty() || n - totals.get(totals.size() - 1).n >= APART) {
      totals.add(now);
    }
    while (totals.size() > 1 && totals.get(1).n <= n - LAST) {
      totals.remove(0);
    }
  }

  private static long[] counts(Object row) {
    return ((List<?>) row)
        .stream().mapToLong(count -> count instanceof Number k ? k.longValue() : 0).toArray();
  }

  /** Returns the number of classes of a table; 0 if it is no square, or too large. */
  static int classesOf(List<?> confusion) {
    int classes = confusion == null ? 0 : confusion.size();
    boolean isTable =
        classes > 0
            && classes <= MOST_CLASSES
            && confusion.stream()
                .allMatch(row -> row instanceof List<?> counts && counts.size() == classes);
    return isTable ? classes : 0;
  }

  /** Returns the last labels, all while they are few; null without an earlier total to subtract. */
  public Recent recent() {
    if (now == null || now.n > LAST && totals.get(0) == now) {
      return null;
    }
    if (now.n <= LAST) {
      return new Recent(now.n, 0, now.pairs);
    }
    Total before = totals.get(0);
    long[][] difference = Arrays.stream(now.pairs).map(long[]::clone).toArray(long[][]::new);
    // A class that has appeared since then had no label before.
    for (int label = 0; label < before.pairs.length; label++) {
      for (int k = 0; k < before.pairs.length; k++) {
        difference[label][k] -= before.pairs[label][k];
      }
    }
    return new Recent(now.n - before.n, before.timeMs, difference);
  }
}
