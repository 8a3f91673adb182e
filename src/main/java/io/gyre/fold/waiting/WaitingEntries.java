package io.gyre.fold.waiting;

import io.gyre.state.Sha256;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * The entries of a store, and the sum modulo 2^256 of their SHA-256, which tells whether two stores
 * hold the same. Not thread-safe.
 *
 * <pre>
 *  w number           of what waits: the first of its {@link io.gyre.state.Blocks}
 *  x number block     the others
 *  d number           of an id that was learned: its block
 *  s number           of a point that was learned as silent, and is kept: its first block
 *  i id               which queue, number
 *  r id               the same for points of later passes
 * </pre>
 *
 * <p>Numbers have eight bytes, big-endian; numbers of blocks have one. An entry is hashed as the
 * length of its key in four bytes, its key, and its value.
 */
final class WaitingEntries {

  /** Only {@link #put} and {@link #remove} change it. */
  final StateStorage storage;

  private final MessageDigest digest = Sha256.begin();
  private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
  private final long[] sum = new long[4]; // the most significant first

  WaitingEntries(StateStorage storage) {
    this.storage = storage;
  }

  /** Puts an entry in the place of another value, or of null. */
  void put(byte[] key, byte[] before, byte[] value) {
    if (before != null) {
      addHash(key, before, -1);
    }
    addHash(key, value, 1);
    storage.put(key, value);
  }

  void remove(byte[] key, byte[] value) {
    addHash(key, value, -1);
    storage.delete(key);
  }

  private void addHash(byte[] key, byte[] value, int sign) {
    digest.update(length.putInt(0, key.length).array());
    digest.update(key);
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(value));
    // −h = ¬h + 1 modulo 2^256
    long carry = sign < 0 ? 1 : 0;
    for (int i = sum.length - 1; i >= 0; i--) {
      long word = hash.getLong(i * Long.BYTES) ^ (sign >> 1);
      long both = sum[i] + word;
      sum[i] = both + carry;
      carry = Long.compareUnsigned(both, word) < 0 || (carry == 1 && sum[i] == 0) ? 1 : 0;
    }
  }

  String digest() {
    HexFormat hex = HexFormat.of();
    return Arrays.stream(sum).mapToObj(hex::toHexDigits).collect(Collectors.joining());
  }

  void write(StateWriter out) {
    Arrays.stream(sum).forEach(out::putLong);
  }

  void read(StateReader in) {
    Arrays.setAll(sum, i -> in.getLong());
  }
}
