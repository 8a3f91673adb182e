package io.gyre.dashboard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The last few points that were looked up, fewer if they are large. Not thread-safe. */
final class PointBuffer {

  private final int most;
  private final long mostSize;
  private final ArrayDeque<AnsweredPoint> points = new ArrayDeque<>();
  private long size;
  private long added;

  /**
   * @param most points that are kept
   * @param mostSize how large they may be together, as {@link #sizeOf} says; one is kept anyway
   */
  PointBuffer(int most, long mostSize) {
    this.most = most;
    this.mostSize = mostSize;
  }

  /** Roughly what a point takes, in bytes. */
  static long sizeOf(AnsweredPoint point) {
    return 200 + point.record().length + 40L * point.fields().size();
  }

  void add(AnsweredPoint point) {
    points.addLast(point);
    size += sizeOf(point);
    added++;
    while (points.size() > most || (size > mostSize && points.size() > 1)) {
      size -= sizeOf(points.removeFirst());
    }
  }

  /** How many were ever added. */
  long added() {
    return added;
  }

  /** Those kept, oldest first, copied. */
  List<AnsweredPoint> all() {
    return new ArrayList<>(points);
  }

  /** Those kept of the ones added since {@link #added()} was {@code mark}, oldest first, copied. */
  List<AnsweredPoint> since(long mark) {
    List<AnsweredPoint> all = all();
    int fresh = (int) Math.min(added - Math.min(mark, added), all.size());
    return new ArrayList<>(all.subList(all.size() - fresh, all.size()));
  }

  /** The one of that name; null if it is not kept. */
  AnsweredPoint find(String at) {
    for (Iterator<AnsweredPoint> newest = points.descendingIterator(); newest.hasNext(); ) {
      AnsweredPoint point = newest.next();
      if (point.at().equals(at)) {
        return point;
      }
    }
    return null;
  }
}
