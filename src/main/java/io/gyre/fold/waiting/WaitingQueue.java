package io.gyre.fold.waiting;

import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.DigestedEntries;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Numbered entries of a store in the order of their arrival; any may be removed. Not thread-safe.
 *
 * <pre>
 *  age       8 bytes: that of the stream when it arrived, in ms
 *  key       of the id's entry
 *  …         what waits: WaitingPointFormat, or a label
 * </pre>
 */
final class WaitingQueue {

  /** The most content of an entry: 127 MiB. */
  static final int MOST_BYTES = 255 * Blocks.MOST_BYTES;

  private static final char MORE = 'x';
  private static final int VERSION = 3; // of the blocks
  private static final long UNKNOWN = -1;

  /** The length of a run of removed numbers after which the store is asked for the next. */
  private static final int TRIES = 16;

  private final char name;
  private final DigestedEntries store;
  long oldest; // the number of the oldest entry, if there is one
  private long next;
  long size;
  private long oldestAge = UNKNOWN; // when the oldest arrived; not stored

  WaitingQueue(char name, DigestedEntries store) {
    this.name = name;
    this.store = store;
  }

  /** Adds an entry, begun by {@link #begin}; returns its number. */
  long add(byte[] content) {
    List<byte[]> blocks = Blocks.cut(VERSION, content);
    for (int block = 0; block < blocks.size(); block++) {
      store.put(key(next, block), null, blocks.get(block));
    }
    size++;
    return next++;
  }

  byte[] get(long number) {
    byte[] content = find(number);
    if (content == null) {
      throw new DamagedStateException("entry %c %d is missing".formatted(name, number));
    }
    return content;
  }

  /** Returns the content of an entry; null if it is not there. */
  private byte[] find(long number) {
    byte[] first = store.storage.get(key(name, number));
    if (first == null) {
      return null;
    }
    try {
      int version = Blocks.version(first);
      if (version != VERSION) {
        throw new DamagedStateException(
            "it has version %d, expected %d".formatted(version, VERSION));
      }
      return Blocks.join(first, block -> store.storage.get(key(number, block)));
    } catch (DamagedStateException e) {
      throw new DamagedStateException("entry %c %d: %s".formatted(name, number, e.getMessage()), e);
    }
  }

  /** Removes an entry that is there. */
  void remove(long number, byte[] content) {
    List<byte[]> blocks = Blocks.cut(VERSION, content);
    for (int block = 0; block < blocks.size(); block++) {
      store.remove(key(number, block), blocks.get(block));
    }
    size--;
    if (number == oldest) {
      advance();
    }
  }

  /** Finds the oldest entry that is there. */
  private void advance() {
    oldestAge = UNKNOWN;
    oldest = size == 0 ? next : oldest + 1;
    for (int i = 0; i < TRIES && oldest < next; i++) {
      byte[] content = find(oldest);
      if (content != null) {
        oldestAge = age(content);
        return;
      }
      oldest++;
    }
    byte[] first =
        oldest == next ? null : store.storage.firstKey(key(name, oldest), key(name, next));
    oldest = first == null ? next : ByteBuffer.wrap(first, 1, Long.BYTES).getLong();
  }

  /** Returns the age of the stream when the oldest entry arrived, if there is one. */
  long oldestAge() {
    if (oldestAge == UNKNOWN) {
      oldestAge = age(get(oldest));
    }
    return oldestAge;
  }

  static byte[] key(char queue, long number) {
    return ByteBuffer.allocate(1 + Long.BYTES).put((byte) queue).putLong(number).array();
  }

  private byte[] key(long number, int block) {
    return block == 0
        ? key(name, number)
        : ByteBuffer.allocate(2 + Long.BYTES)
            .put((byte) MORE)
            .putLong(number)
            .put((byte) block)
            .array();
  }

  static void begin(StateWriter out, long age, byte[] key) {
    out.clear().putLong(age).putCompact(key.length).putBytes(key, 0, key.length);
  }

  private static long age(byte[] content) {
    return new StateReader(ByteBuffer.wrap(content)).getLong();
  }

  static byte[] key(byte[] content) {
    return key(new StateReader(ByteBuffer.wrap(content)));
  }

  private static byte[] key(StateReader in) {
    in.getLong(); // the age
    return in.getBytes(in.getCompactCount());
  }

  /** Returns a reader of the bytes after age and key. */
  static StateReader open(byte[] content) {
    StateReader in = new StateReader(ByteBuffer.wrap(content));
    key(in);
    return in;
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
