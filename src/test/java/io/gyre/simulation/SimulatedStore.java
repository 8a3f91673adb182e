package io.gyre.simulation;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A store whose entries lie on the disk of an instance and go to a changelog. Each put is there at
 * once, whether or not its transaction is committed.
 */
record SimulatedStore(
    String name, NavigableMap<Bytes, byte[]> disk, BiConsumer<byte[], byte[]> changelog)
    implements KeyValueStore<Bytes, byte[]> {

  @Override
  public void put(Bytes key, byte[] value) {
    write(disk, key, value);
    changelog.accept(key.get(), value);
  }

  static void write(NavigableMap<Bytes, byte[]> disk, Bytes key, byte[] value) {
    if (value == null) {
      disk.remove(key);
    } else {
      disk.put(key, value);
    }
  }

  @Override
  public byte[] putIfAbsent(Bytes key, byte[] value) {
    byte[] before = get(key);
    if (before == null) {
      put(key, value);
    }
    return before;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte[] delete(Bytes key) {
    byte[] before = get(key);
    put(key, null);
    return before;
  }

  @Override
  public byte[] get(Bytes key) {
    return disk.get(key);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
    return iterator(from.compareTo(to) > 0 ? Map.of() : disk.subMap(from, true, to, true));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return iterator(disk);
  }

  private static KeyValueIterator<Bytes, byte[]> iterator(Map<Bytes, byte[]> entries) {
    Iterator<Map.Entry<Bytes, byte[]>> each = entries.entrySet().iterator();
    return new KeyValueIterator<>() {
      private Map.Entry<Bytes, byte[]> next = each.hasNext() ? each.next() : null;

      @Override
      public void close() {}

      @Override
      public Bytes peekNextKey() {
        return next.getKey();
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public KeyValue<Bytes, byte[]> next() {
        KeyValue<Bytes, byte[]> found = KeyValue.pair(next.getKey(), next.getValue());
        next = each.hasNext() ? each.next() : null;
        return found;
      }
    };
  }

  @Override
  public long approximateNumEntries() {
    return disk.size();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {}

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return true;
  }
}
