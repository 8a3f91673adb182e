package io.gyre.stream.processor;

import io.gyre.state.StateStorage;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A key-value store as a place of a fold's state. */
record KeyValueStorage(KeyValueStore<Bytes, byte[]> store) implements StateStorage {

  @Override
  public byte[] get(byte[] key) {
    return store.get(Bytes.wrap(key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    store.put(Bytes.wrap(key), value);
  }

  @Override
  public void delete(byte[] key) {
    store.delete(Bytes.wrap(key));
  }

  @Override
  public byte[] firstKey(byte[] from, byte[] to) {
    try (KeyValueIterator<Bytes, byte[]> found = store.range(Bytes.wrap(from), Bytes.wrap(to))) {
      return found.hasNext() ? found.peekNextKey().get() : null;
    }
  }
}
