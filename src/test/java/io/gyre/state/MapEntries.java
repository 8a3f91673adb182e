package io.gyre.state;

import java.util.List;
import java.util.Map;

/** Entries in a map. */
public record MapEntries(Map<String, byte[]> map) implements StateStorage {

  @Override
  public byte[] get(String key) {
    return map.get(key);
  }

  @Override
  public void put(String key, byte[] value) {
    map.put(key, value);
  }

  @Override
  public void delete(String key) {
    map.remove(key);
  }

  @Override
  public List<String> keys(String prefix) {
    return map.keySet().stream().filter(key -> key.startsWith(prefix)).sorted().toList();
  }
}
