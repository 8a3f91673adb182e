package io.gyre.learning;

import java.util.Arrays;

/**
 * What the points of a {@link NeighbourIndex} have in one slot, by their places, and what is known
 * of each leaf: how many of its points have a value, and limits that hold all of these. Not
 * thread-safe.
 *
 * <p>A place without a value holds 0 and is marked as missing; marks are made when the first point
 * has none.
 */
abstract class NeighbourColumn {

  static final int LEAF = 256; // places of a leaf

  final int[] present; // of each leaf, how many points have a value

  NeighbourColumn(int leaves) {
    present = new int[leaves];
  }

  /** Tells whether the point at a place has a value. */
  abstract boolean has(int place);

  /** Copies what there is at a place to another. */
  abstract void copy(int from, int to);

  /** Makes a place one without a value. */
  abstract void clear(int place);

  /** Takes the limits of a leaf from its points. */
  abstract void tighten(int leaf, int held);

  /** Removes the point at a place, whose place is taken by the last of its leaf. */
  final void remove(int place, int last) {
    if (has(place)) {
      present[place / LEAF]--;
    }
    copy(last, place);
    clear(last);
  }

  /** Numbers: as they came, but limited to what a {@link Scaler} takes. */
  static final class Numbers extends NeighbourColumn {

    final double[] values;
    double[] missing; // 1 where there is none, else 0; null if that never was
    final double[] least; // of each leaf with a value
    final double[] greatest;
    double leastOfAll = Double.POSITIVE_INFINITY; // that ever was
    double greatestOfAll = Double.NEGATIVE_INFINITY;

    /**
     * @param missed whether there are points, which have no value
     */
    Numbers(int leaves, boolean missed) {
      super(leaves);
      values = new double[leaves * LEAF];
      least = new double[leaves];
      greatest = new double[leaves];
      if (missed) {
        missing = new double[values.length];
        Arrays.fill(missing, 1);
      }
    }

    void put(int place, double x) {
      double bounded = Scaler.bounded(x, Scaler.MAX_MAGNITUDE);
      values[place] = bounded;
      if (missing != null) {
        missing[place] = 0;
      }
      widen(place / LEAF, bounded);
      leastOfAll = Math.min(leastOfAll, bounded);
      greatestOfAll = Math.max(greatestOfAll, bounded);
    }

    private void widen(int leaf, double x) {
      boolean first = present[leaf]++ == 0;
      least[leaf] = first || x < least[leaf] ? x : least[leaf];
      greatest[leaf] = first || x > greatest[leaf] ? x : greatest[leaf];
    }

    /** Makes the marks, as all points so far have a value. */
    void mark(int[] held) {
      missing = new double[values.length];
      Arrays.fill(missing, 1);
      for (int leaf = 0; leaf < held.length; leaf++) {
        int begin = leaf * LEAF;
        Arrays.fill(missing, begin, begin + held[leaf], 0);
        Arrays.fill(values, begin + held[leaf], begin + LEAF, 0);
      }
    }

    @Override
    boolean has(int place) {
      return missing == null || missing[place] == 0;
    }

    @Override
    void copy(int from, int to) {
      values[to] = values[from];
      if (missing != null) {
        missing[to] = missing[from];
      }
    }

    @Override
    void clear(int place) {
      if (missing != null) {
        values[place] = 0;
        missing[place] = 1;
      }
    }

    @Override
    void tighten(int leaf, int held) {
      present[leaf] = 0;
      for (int i = leaf * LEAF; i < leaf * LEAF + held; i++) {
        if (has(i)) {
          widen(leaf, values[i]);
        }
      }
    }
  }

  /** Texts, by the numbers of their columns: {@value #NONE} where there is none, or no text. */
  static final class Texts extends NeighbourColumn {

    static final int NONE = -1;

    final int[] codes;
    final int[] least; // of each leaf, NONE among them
    final int[] greatest;

    Texts(int leaves) {
      super(leaves);
      codes = new int[leaves * LEAF];
      least = new int[leaves];
      greatest = new int[leaves];
      Arrays.fill(codes, NONE);
      Arrays.fill(least, NONE);
      Arrays.fill(greatest, NONE);
    }

    /**
     * @param code a text's column, or {@link #NONE}
     * @param first whether it is the only one of its leaf
     */
    void put(int place, int code, boolean first) {
      int leaf = place / LEAF;
      codes[place] = code;
      present[leaf] += code >= 0 ? 1 : 0;
      least[leaf] = first ? code : Math.min(least[leaf], code);
      greatest[leaf] = first ? code : Math.max(greatest[leaf], code);
    }

    @Override
    boolean has(int place) {
      return codes[place] >= 0;
    }

    @Override
    void copy(int from, int to) {
      codes[to] = codes[from];
    }

    @Override
    void clear(int place) {
      codes[place] = NONE;
    }

    @Override
    void tighten(int leaf, int held) {
      present[leaf] = 0;
      for (int i = leaf * LEAF; i < leaf * LEAF + held; i++) {
        put(i, codes[i], i == leaf * LEAF);
      }
    }
  }

  /** Whether a field has a value, of whatever kind: 1 where it has, else 0. */
  static final class Presence extends NeighbourColumn {

    private final int places;
    int[] flags; // null if it always had

    /**
     * @param missed whether there are points, which have no value
     */
    Presence(int leaves, boolean missed) {
      super(leaves);
      places = leaves * LEAF;
      flags = missed ? new int[places] : null;
    }

    void put(int place) {
      if (flags != null) {
        flags[place] = 1;
      }
      present[place / LEAF]++;
    }

    /** Makes the marks, as all points so far have a value. */
    void mark(int[] held) {
      flags = new int[places];
      for (int leaf = 0; leaf < held.length; leaf++) {
        Arrays.fill(flags, leaf * LEAF, leaf * LEAF + held[leaf], 1);
      }
    }

    @Override
    boolean has(int place) {
      return flags == null || flags[place] == 1;
    }

    @Override
    void copy(int from, int to) {
      if (flags != null) {
        flags[to] = flags[from];
      }
    }

    @Override
    void clear(int place) {
      if (flags != null) {
        flags[place] = 0;
      }
    }

    @Override
    void tighten(int leaf, int held) {
      present[leaf] = 0;
      for (int i = leaf * LEAF; i < leaf * LEAF + held; i++) {
        present[leaf] += has(i) ? 1 : 0;
      }
    }
  }
}
