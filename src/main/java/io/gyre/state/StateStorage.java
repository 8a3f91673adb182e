package io.gyre.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** A store of state: bytes by key, in the order of the keys as unsigned bytes. */
public interface StateStorage {

  /** Returns the bytes of a key, or null. */
  byte[] get(byte[] key);

  /** Puts bytes; neither array is modified afterwards. */
  void put(byte[] key, byte[] value);

  /** Removes a key, if it is there. */
  void delete(byte[] key);

  /** Returns the first key of a range, with both its ends, or null. */
  byte[] firstKey(byte[] from, byte[] to);

  /** Gives all entries to an action, which must not change them, in the order of their keys. */
  default void forEach(BiConsumer<byte[], byte[]> action) {
    byte[] end = {(byte) 0xFF};
    for (byte[] key = firstKey(new byte[0], end); key != null; key = firstKey(after(key), end)) {
      action.accept(key, get(key));
    }
  }

  /** Puts entries in their order, and deletes those whose value is null. */
  default void putAll(Map<byte[], byte[]> changes) {
    changes.forEach(
        (key, value) -> {
          if (value != null) {
            put(key, value);
          } else {
            delete(key);
          }
        });
  }

  /** Puts changes into the storage below, if there is one. */
  default void flush() {}

  default byte[] get(String key) {
    return get(key.getBytes(UTF_8));
  }

  default void put(String key, byte[] value) {
    put(key.getBytes(UTF_8), value);
  }

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

  /** Returns the keys with a prefix, all of them text, in ascending order. */
  default List<String> keys(String prefix) {
    byte[] from = prefix.getBytes(UTF_8);
    byte[] to = Arrays.copyOf(from, from.length + 1);
    to[from.length] = (byte) 0xFF; // No byte of UTF-8 is as great.
    return keys(from, to).stream().map(key -> new String(key, UTF_8)).toList();
  }

  default boolean isEmpty() {
    return firstKey(new byte[0], new byte[] {(byte) 0xFF}) == null;
  }

  /** Returns the least key that is greater. */
  static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}
