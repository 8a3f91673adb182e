package io.gyre.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.state.StateStorage;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A key-value store as the place of a fold's state. */
final class KeyValueStorage implements StateStorage {

  private final KeyValueStore<Bytes, byte[]> store;

  KeyValueStorage(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  @Override
  public byte[] get(String key) {
    return store.get(bytes(key));
  }

  @Override
  public void put(String key, byte[] value) {
    store.put(bytes(key), value);
  }

  @Override
  public void delete(String key) {
    store.delete(bytes(key));
  }

  @Override
  public List<String> keys(String prefix) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> entries = scan(prefix)) {
      entries.forEachRemaining(entry -> keys.add(new String(entry.key.get(), UTF_8)));
    }
    return keys;
  }

  /** Kafka Streams has no scan for a prefix of no bytes. */
  private KeyValueIterator<Bytes, byte[]> scan(String prefix) {
    return prefix.isEmpty()
        ? store.all()
        : store.prefixScan(prefix, (topic, text) -> text.getBytes(UTF_8));
  }

  private static Bytes bytes(String key) {
    return Bytes.wrap(key.getBytes(UTF_8));
  }
}
