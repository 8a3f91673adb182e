package io.gyre.page.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The last items of many, fewer if they are large. Thread-safe. */
public final class RingBuffer<T> {

  private final int most;
  private final long mostSize;
  private final ToLongFunction<T> sizeOf;
  private final ArrayDeque<T> items = new ArrayDeque<>();
  private long size;
  private long added;

  /**
   * @param most how many are kept, 1 or more
   * @param mostSize how large they may be together; one is kept anyway
   * @param sizeOf the size of an item, always the same
   */
  RingBuffer(int most, long mostSize, ToLongFunction<T> sizeOf) {
    this.most = most;
    this.mostSize = mostSize;
    this.sizeOf = sizeOf;
  }

  /** Remembers what it has read, of one buffer after the other. */
  public static final class Reader<T> {
    private long read;

    /** Copies the items that were added since the last call, oldest first. */
    public List<T> fresh(RingBuffer<T> buffer) {
      synchronized (buffer) {
        List<T> all = buffer.all();
        int fresh = (int) Math.min(buffer.added - Math.min(read, buffer.added), all.size());
        read = buffer.added;
        return all.subList(all.size() - fresh, all.size());
      }
    }
  }

  public synchronized void add(T item) {
    items.addLast(item);
    size += sizeOf.applyAsLong(item);
    added++;
    while (items.size() > most || (size > mostSize && items.size() > 1)) {
      size -= sizeOf.applyAsLong(items.removeFirst());
    }
  }

  /** Removes items; returns whether there were any. */
  synchronized boolean removeIf(Predicate<T> unwanted) {
    boolean removed = items.removeIf(unwanted);
    size = removed ? items.stream().mapToLong(sizeOf).sum() : size;
    return removed;
  }

  public synchronized long added() {
    return added;
  }

  public synchronized List<T> all() {
    return new ArrayList<>(items);
  }
}
