package io.gyre.state;

import io.gyre.GyreException;
import io.gyre.Remedy;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * The entries of a store, and the sum modulo 2^256 of their SHA-256, which tells whether two stores
 * hold the same. An entry is hashed as the length of its key in four bytes, its key, and its value.
 * Not thread-safe.
 */
public final class DigestedEntries {

  /** Only {@link #put} and {@link #remove} change it. */
  public final StateStorage storage;

  private final MessageDigest digest = Sha256.begin();
  private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
  private final long[] sum = new long[4]; // the most significant first

  public DigestedEntries(StateStorage storage) {
    this.storage = storage;
  }

  /** Returns the same entries in another storage, which has them. */
  public DigestedEntries over(StateStorage other) {
    DigestedEntries same = new DigestedEntries(other);
    System.arraycopy(sum, 0, same.sum, 0, sum.length);
    return same;
  }

  /** Puts an entry in the place of another value, or of null. */
  public void put(byte[] key, byte[] before, byte[] value) {
    if (before != null) {
      addHash(key, before, -1);
    }
    addHash(key, value, 1);
    storage.put(key, value);
  }

  public void remove(byte[] key, byte[] value) {
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

  /**
   * Checks that entries have not been lost with their store.
   *
   * @param owner whose they are, for the message
   * @param known how many there are by the state
   * @param what is there by the state though the store is empty, in words
   * @throws GyreException if they have
   */
  public void requireSome(String owner, long known, String what) {
    if (known > 0 && storage.isEmpty()) {
      throw new GyreException(
          "%s: the store of %s by the state: its changelog was deleted".formatted(owner, what),
          Remedy.of(Remedy.Kind.START_ANEW),
          Remedy.of(Remedy.Kind.OTHER_APPLICATION));
    }
  }

  public String digest() {
    HexFormat hex = HexFormat.of();
    return Arrays.stream(sum).mapToObj(hex::toHexDigits).collect(Collectors.joining());
  }

  public void write(StateWriter out) {
    Arrays.stream(sum).forEach(out::putLong);
  }

  public void read(StateReader in) {
    Arrays.setAll(sum, i -> in.getLong());
  }
}
