package io.gyre.scoring;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;

/**
 * The two predictions that every learner has to beat: the last label, and the most frequent one so
 * far, ties to the lower number; both {@link Outcomes#NONE} before the first. Not thread-safe.
 */
public final class Baselines extends StatePart {

  private long[] counts = {}; // by class, as many as have been seen
  private int lastLabel = Outcomes.NONE;
  private int majority = Outcomes.NONE;

  public Baselines() {
    super("baselines");
  }

  /** Returns the number of labels. */
  public long labels() {
    return Arrays.stream(counts).sum();
  }

  /** Returns the number of labels of a class, given by its number. */
  public long labels(int label) {
    return label < counts.length ? counts[label] : 0;
  }

  public int lastLabel() {
    return lastLabel;
  }

  public int majority() {
    return majority;
  }

  /** Counts a label, after its point has been scored. */
  public void add(int label) {
    if (label >= counts.length) {
      counts = Arrays.copyOf(counts, label + 1);
    }
    counts[label]++;
    if (exceedsMajority(label)) {
      majority = label;
    }
    lastLabel = label;
    changed();
  }

  private boolean exceedsMajority(int label) {
    return majority == Outcomes.NONE
        || counts[label] > counts[majority]
        || (counts[label] == counts[majority] && label < majority);
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(lastLabel).putInt(counts.length);
    for (long count : counts) {
      out.putLong(count);
    }
  }

  @Override
  public void read(StateReader in, int version) {
    lastLabel = in.getInt();
    counts = new long[in.getCount()];
    majority = Outcomes.NONE;
    for (int label = 0; label < counts.length; label++) {
      counts[label] = in.getLong();
      if (counts[label] < 0) {
        throw new DamagedStateException(
            "label %d came %d times, expected 0 or more".formatted(label, counts[label]));
      }
      if (exceedsMajority(label)) {
        majority = label;
      }
    }
    if (counts.length == 0 ? lastLabel != Outcomes.NONE : lastLabel < 0 || labels(lastLabel) < 1) {
      throw new DamagedStateException(
          "the last label is %d, expected the number of a class that came".formatted(lastLabel));
    }
    changed();
  }
}
