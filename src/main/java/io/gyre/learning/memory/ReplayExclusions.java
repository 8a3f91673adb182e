package io.gyre.learning.memory;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The numbers of points that a learner no longer samples. Not thread-safe. */
public final class ReplayExclusions extends StatePart {

  private final NavigableSet<Long> numbers = new TreeSet<>();

  public ReplayExclusions() {
    super("excluded");
  }

  /** Tells whether a point is among them. */
  public boolean contains(long number) {
    return !numbers.isEmpty() && numbers.contains(number);
  }

  /** Adds a point, unless it is among them. */
  public void add(long number) {
    if (numbers.add(number)) {
      changed();
    }
  }

  /** Drops the points before the one with the given number. */
  public void dropBefore(long number) {
    if (!numbers.isEmpty() && numbers.first() < number) {
      numbers.headSet(number).clear();
      changed();
    }
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(numbers.size());
    numbers.forEach(out::putLong);
  }

  @Override
  public void read(StateReader in, int version) {
    numbers.clear();
    for (int i = in.getCount(); i > 0; i--) {
      long number = in.getLong();
      if (!numbers.isEmpty() && number <= numbers.last()) {
        throw new DamagedStateException("its numbers do not ascend");
      }
      numbers.add(number);
    }
  }
}
