package io.gyre.learning.trees;

import java.util.Arrays;

/**
 * The points that the trees hold, in a ring of places: of each a value a slot, +∞ for none; a text
 * is the number of its column. Floats: half the memory that a look for a split walks through. Not
 * thread-safe.
 */
final class TreePoints {

  /** Amounts are added up as whole numbers: sums do not depend on which points came and went. */
  static final int UNITS = 1 << 11;

  private static final int MOST_VALUES = 5_000 * 512;
  private static final int LEAST_PLACES = 250;
  private static final int LEAST_ROOM = 16;

  final int places;
  final int room; // slots that each place has room for
  final float[] values; // places×room
  final int[] labels; // by place: the number of a class, or an amount in units of 1/UNITS
  int slots; // that points have by now
  private final long first; // the number of the point that was put first
  long next; // the number of the point to be put next

  TreePoints(int places, int room, long first) {
    this.places = places;
    this.room = room;
    this.first = first;
    next = first;
    values = new float[places * room];
    Arrays.fill(values, Float.POSITIVE_INFINITY);
    labels = new int[places];
  }

  /** Returns the next power of two, so that room is seldom made. */
  static int room(int slots) {
    return Math.max(LEAST_ROOM, Integer.highestOneBit(Math.max(1, 2 * slots - 1)));
  }

  /** Returns the number of places for rows with so much room: fewer if they are wide. */
  static int places(int most, int room) {
    return Math.min(most, Math.max(LEAST_PLACES, MOST_VALUES / room));
  }

  int held() {
    return (int) Math.min(places, next - first);
  }

  int place(long number) {
    return (int) (number % places);
  }

  /** Puts the next point, in the place of the oldest if all are taken; returns its place. */
  int put(double[] row, int label) {
    int place = place(next++);
    labels[place] = label;
    convert(row, values, place * room);
    return place;
  }

  /** Makes floats of the values of a row. */
  void convert(double[] row, float[] to, int from) {
    for (int slot = 0; slot < slots; slot++) {
      double x = row[slot];
      if (Math.abs(x) < Float.MAX_VALUE) {
        to[from + slot] = (float) x + 0f; // 0 of −0, which would be below it
      } else {
        to[from + slot] = x < 0 ? -Float.MAX_VALUE : Float.POSITIVE_INFINITY;
      }
    }
  }
}
