package io.gyre.fold;

import io.gyre.state.Sha256;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The sum modulo 2^256 of the SHA-256 of each entry of a store: it tells whether two stores hold
 * the same, and follows every change at the cost of that entry alone. Not thread-safe.
 *
 * <p>An entry is hashed as the length of its key in four bytes, its key, and its value.
 */
final class SumOfHashes {

  private static final int WORDS = 4;

  private final MessageDigest digest = Sha256.begin();
  private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
  private final long[] sum = new long[WORDS]; // the most significant first

  void add(byte[] key, byte[] value) {
    ByteBuffer hash = hash(key, value);
    long carry = 0;
    for (int i = WORDS - 1; i >= 0; i--) {
      long before = sum[i];
      long next = before + hash.getLong(i * Long.BYTES);
      boolean over = Long.compareUnsigned(next, before) < 0;
      sum[i] = next + carry;
      carry = over || (carry == 1 && sum[i] == 0) ? 1 : 0;
    }
  }

  void subtract(byte[] key, byte[] value) {
    ByteBuffer hash = hash(key, value);
    long borrow = 0;
    for (int i = WORDS - 1; i >= 0; i--) {
      long before = sum[i];
      long next = before - hash.getLong(i * Long.BYTES);
      boolean under = Long.compareUnsigned(next, before) > 0;
      sum[i] = next - borrow;
      borrow = under || (borrow == 1 && next == 0) ? 1 : 0;
    }
  }

  private ByteBuffer hash(byte[] key, byte[] value) {
    digest.update(length.putInt(0, key.length).array());
    digest.update(key);
    return ByteBuffer.wrap(digest.digest(value));
  }

  String hex() {
    ByteBuffer bytes = ByteBuffer.allocate(WORDS * Long.BYTES);
    for (long word : sum) {
      bytes.putLong(word);
    }
    return HexFormat.of().formatHex(bytes.array());
  }

  void write(StateWriter out) {
    for (long word : sum) {
      out.putLong(word);
    }
  }

  void read(StateReader in) {
    for (int i = 0; i < WORDS; i++) {
      sum[i] = in.getLong();
    }
  }
}
