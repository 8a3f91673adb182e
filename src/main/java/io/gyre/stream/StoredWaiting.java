package io.gyre.stream;

import io.gyre.fold.WaitingStorage;
import io.gyre.state.Blocks;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** A key-value store as the place where points wait for their labels. */
final class StoredWaiting implements WaitingStorage {

  /**
   * So long the changelog tells of what has been deleted. Nearly every entry is, soon: a longer
   * time would have to be restored.
   */
  private static final Duration DELETED_FOR = Duration.ofHours(1);

  /** For how long a store may not have followed the changelog; clocks may differ. */
  static final Duration TRUSTED_FOR = DELETED_FOR.dividedBy(2);

  /** Restoring reads a changelog's newest segment whole. */
  private static final int SEGMENT_BYTES = 64 << 20;

  private static final Map<String, String> CHANGELOG =
      Map.of(
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(2 * Blocks.MOST_BYTES),
          TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(SEGMENT_BYTES),
          TopicConfig.DELETE_RETENTION_MS_CONFIG, String.valueOf(DELETED_FOR.toMillis()),
          TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, String.valueOf(Long.MAX_VALUE),
          TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, String.valueOf(Long.MAX_VALUE));

  private final KeyValueStore<Bytes, byte[]> store;

  StoredWaiting(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** Makes stores of a name. What is put is sent at once, so that no cache has to hold it. */
  static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingDisabled()
        .withLoggingEnabled(CHANGELOG);
  }

  /** Tells whether there is nothing in it. */
  boolean isEmpty() {
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      return !all.hasNext();
    }
  }

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
