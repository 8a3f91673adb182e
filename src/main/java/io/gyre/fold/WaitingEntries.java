package io.gyre.fold;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.state.StoredPart;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The entries of a store and the sum of their hashes. A long one lies in blocks that a topic takes.
 *
 * <pre>
 *  w number           of what waits: further blocks in one byte, content
 *  x number block     the further blocks of its content
 *  d number           of an id whose label was learned, in the same way
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

  static final int BLOCK_BYTES = StoredPart.BLOCK_BYTES;

  /** The most content of an entry: 127 MiB. */
  static final int MOST_BYTES = 255 * BLOCK_BYTES;

  private final WaitingStorage storage;
  private final SumOfHashes sum = new SumOfHashes();

  WaitingEntries(WaitingStorage storage) {
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
    if (first.length == 0) {
      throw new DamagedStateException("entry %c %d is empty".formatted(queue, number));
    }
    int more = Byte.toUnsignedInt(first[0]);
    StateWriter content = new StateWriter();
    if (more == 0) {
      return Arrays.copyOfRange(first, 1, first.length);
    }
    content.putBytes(first, 1, first.length - 1);
    for (int block = 1; block <= more; block++) {
      byte[] next = storage.get(key(number, block));
      if (next == null) {
        throw new DamagedStateException(
            "entry %c %d: block %d of %d is missing".formatted(queue, number, block, more));
      }
      content.putBytes(next, 0, next.length);
    }
    return content.toBytes();
  }

  /** Puts content as an entry of a queue; only what waits may be long. */
  void put(char queue, long number, byte[] content) {
    put(key(queue, number), null, first(content));
    for (int block = 1; block <= more(content); block++) {
      put(key(number, block), null, block(content, block));
    }
  }

  /** Removes an entry of a queue. */
  void remove(char queue, long number, byte[] content) {
    remove(key(queue, number), first(content));
    for (int block = 1; block <= more(content); block++) {
      remove(key(number, block), block(content, block));
    }
  }

  /** How many further blocks content takes. */
  private static int more(byte[] content) {
    return Math.max(0, (content.length - 1) / BLOCK_BYTES);
  }

  private static byte[] first(byte[] content) {
    int length = Math.min(content.length, BLOCK_BYTES);
    byte[] value = new byte[1 + length];
    value[0] = (byte) more(content);
    System.arraycopy(content, 0, value, 1, length);
    return value;
  }

  private static byte[] block(byte[] content, int block) {
    int from = block * BLOCK_BYTES;
    return Arrays.copyOfRange(content, from, Math.min(content.length, from + BLOCK_BYTES));
  }

  /** The first number from one on, and before another, that has an entry; the other if none has. */
  long next(char queue, long from, long before) {
    byte[] first = from == before ? null : storage.firstKey(key(queue, from), key(queue, before));
    return first == null ? before : ByteBuffer.wrap(first, 1, Long.BYTES).getLong();
  }

  static byte[] key(char queue, long number) {
    return ByteBuffer.allocate(1 + Long.BYTES).put((byte) queue).putLong(number).array();
  }

  private static byte[] key(long number, int block) {
    return ByteBuffer.allocate(2 + Long.BYTES)
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
