package io.gyre.state;

import java.util.Arrays;
import java.util.TreeMap;

/** State in memory. Not thread-safe. */
public final class MapStorage implements StateStorage {

  private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

  @Override
  public byte[] get(byte[] key) {
    return entries.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    entries.put(key, value);
  }

  @Override
  public void delete(byte[] key) {
    entries.remove(key);
  }

  @Override
  public byte[] firstKey(byte[] from, byte[] to) {
    byte[] first = entries.ceilingKey(from);
    return first == null || Arrays.compareUnsigned(first, to) > 0 ? null : first;
  }
}
