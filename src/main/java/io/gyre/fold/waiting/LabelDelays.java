package io.gyre.fold.waiting;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import org.HdrHistogram.Histogram;

/** The delays of labels after their points, in ms, exact to 1 %. Not thread-safe. */
final class LabelDelays {

  /** About 9,000 years, the largest distance of two event times. */
  private static final long MOST_MS = 1L << 48;

  private final Histogram delays = new Histogram(MOST_MS, 2);

  /** Adds a delay; below 0 counts as 0. */
  void add(long ms) {
    delays.recordValue(Math.max(0, Math.min(MOST_MS, ms)));
  }

  /** Returns the delay that a percentage does not exceed; null before the first. */
  Long percentile(double percent) {
    return delays.getTotalCount() == 0 ? null : delays.getValueAtPercentile(percent);
  }

  /** Writes values and counts rather than the library's own format, which may change. */
  void write(StateWriter out) {
    StateWriter values = new StateWriter();
    for (var value : delays.recordedValues()) {
      values.putLong(value.getValueIteratedTo()).putLong(value.getCountAtValueIteratedTo());
    }
    byte[] all = values.toBytes();
    out.putInt(all.length / (2 * Long.BYTES)).putBytes(all, 0, all.length);
  }

  void read(StateReader in) {
    delays.reset();
    for (int i = in.getCount(); i > 0; i--) {
      long ms = in.getLong();
      long count = in.getLong();
      if (ms < 0 || count < 1) {
        throw new DamagedStateException("a delay of %d ms came %d times".formatted(ms, count));
      }
      delays.recordValueWithCount(Math.min(ms, MOST_MS), count);
    }
  }
}
