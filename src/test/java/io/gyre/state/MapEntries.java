package io.gyre.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/** Entries in a map, by keys that are text. */
public class MapEntries implements StateStorage {

  private final Map<String, byte[]> map;

  public MapEntries(Map<String, byte[]> map) {
    this.map = map;
  }

  @Override
  public byte[] get(byte[] key) {
    return map.get(new String(key, UTF_8));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    map.put(new String(key, UTF_8), value);
  }

  @Override
  public void delete(byte[] key) {
    map.remove(new String(key, UTF_8));
  }

  @Override
  public byte[] firstKey(byte[] from, byte[] to) {
    MapStorage sorted = new MapStorage();
    map.keySet().forEach(key -> sorted.put(key, null));
    return sorted.firstKey(from, to);
  }
}
