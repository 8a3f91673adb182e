package io.gyre.fold.intake;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Skipped offsets of a source: transaction markers, records that were deleted unread, or records
 * still to come, if somebody else has written an offset far ahead to the journal. The {@value
 * #MOST} largest gaps are kept. Not thread-safe.
 */
public final class OffsetGaps {

  /** Enough for a few forged offsets; the marks of transactions are small gaps, and leave first. */
  public static final int MOST = 4;

  /**
   * A gap.
   *
   * @param to the first offset after it
   * @param missed how many of its offsets have been counted as missed
   */
  record Gap(long from, long to, long missed) {

    long size() {
      return to - from;
    }
  }

  private final List<Gap> gaps = new ArrayList<>(MOST);

  void add(Gap gap) {
    if (gap.size() <= 0) {
      return;
    }
    if (gaps.size() < MOST) {
      gaps.add(gap);
      return;
    }
    Gap smallest = Collections.min(gaps, Comparator.comparingLong(Gap::size));
    if (smallest.size() < gap.size()) {
      gaps.set(gaps.indexOf(smallest), gap);
    }
  }

  /** Returns the gap that contains an offset, or null. */
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
    gaps.forEach(each -> out.putLong(each.from).putLong(each.to).putLong(each.missed));
  }

  void read(StateReader in) {
    for (int i = in.getCount(); i > 0; i--) {
      add(new Gap(in.getLong(), in.getLong(), in.getLong()));
    }
  }
}
