package io.gyre.state;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Changes of a state that lie in memory until they are put into the storage below: so that this one
 * stands where it was saved last, whatever has been applied since. Not thread-safe.
 */
public final class Overlay implements StateStorage {

  private final StateStorage below;

  /** Null where a key was removed. */
  private final TreeMap<byte[], byte[]> changes = new TreeMap<>(Arrays::compareUnsigned);

  /**
   * Lays nothing over a storage.
   *
   * @param below read at any time, modified by {@link #flush} alone
   */
  public Overlay(StateStorage below) {
    this.below = below;
  }

  @Override
  public byte[] get(byte[] key) {
    byte[] changed = changes.get(key);
    return changed != null || changes.containsKey(key) ? changed : below.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    changes.put(key, value);
  }

  @Override
  public void delete(byte[] key) {
    // What came and went between two times was never there.
    if (below.get(key) == null) {
      changes.remove(key);
    } else {
      changes.put(key, null);
    }
  }

  @Override
  public byte[] firstKey(byte[] from, byte[] to) {
    byte[] under = below.firstKey(from, to);
    while (under != null && changes.containsKey(under)) {
      under = below.firstKey(StateStorage.after(under), to);
    }
    byte[] last = under == null ? to : under;
    if (Arrays.compareUnsigned(from, last) > 0) {
      return null;
    }
    return changes.subMap(from, true, last, true).entrySet().stream()
        .filter(change -> change.getValue() != null)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(under);
  }

  int changes() {
    return changes.size();
  }

  @Override
  public void flush() {
    changes.forEach(
        (key, value) -> {
          if (value != null) {
            below.put(key, value);
          } else {
            below.delete(key);
          }
        });
    changes.clear();
  }
}
