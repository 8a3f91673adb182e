package io.gyre.fold;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * Entries of a store in the order of their arrival. Each has the next number; some are taken out
 * before it is their turn. Not thread-safe.
 */
final class WaitingQueue {

  private static final long UNKNOWN = -1;

  /** After so many numbers that are no longer there the store is asked for the next that is. */
  private static final int TRIES = 16;

  private final char name;
  private final WaitingEntries entries;
  private long oldest;
  private long next;
  private long size;

  /** When the oldest arrived; not part of the state. */
  private long oldestAge = UNKNOWN;

  WaitingQueue(char name, WaitingEntries entries) {
    this.name = name;
    this.entries = entries;
  }

  long size() {
    return size;
  }

  /** The number of the oldest entry, if there is one. */
  long oldest() {
    return oldest;
  }

  /** Adds an entry, which begins as {@link WaitingFormat} says; returns its number. */
  long add(byte[] content) {
    entries.put(name, next, content);
    size++;
    return next++;
  }

  /** The content of an entry that is there. */
  byte[] get(long number) {
    byte[] content = entries.content(name, number);
    if (content == null) {
      throw new DamagedStateException("entry %c %d is missing".formatted(name, number));
    }
    return content;
  }

  /** Removes an entry that is there. */
  void remove(long number, byte[] content) {
    entries.remove(name, number, content);
    size--;
    if (number == oldest) {
      oldestAge = UNKNOWN;
      advance();
    }
  }

  /** Finds the next that is there. */
  private void advance() {
    oldest = size == 0 ? next : oldest + 1;
    for (int i = 0; i < TRIES && oldest < next; i++) {
      byte[] content = entries.content(name, oldest);
      if (content != null) {
        oldestAge = WaitingFormat.age(content);
        return;
      }
      oldest++;
    }
    oldest = entries.next(name, oldest, next);
  }

  /** The age of the stream when the oldest entry arrived, if there is one. */
  long oldestAge() {
    if (oldestAge == UNKNOWN) {
      oldestAge = WaitingFormat.age(get(oldest));
    }
    return oldestAge;
  }

  void write(StateWriter out) {
    out.putLong(oldest).putLong(next).putLong(size);
  }

  void read(StateReader in) {
    oldest = in.getLong();
    next = in.getLong();
    size = in.getLong();
    oldestAge = UNKNOWN;
    if (oldest < 0 || size < 0 || size > next - oldest) {
      throw new DamagedStateException(
          "queue %c: %d entries from %d to %d".formatted(name, size, oldest, next));
    }
  }
}
