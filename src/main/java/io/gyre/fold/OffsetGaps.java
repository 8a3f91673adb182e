package io.gyre.fold;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * Offsets of a source that were passed over: marks of transactions, records that were deleted
 * unread, or, where somebody else has written an offset that is far ahead to the journal, records
 * that are still to come. The largest gaps are kept, a few of them. Not thread-safe.
 */
final class OffsetGaps {

  /** Enough for a few forged offsets; the marks of transactions are small gaps, and leave first. */
  static final int MOST = 4;

  private final long[] from = new long[MOST];
  private final long[] to = new long[MOST];

  /** How many offsets of a gap have been counted as missed. */
  private final long[] missed = new long[MOST];

  private int size;

  /** Adds the gap between two offsets, the second exclusive. */
  void add(long first, long end, long counted) {
    if (first >= end) {
      return;
    }
    int place = size < MOST ? size++ : smallest();
    if (to[place] - from[place] < end - first) {
      from[place] = first;
      to[place] = end;
      missed[place] = counted;
    }
  }

  private int smallest() {
    int smallest = 0;
    for (int i = 1; i < size; i++) {
      if (to[i] - from[i] < to[smallest] - from[smallest]) {
        smallest = i;
      }
    }
    return smallest;
  }

  /** Returns the gap that an offset lies in; -1 if it lies in none. */
  int find(long offset) {
    for (int i = 0; i < size; i++) {
      if (from[i] <= offset && offset < to[i]) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the first offset of a gap. */
  long from(int gap) {
    return from[gap];
  }

  /**
   * Takes an offset out of its gap, which becomes two.
   *
   * @param counted how many offsets of the part before it have been counted as missed
   * @return how many offsets of the gap had been counted as missed; they no longer are
   */
  long take(int gap, long offset, long counted) {
    long first = from[gap];
    long end = to[gap];
    long before = missed[gap];
    size--;
    from[gap] = from[size];
    to[gap] = to[size];
    missed[gap] = missed[size];
    from[size] = 0;
    to[size] = 0;
    add(offset + 1, end, 0);
    add(first, offset, counted);
    return before;
  }

  void write(StateWriter out) {
    out.putInt(size);
    for (int i = 0; i < size; i++) {
      out.putLong(from[i]).putLong(to[i]).putLong(missed[i]);
    }
  }

  void read(StateReader in) {
    for (int i = in.getCount(); i > 0; i--) {
      add(in.getLong(), in.getLong(), in.getLong());
    }
  }
}
