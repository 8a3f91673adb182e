package io.gyre.learning;

/**
 * A ring of the last R labelled points, and the only place where they are kept: the pending batch
 * is the newest of them, a replayed point any of them.
 *
 * <p>The point with sequence number s, counted from 0, lies in slot s mod R. Not thread-safe.
 */
public final class ReplayMemory {

  private final int capacity; // R
  private final int features; // D
  private final double[] values; // R×D, one point a row
  private final byte[] labels; // R
  private final boolean[] excluded; // R
  private long count;

  ReplayMemory(int capacity, int features) {
    this.capacity = capacity;
    this.features = features;
    values = new double[Math.multiplyExact(capacity, features)];
    labels = new byte[capacity];
    excluded = new boolean[capacity];
  }

  /** R, the number of slots. */
  public int capacity() {
    return capacity;
  }

  /** The number of points ever added, which is the next point's sequence number. */
  public long count() {
    return count;
  }

  /** The number of slots in use, the lesser of {@link #count()} and R. */
  public int size() {
    return (int) Math.min(count, capacity);
  }

  /** The slot of the point with the given sequence number. */
  public int slot(long sequence) {
    return (int) (sequence % capacity);
  }

  /** The sequence number of the point in a slot in use. */
  public long sequence(int slot) {
    long newest = count - 1;
    return newest - Math.floorMod(newest - slot, (long) capacity);
  }

  /** The label in a slot, 0 or 1. */
  public int label(int slot) {
    return labels[slot];
  }

  /** Feature d of the point in a slot, as it came, unscaled. */
  public double feature(int slot, int d) {
    return values[slot * features + d];
  }

  /** Tells whether a refused step has barred the point in this slot from being sampled. */
  public boolean excluded(int slot) {
    return excluded[slot];
  }

  /**
   * Adds a point over the oldest one.
   *
   * @param x D features, copied
   */
  void add(double[] x, int label) {
    write(slot(count), x, label, false);
    count++;
  }

  /** Bars the point in a slot from being sampled, until another takes its place. */
  void exclude(int slot) {
    excluded[slot] = true;
  }

  /**
   * Puts a stored point back into its slot; {@link #restoreCount} is the other half of restoring.
   *
   * @param x D features, copied
   */
  public void restore(int slot, double[] x, int label, boolean isExcluded) {
    write(slot, x, label, isExcluded);
  }

  /** Sets the number of points ever added. */
  public void restoreCount(long restored) {
    count = restored;
  }

  private void write(int slot, double[] x, int label, boolean isExcluded) {
    System.arraycopy(x, 0, values, slot * features, features);
    labels[slot] = (byte) label;
    excluded[slot] = isExcluded;
  }

  /**
   * Draws slots in use uniformly, with replacement. A draw that falls on an excluded slot is
   * dropped, not repeated, so that a memory of excluded slots only cannot hold up the learner.
   *
   * <p>The k-th draw is a function of (seed, {@link #count()}, k) alone: SplitMix64's finaliser
   * (Steele, Lea and Flood 2014) over the three, so that there is no generator to be stored.
   *
   * @param slots filled from {@code offset} on, modified
   * @param draws how many to draw, 0 or more
   * @return the end of what was filled, at most {@code offset + draws}
   */
  int sample(long seed, int[] slots, int offset, int draws) {
    long stream = mix(mix(seed + GOLDEN) + count);
    int end = offset;
    for (int k = 1; k <= draws; k++) {
      // ⌊u·size / 2⁶³⌋ of a 63-bit u (Lemire 2019, without rejection): its bias is below 2⁻⁴³.
      int slot = (int) Math.multiplyHigh(mix(stream + k * GOLDEN) >>> 1, 2L * size());
      if (!excluded[slot]) {
        slots[end++] = slot;
      }
    }
    return end;
  }

  /** 2⁶⁴ divided by the golden ratio, made odd: SplitMix64's increment. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
