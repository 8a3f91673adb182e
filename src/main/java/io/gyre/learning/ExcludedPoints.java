package io.gyre.learning;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;

/** Points that a learner samples no more, by their numbers in the memory. Not thread-safe. */
final class ExcludedPoints extends StatePart {

  private long[] numbers = {}; // ascending
  private int size;

  ExcludedPoints() {
    super("excluded");
  }

  /** Tells whether a point is among them. */
  boolean contains(long number) {
    return size > 0 && Arrays.binarySearch(numbers, 0, size, number) >= 0;
  }

  /** Adds a point, unless it is among them. */
  void add(long number) {
    int at = Arrays.binarySearch(numbers, 0, size, number);
    if (at >= 0) {
      return;
    }
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size + 8);
    }
    System.arraycopy(numbers, -at - 1, numbers, -at, size + at + 1);
    numbers[-at - 1] = number;
    size++;
    changed();
  }

  /** Drops the points before the one with the given number. */
  void dropBefore(long number) {
    int dropped = 0;
    while (dropped < size && numbers[dropped] < number) {
      dropped++;
    }
    if (dropped > 0) {
      size -= dropped;
      System.arraycopy(numbers, dropped, numbers, 0, size);
      changed();
    }
  }

  @Override
  public void write(StateWriter out) {
    out.putInt(size);
    for (int i = 0; i < size; i++) {
      out.putLong(numbers[i]);
    }
  }

  @Override
  public void read(StateReader in, int version) {
    size = in.getCount();
    if (in.remaining() != (long) size * Long.BYTES) {
      throw new DamagedStateException(
          "it says that %d numbers follow, but %d bytes do".formatted(size, in.remaining()));
    }
    numbers = new long[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = in.getLong();
      if (i > 0 && numbers[i] <= numbers[i - 1]) {
        throw new DamagedStateException("its numbers do not ascend");
      }
    }
  }
}
