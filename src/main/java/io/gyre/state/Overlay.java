package io.gyre.state;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Keeps changes in memory until {@link #flush} puts them into the storage below, which until then
 * stays as it was saved last. Not thread-safe.
 */
public final class Overlay implements StateStorage {

  private StateStorage below;

  /** Null where a key was removed. */
  final TreeMap<byte[], byte[]> changes = new TreeMap<>(Arrays::compareUnsigned);

  public Overlay(StateStorage below) {
    this.below = below;
  }

  @Override
  public byte[] get(byte[] key) {
    byte[] changed = changes.get(key);
    return changed != null || changes.containsKey(key) ? changed : getBelow(key);
  }

  private byte[] getBelow(byte[] key) {
    return below == null ? null : below.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    changes.put(key, value);
  }

  @Override
  public void delete(byte[] key) {
    // Entries that came and went between two flushes were never there. Others are: no need to look.
    if (changes.get(key) != null && getBelow(key) == null) {
      changes.remove(key);
    } else {
      changes.put(key, null);
    }
  }

  @Override
  public void forEach(BiConsumer<byte[], byte[]> action) {
    if (below != null) {
      StateStorage.super.forEach(action);
      return;
    }
    changes.forEach(
        (key, value) -> {
          if (value != null) {
            action.accept(key, value);
          }
        });
  }

  @Override
  public byte[] firstKey(byte[] from, byte[] to) {
    byte[] under = below == null ? null : below.firstKey(from, to);
    while (under != null && changes.containsKey(under)) {
      under = below.firstKey(StateStorage.after(under), to);
    }
    byte[] last = under == null ? to : under;
    if (Arrays.compareUnsigned(from, last) > 0) {
      return null;
    }
    // No stream: it would count the range first.
    for (Map.Entry<byte[], byte[]> change : changes.subMap(from, true, last, true).entrySet()) {
      if (change.getValue() != null) {
        return change.getKey();
      }
    }
    return under;
  }

  /**
   * Puts the changes into the storage below as {@link #flush}, while another overlay of the same
   * storage, which has no changes or was passed here before, shows it as it was.
   */
  public void flushBeside(Overlay other) {
    for (byte[] key : changes.keySet()) {
      if (!other.changes.containsKey(key)) {
        other.changes.put(key, getBelow(key));
      }
    }
    other.below = this;
    flush();
  }

  @Override
  public void flush() {
    if (below == null) {
      return;
    }
    below.putAll(changes);
    changes.clear();
  }
}
