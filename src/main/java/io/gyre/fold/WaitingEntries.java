package io.gyre.fold;

import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The entries of a store and the sum of their hashes.
 *
 * <pre>
 *  w number           of what waits: the first of its {@link Blocks}
 *  x number block     the others
 *  d number           of an id whose label was learned: its block
 *  i id               which queue, number
 *  r id               the same for points of later passes
 * </pre>
 *
 * <p>Numbers are of eight bytes, big-endian, those of blocks of one. Not thread-safe.
 */
final class WaitingEntries {

  static final char WAITING = 'w';
  static final char DONE = 'd';
  private static final char MORE = 'x';

  /** The most content of an entry: 127 MiB. */
  static final int MOST_BYTES = 255 * Blocks.MOST_BYTES;

  private final StateStorage storage;
  private final SumOfHashes sum = new SumOfHashes();

  WaitingEntries(StateStorage storage) {
    this.storage = storage;
  }

  /** Returns the value of an id's entry; null if there is none. */
  byte[] get(byte[] key) {
    return storage.get(key);
  }

  /**
   * Puts an entry.
   *
   * @param before its value so far; null if there is none
   */
  void put(byte[] key, byte[] before, byte[] value) {
    if (before != null) {
      sum.subtract(key, before);
    }
    sum.add(key, value);
    storage.put(key, value);
  }

  /** Removes an entry that is there. */
  void remove(byte[] key, byte[] value) {
    sum.subtract(key, value);
    storage.delete(key);
  }

  /** The content of a queue's entry; null if there is none. */
  byte[] content(char queue, long number) {
    byte[] first = storage.get(key(queue, number));
    if (first == null) {
      return null;
    }
    try {
      WaitingFormat.requireVersion(Blocks.version(first));
      return Blocks.join(first, block -> storage.get(key(queue, number, block)));
    } catch (DamagedStateException e) {
      throw new DamagedStateException(
          "entry %c %d: %s".formatted(queue, number, e.getMessage()), e);
    }
  }

  /** Puts content as an entry of a queue; only what waits may be long. */
  void put(char queue, long number, byte[] content) {
    List<byte[]> blocks = Blocks.cut(WaitingFormat.VERSION, content);
    for (int block = 0; block < blocks.size(); block++) {
      put(key(queue, number, block), null, blocks.get(block));
    }
  }

  /** Removes an entry of a queue. */
  void remove(char queue, long number, byte[] content) {
    List<byte[]> blocks = Blocks.cut(WaitingFormat.VERSION, content);
    for (int block = 0; block < blocks.size(); block++) {
      remove(key(queue, number, block), blocks.get(block));
    }
  }

  /** The first number from one on, and before another, that has an entry; the other if none has. */
  long next(char queue, long from, long before) {
    byte[] first = from == before ? null : storage.firstKey(key(queue, from), key(queue, before));
    return first == null ? before : ByteBuffer.wrap(first, 1, Long.BYTES).getLong();
  }

  static byte[] key(char queue, long number) {
    return ByteBuffer.allocate(1 + Long.BYTES).put((byte) queue).putLong(number).array();
  }

  private static byte[] key(char queue, long number, int block) {
    return block == 0
        ? key(queue, number)
        : ByteBuffer.allocate(2 + Long.BYTES)
            .put((byte) MORE)
            .putLong(number)
            .put((byte) block)
            .array();
  }

  /** The sum of all entries' hashes, in hexadecimal. */
  String digest() {
    return sum.hex();
  }

  void write(StateWriter out) {
    sum.write(out);
  }

  void read(StateReader in) {
    sum.read(in);
  }
}
