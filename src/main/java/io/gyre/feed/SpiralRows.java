package io.gyre.feed;

import io.gyre.data.Point;
import io.gyre.data.PointJson;
import io.gyre.data.Spirals;
import io.gyre.file.Row;

/**
 * A stretch of an endless spiral as rows. Its spin and its labels can be changed by hand between
 * two rows; until then the points are exactly {@link Spirals#at(long)}'s. One thread reads and
 * changes; any may ask for the place.
 */
public final class SpiralRows implements FeedLoop.Source {

  /** A count for a stretch without end. */
  public static final long ENDLESS = Long.MAX_VALUE;

  private final Spirals spirals;
  private final PointJson json = new PointJson();
  private volatile long next;
  private long left;

  /** Where the present spin began, the rotation there in degrees, and degrees per 1,000 points. */
  private long from;

  private double degrees;
  private double spin;

  private boolean flipped;

  /**
   * @param first the index of the first point, which its id tells too
   * @param count how many points
   */
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

  /** Goes back, or on, to a point. */
  public void moveTo(long index) {
    next = index;
  }

  Point point() {
    return spirals.at(next, rotation(), flipped ^ spirals.swappedAt(next));
  }

  private double rotation() {
    return degrees + spin * (next - from) / 1000;
  }

  /**
   * Goes on at another spin. It starts at the angle that was reached, so the picture never jumps.
   */
  public void spin(double degreesPer1000) {
    degrees = rotation() % 360;
    from = next;
    spin = degreesPer1000;
  }

  /** Swaps the labels from now on, or back, on top of what the spirals say. */
  public void swap() {
    flipped = !flipped;
  }

  /** Returns the index of the next point. */
  public long place() {
    return next;
  }
}
