package io.gyre.state;

import java.util.Collection;

/** Where stored parts lie: bytes by key. */
public interface StateStorage {

  /** Returns the bytes of a key, or null. */
  byte[] get(String key);

  /** Puts bytes, which are not modified afterwards. */
  void put(String key, byte[] value);

  /** Removes a key, if it is there. */
  void delete(String key);

  /** Returns the keys that begin so. */
  Collection<String> keys(String prefix);
}
