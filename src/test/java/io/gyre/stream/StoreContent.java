package io.gyre.stream;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** All entries of a store, for tests that copy, compare or damage them. */
public final class StoreContent {

  private StoreContent() {}

  /** The entries, by the text of their keys; the values are copied. */
  static Map<String, byte[]> of(KeyValueStore<Bytes, byte[]> store) {
    Map<String, byte[]> content = new TreeMap<>();
    try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
      entries.forEachRemaining(
          entry ->
              content.put(
                  new String(entry.key.get(), StandardCharsets.UTF_8), entry.value.clone()));
    }
    return content;
  }

  static void replace(KeyValueStore<Bytes, byte[]> store, Map<String, byte[]> content) {
    of(store).keySet().forEach(key -> store.delete(key(key)));
    content.forEach((key, value) -> store.put(key(key), value.clone()));
  }

  /**
   * Makes the files of a RocksDB store that the driver will open, as a clean stop leaves them. The
   * driver cleans its own folder when it is closed.
   */
  static void write(Map<String, byte[]> content, String storeName, Path taskFolder) {
    MockProcessorContext<Void, Void> context =
        new MockProcessorContext<>(new Properties(), new TaskId(0, 0), taskFolder.toFile());
    KeyValueStore<Bytes, byte[]> store = Stores.persistentKeyValueStore(storeName).get();
    store.init(context.getStateStoreContext(), store);
    content.forEach((key, value) -> store.put(key(key), value));
    TopicPartition changelog =
        new TopicPartition(Fixture.APPLICATION + "-" + storeName + "-changelog", 0);
    store.commit(Map.of(changelog, 0L));
    store.close();
  }

  public static Bytes key(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
