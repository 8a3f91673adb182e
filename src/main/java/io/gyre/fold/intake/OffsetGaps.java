package io.gyre.fold.intake;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Offsets of a source that were passed over: marks of transactions, records that were deleted
 * unread, or, where somebody else has written an offset that is far ahead to the journal, records
 * that are still to come. The largest gaps are kept, a few of them. Not thread-safe.
 */
public final class OffsetGaps {

  /** Enough for a few forged offsets; the marks of transactions are small gaps, and leave first. */
  public static final int MOST = 4;

  /**
   * A gap.
   *
   * @param to the first offset behind it
   * @param missed how many of its offsets have been counted as missed
   */
  record Gap(long from, long to, long missed) {

    long size() {
      return to - from;
    }
  }

  private final List<Gap> gaps = new ArrayList<>(MOST);

  void add(Gap gap) {
    if (gap.from >= gap.to) {
      return;
    }
    if (gaps.size() < MOST) {
      gaps.add(gap);
      return;
    }
    int smallest = 0;
    for (int i = 1; i < MOST; i++) {
      smallest = gaps.get(i).size() < gaps.get(smallest).size() ? i : smallest;
    }
    if (gaps.get(smallest).size() < gap.size()) {
      gaps.set(smallest, gap);
    }
  }

  /** Returns the gap that an offset lies in; null if it lies in none. */
  Gap find(long offset) {
    for (Gap each : gaps) {
      if (each.from <= offset && offset < each.to) {
        return each;
      }
    }
    return null;
  }

  /**
   * Takes an offset out of its gap, which becomes two.
   *
   * @param counted how many offsets of the part before it have been counted as missed
   */
  void take(Gap gap, long offset, long counted) {
    gaps.remove(gap);
    add(new Gap(offset + 1, gap.to, 0));
    add(new Gap(gap.from, offset, counted));
  }

  void write(StateWriter out) {
    out.putInt(gaps.size());
    for (Gap each : gaps) {
      out.putLong(each.from).putLong(each.to).putLong(each.missed);
    }
  }

  void read(StateReader in) {
    for (int i = in.getCount(); i > 0; i--) {
      add(new Gap(in.getLong(), in.getLong(), in.getLong()));
    }
  }
}
