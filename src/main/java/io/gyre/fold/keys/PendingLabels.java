package io.gyre.fold.keys;

import io.gyre.state.DamagedStateException;
import io.gyre.state.DigestedEntries;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Labels whose time the stream has not reached yet, as in a backlog, which is read faster than it
 * happened. Those of the earliest time come first, and of one time those that were added first. Not
 * thread-safe.
 */
final class PendingLabels {

  /** The most that are pending; further ones are not remembered. */
  private static final long MOST = 1_000_000;

  private static final char ENTRY = 'p';
  private static final long NONE = Long.MAX_VALUE;
  private static final long UNKNOWN = -1;

  private final DigestedEntries store;
  private final boolean ofAmounts;
  private final StateWriter buffer = new StateWriter();
  private long size;
  private long next;
  private long firstMs = NONE; // not stored

  /** Removed entries are passed over one by one until the store is flushed. Not stored. */
  private byte[] noneBefore = key(0, 0);

  /**
   * A label of a point.
   *
   * @param names of the values that its keys had
   * @param number of its class, or its scaled amount
   */
  record Label(List<String> names, double number, long ms) {}

  PendingLabels(DigestedEntries store, boolean ofAmounts) {
    this.store = store;
    this.ofAmounts = ofAmounts;
  }

  private static byte[] key(long ms, long number) {
    return ByteBuffer.allocate(1 + 2 * Long.BYTES)
        .put((byte) ENTRY)
        .putLong(ms)
        .putLong(number)
        .array();
  }

  long size() {
    return size;
  }

  /** Returns whether there was room for it. */
  boolean add(Label label) {
    if (size >= MOST) {
      return false;
    }
    buffer.clear();
    if (ofAmounts) {
      buffer.putDouble(label.number());
    } else {
      buffer.putCompact((long) label.number());
    }
    buffer.putCompact(label.names().size());
    label.names().forEach(buffer::putCompactText);
    byte[] key = key(label.ms(), next++);
    store.put(key, null, buffer.toBytes());
    size++;
    noneBefore = Arrays.compareUnsigned(key, noneBefore) < 0 ? key : noneBefore;
    firstMs = firstMs == UNKNOWN ? UNKNOWN : Math.min(firstMs, label.ms());
    return true;
  }

  /** Takes out the first, if its time has come; else returns null. */
  Label takeDue(long streamMs) {
    if (size == 0 || firstMs > streamMs) {
      return null;
    }
    byte[] first = store.storage.firstKey(noneBefore, key(NONE, NONE));
    if (first == null) {
      throw new DamagedStateException(
          "%d labels of keys that are pending are missing".formatted(size));
    }
    firstMs = ByteBuffer.wrap(first, 1, Long.BYTES).getLong();
    if (firstMs > streamMs) {
      return null;
    }
    byte[] content = store.storage.get(first);
    store.remove(first, content);
    noneBefore = first;
    size--;
    StateReader in = new StateReader(ByteBuffer.wrap(content));
    double number = ofAmounts ? in.getDouble() : in.getCompact(Integer.MAX_VALUE);
    List<String> names = new ArrayList<>();
    for (int i = in.getCompactCount(); i > 0; i--) {
      names.add(in.getCompactText());
    }
    Label label = new Label(names, number, firstMs);
    firstMs = size == 0 ? NONE : firstMs;
    return label;
  }

  void write(StateWriter out) {
    out.putLong(size).putLong(next);
  }

  void read(StateReader in) {
    size = in.getLong();
    next = in.getLong();
    firstMs = size == 0 ? NONE : UNKNOWN;
  }
}
