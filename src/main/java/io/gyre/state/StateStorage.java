package io.gyre.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where state lies: bytes by key, in the order of the keys as unsigned bytes. */
public interface StateStorage {

  /** Holds nothing and takes nothing: for loops that begin anew and are never saved. */
  StateStorage NOTHING =
      new StateStorage() {

        @Override
        public byte[] get(byte[] key) {
          return null;
        }

        @Override
        public void put(byte[] key, byte[] value) {
          throw new UnsupportedOperationException("nothing is saved");
        }

        @Override
        public void delete(byte[] key) {
          throw new UnsupportedOperationException("nothing is saved");
        }

        @Override
        public byte[] firstKey(byte[] from, byte[] to) {
          return null;
        }
      };

  /** Returns the bytes of a key, or null. */
  byte[] get(byte[] key);

  /** Puts bytes; neither array is modified afterwards. */
  void put(byte[] key, byte[] value);

  /** Removes a key, if it is there. */
  void delete(byte[] key);

  /**
   * Returns the first key of a range, or null.
   *
   * @param from the least that it may be
   * @param to the greatest that it may be
   */
  byte[] firstKey(byte[] from, byte[] to);

  /** Puts into a storage below what was only put here; nothing where there is none below. */
  default void flush() {}

  /** Returns the bytes of a key that is text, or null. */
  default byte[] get(String key) {
    return get(key.getBytes(UTF_8));
  }

  /** Puts bytes, which are not modified afterwards, under a key that is text. */
  default void put(String key, byte[] value) {
    put(key.getBytes(UTF_8), value);
  }

  /** Removes a key that is text, if it is there. */
  default void delete(String key) {
    delete(key.getBytes(UTF_8));
  }

  /** Returns the keys of a range, in ascending order. */
  default List<byte[]> keys(byte[] from, byte[] to) {
    List<byte[]> keys = new ArrayList<>();
    for (byte[] key = firstKey(from, to); key != null; key = firstKey(after(key), to)) {
      keys.add(key);
    }
    return keys;
  }

  /** Returns the keys that begin so, all of which are text, in ascending order. */
  default List<String> keys(String prefix) {
    byte[] from = prefix.getBytes(UTF_8);
    byte[] to = Arrays.copyOf(from, from.length + 1);
    to[from.length] = (byte) 0xFF; // No byte of UTF-8 is as great.
    return keys(from, to).stream().map(key -> new String(key, UTF_8)).toList();
  }

  /** Tells whether there is nothing in it. */
  default boolean isEmpty() {
    return firstKey(new byte[0], new byte[] {(byte) 0xFF}) == null;
  }

  /** The least key that is greater. */
  static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}
