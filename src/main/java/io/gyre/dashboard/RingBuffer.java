package io.gyre.dashboard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The last few of many things. Not thread-safe. */
final class RingBuffer<T> {

  private final int capacity;
  private final ArrayDeque<T> items = new ArrayDeque<>();
  private long added;

  /**
   * @param capacity how many are kept, 1 or more
   */
  RingBuffer(int capacity) {
    this.capacity = capacity;
  }

  void add(T item) {
    if (items.size() == capacity) {
      items.removeFirst();
    }
    items.addLast(item);
    added++;
  }

  /** How many were ever added. */
  long added() {
    return added;
  }

  /** Those kept, oldest first, copied. */
  List<T> all() {
    return new ArrayList<>(items);
  }

  /** Those kept of the ones added since {@link #added()} was {@code mark}, oldest first, copied. */
  List<T> since(long mark) {
    int fresh = (int) Math.min(added - mark, items.size());
    List<T> result = new ArrayList<>(fresh);
    Iterator<T> newest = items.descendingIterator();
    for (int i = 0; i < fresh; i++) {
      result.add(0, newest.next());
    }
    return result;
  }
}
