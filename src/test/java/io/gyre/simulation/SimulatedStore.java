package io.gyre.simulation;

import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;

/**
 * A store on the disk of an instance. Each put is there at once and goes to its changelog, whether
 * or not its transaction will be committed.
 */
final class SimulatedStore extends InMemoryKeyValueStore {

  /** Of the task that has it open. */
  BiConsumer<byte[], byte[]> changelog;

  SimulatedStore(String name) {
    super(name);
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  void restore(byte[] key, byte[] value) {
    super.put(Bytes.wrap(key), value);
  }

  @Override
  public synchronized void put(Bytes key, byte[] value) {
    super.put(key, value);
    changelog.accept(key.get(), value);
  }

  @Override
  public synchronized void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public synchronized byte[] delete(Bytes key) {
    byte[] before = get(key);
    put(key, null);
    return before;
  }
}
