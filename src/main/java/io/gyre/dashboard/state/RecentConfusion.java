package io.gyre.dashboard.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a learner took for what among the last labels: the difference of two totals, so that it is
 * exact, up to as many classes as totals are published of. Belongs to {@link DashboardState}, whose
 * lock guards it.
 */
public final class RecentConfusion {

  /** Labels that are looked back on, or some more: a total is published once a window. */
  static final int LAST = 1_000;

  /** More than the learners publish; anyone else may write a table of any size. */
  private static final int MOST_CLASSES = 50;

  /** Totals are kept so many labels apart. */
  private static final int APART = LAST / 10;

  private record Total(long timeMs, long n, long[][] pairs) {}

  /**
   * The last labels.
   *
   * @param n how many they are
   * @param since when they begin, ms since the epoch of event time; 0 if that is all there were
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
    long[][] pairs = read(confusion);
    if (pairs == null) {
      totals.clear();
      now = null;
      return;
    }
    long n = Arrays.stream(pairs).flatMapToLong(Arrays::stream).sum();
    if (now != null && (n < now.n || pairs.length < now.pairs.length)) {
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

  private static long[][] read(List<?> confusion) {
    int classes = classesOf(confusion);
    long[][] pairs = classes == 0 ? null : new long[classes][classes];
    for (int label = 0; label < classes; label++) {
      List<?> row = (List<?>) confusion.get(label);
      for (int k = 0; k < classes; k++) {
        pairs[label][k] = row.get(k) instanceof Number count ? count.longValue() : 0;
      }
    }
    return pairs;
  }

  /** How many classes a table is of, as read; 0 if it is none, or somebody else's. */
  static int classesOf(List<?> confusion) {
    int classes = confusion == null ? 0 : confusion.size();
    boolean isSquare =
        classes <= MOST_CLASSES
            && confusion != null
            && confusion.stream()
                .allMatch(row -> row instanceof List<?> counts && counts.size() == classes);
    return isSquare ? classes : 0;
  }

  /** The last labels, all while they are few; null if there is no earlier total to subtract. */
  public Recent recent() {
    if (now == null) {
      return null;
    }
    if (now.n <= LAST) {
      return new Recent(now.n, 0, now.pairs);
    }
    Total before = totals.get(0);
    if (before == now) {
      return null;
    }
    return new Recent(now.n - before.n, before.timeMs, difference(now.pairs, before.pairs));
  }

  /** A class that has appeared since then had no label before. */
  private static long[][] difference(long[][] pairs, long[][] before) {
    long[][] difference = new long[pairs.length][];
    for (int label = 0; label < pairs.length; label++) {
      difference[label] = pairs[label].clone();
      for (int k = 0; label < before.length && k < before.length; k++) {
        difference[label][k] -= before[label][k];
      }
    }
    return difference;
  }
}
