package io.gyre.state;

import java.util.Collection;
import java.util.List;

/** Where stored parts lie: bytes by key. */
public interface StateStorage {

  /** Holds nothing and takes nothing: for loops that begin anew and are never saved. */
  StateStorage NOTHING =
      new StateStorage() {

        @Override
        public byte[] get(String key) {
          return null;
        }

        @Override
        public void put(String key, byte[] value) {
          throw new UnsupportedOperationException("nothing is saved");
        }

        @Override
        public void delete(String key) {
          throw new UnsupportedOperationException("nothing is saved");
        }

        @Override
        public Collection<String> keys(String prefix) {
          return List.of();
        }
      };

  /** Returns the bytes of a key, or null. */
  byte[] get(String key);

  /** Puts bytes, which are not modified afterwards. */
  void put(String key, byte[] value);

  /** Removes a key, if it is there. */
  void delete(String key);

  /** Returns the keys that begin so. */
  Collection<String> keys(String prefix);
}
