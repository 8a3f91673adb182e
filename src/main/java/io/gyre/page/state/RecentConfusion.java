package io.gyre.page.state;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  private record Total(long timeMs, long n, long[][] pairs) {

    /** Returns null for what is no table. */
    static Total of(long timeMs, List<?> confusion) {
      if (classesOf(confusion) == 0) {
        return null;
      }
      long[][] pairs = confusion.stream().map(RecentConfusion::counts).toArray(long[][]::new);
      return new Total(timeMs, Arrays.stream(pairs).flatMapToLong(Arrays::stream).sum(), pairs);
    }
  }

  /**
   * The last labels.
   *
   * @param n how many there are
   * @param since their beginning, ms since the epoch of event time; 0 if those are all
   * @param confusion K×K, row: label, column: prediction
   */
  record Recent(long n, long since, long[][] confusion) {}

  private final TreeMap<Long, Total> totals = new TreeMap<>(); // by n
  private Total now;

  /**
   * Takes the total of now.
   *
   * @param confusion K×K counts; null with too many classes
   */
  void now(long timeMs, List<?> confusion) {
    Total next = Total.of(timeMs, confusion);
    if (next == null || now != null && (next.n < now.n || next.pairs.length < now.pairs.length)) {
      totals.clear();
    }
    now = next;
    put(next);
  }

  /** Takes the total of a report, which may be read after that of now is known. */
  void past(long timeMs, List<?> confusion) {
    put(Total.of(timeMs, confusion));
  }

  private void put(Total total) {
    Long before = total == null ? null : totals.floorKey(total.n);
    if (total == null || before != null && total.n - before < APART) {
      return;
    }
    totals.put(total.n, total);
    Long begin = totals.floorKey(totals.lastKey() - LAST);
    if (begin != null) {
      totals.headMap(begin).clear();
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
    if (now == null) {
      return null;
    }
    if (now.n <= LAST) {
      return new Recent(now.n, 0, now.pairs);
    }
    Map.Entry<Long, Total> enough = totals.floorEntry(now.n - LAST);
    Total before = (enough == null ? totals.firstEntry() : enough).getValue();
    if (before.n >= now.n || before.pairs.length > now.pairs.length) {
      return null;
    }
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
