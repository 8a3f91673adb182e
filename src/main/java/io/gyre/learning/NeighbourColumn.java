package io.gyre.learning;

import java.util.Arrays;

/**
 * What the points of a ring have in one slot, by their places, and what is known of each stretch of
 * the ring. Not thread-safe.
 *
 * <p>A place without a value holds 0 and is marked as missing; the marks are made with the first
 * value that is.
 */
abstract class NeighbourColumn {

  final int length; // places
  final int stretch; // places of a stretch
  private final int[] present; // of each stretch, how many points have a value

  NeighbourColumn(int length, int stretch) {
    this.length = length;
    this.stretch = stretch;
    present = new int[length / stretch];
  }

  /** How many points of a stretch have a value. */
  final int present(int ofStretch) {
    return present[ofStretch];
  }

  /** Empties a stretch. */
  final void begin(int newStretch) {
    if (present[newStretch] > 0) {
      clear(newStretch * stretch, (newStretch + 1) * stretch);
      present[newStretch] = 0;
    }
  }

  final void count(int ofStretch) {
    present[ofStretch]++;
  }

  /** Makes places those of points without a value. */
  abstract void clear(int from, int to);

  /** Numbers: as they came, but limited to what a {@link Scaler} takes. */
  static final class Numbers extends NeighbourColumn {

    final int number; // the encoder's number of it
    final double[] values;
    double[] missing; // 1 where there is none, else 0; null if that never was
    private final double[] least; // of each stretch
    private final double[] greatest;

    Numbers(int number, int length, int stretch, boolean empty) {
      super(length, stretch);
      this.number = number;
      values = new double[length];
      least = new double[length / stretch];
      greatest = new double[length / stretch];
      if (empty) {
        missing = new double[length];
        Arrays.fill(missing, 1);
      }
    }

    void put(int place, double x) {
      double bounded = Scaler.bounded(x, Scaler.MAX_MAGNITUDE);
      int at = place / stretch;
      boolean first = present(at) == 0;
      least[at] = first || bounded < least[at] ? bounded : least[at];
      greatest[at] = first || bounded > greatest[at] ? bounded : greatest[at];
      values[place] = bounded;
      if (missing != null) {
        missing[place] = 0;
      }
      count(at);
    }

    /** Marks a place and all that have no point; to be called while there are no marks. */
    void miss(int place) {
      missing = new double[length];
      Arrays.fill(missing, 1);
      for (int i = 0; i < length; i += stretch) {
        if (present(i / stretch) > 0) {
          Arrays.fill(missing, i, i + stretch, 0);
        }
      }
      clear(place, (place / stretch + 1) * stretch);
    }

    @Override
    void clear(int from, int to) {
      if (missing != null) {
        Arrays.fill(values, from, to, 0);
        Arrays.fill(missing, from, to, 1);
      }
    }

    /** Tells whether x·s lies between low and high for every value of a stretch. */
    boolean within(int ofStretch, double s, double low, double high) {
      return present(ofStretch) == 0
          || (least[ofStretch] * s >= low && greatest[ofStretch] * s <= high);
    }
  }

  /** Texts, by the numbers of their columns: {@value #NONE} where there is none, or no text. */
  static final class Texts extends NeighbourColumn {

    static final int NONE = -1;

    final int[] codes;

    Texts(int length, int stretch) {
      super(length, stretch);
      codes = new int[length];
      Arrays.fill(codes, NONE);
    }

    /**
     * @param column 0 or more
     */
    void put(int place, int column) {
      codes[place] = column;
      count(place / stretch);
    }

    @Override
    void clear(int from, int to) {
      Arrays.fill(codes, from, to, NONE);
    }
  }

  /** Whether a field has a value, of whatever kind: 1 where it has, else 0. */
  static final class Presence extends NeighbourColumn {

    int[] flags; // null if it always had

    Presence(int length, int stretch, boolean empty) {
      super(length, stretch);
      flags = empty ? new int[length] : null;
    }

    void put(int place) {
      if (flags != null) {
        flags[place] = 1;
      }
      count(place / stretch);
    }

    /** Marks a place and all that have no point; to be called while there are no marks. */
    void miss(int place) {
      flags = new int[length];
      for (int i = 0; i < length; i += stretch) {
        if (present(i / stretch) > 0) {
          Arrays.fill(flags, i, i + stretch, 1);
        }
      }
      clear(place, (place / stretch + 1) * stretch);
    }

    @Override
    void clear(int from, int to) {
      if (flags != null) {
        Arrays.fill(flags, from, to, 0);
      }
    }
  }
}
