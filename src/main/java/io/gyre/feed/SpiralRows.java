package io.gyre.feed;

import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.data.Spirals;
import io.gyre.file.Row;

/**
 * A stretch of an endless spiral as rows. Its spin and its labels can be changed between two rows;
 * until then the points are those of {@link Spirals#at(long)}. One thread reads and changes.
 */
public final class SpiralRows implements FeedLoop.Source {

  public static final long ENDLESS = Long.MAX_VALUE;

  private final Spirals spirals;
  private final PointJson json = new PointJson();
  private volatile long next;
  private long left;

  /** The spin's first point, its rotation there in degrees, and degrees per 1,000 points. */
  private long from;

  private double degrees;
  private double spin;

  private boolean flipped;

  /** Makes the rows of a number of points from a given one on. */
  public SpiralRows(Spirals spirals, long first, long count) {
    this.spirals = spirals;
    next = first;
    left = count;
    spin = spirals.spin();
  }

  @Override
  public Row next() {
    if (left == 0) {
      return null;
    }
    left--;
    Row row = new Row(next, json.write(point()), true);
    next = next + 1; // Only the thread that reads writes it.
    return row;
  }

  public void moveTo(long index) {
    next = index;
  }

  Point point() {
    return spirals.at(next, rotation(), flipped ^ spirals.swappedAt(next));
  }

  private double rotation() {
    return degrees + spin * (next - from) / 1000;
  }

  /** Goes on at another spin, from the angle that was reached. */
  public void spin(double degreesPer1000) {
    degrees = rotation() % 360;
    from = next;
    spin = degreesPer1000;
  }

  /** Swaps the labels of the spirals from now on, or back. */
  public void swap() {
    flipped = !flipped;
  }

  /** Returns the index of the next point. */
  public long place() {
    return next;
  }
}
