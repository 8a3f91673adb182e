package io.gyre.stream.processor;

import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.AbstractStoreBuilder;
import org.apache.kafka.streams.state.internals.WrappedStateStore;

/**
 * A key-value store that is written right before each commit, instead of at each record. For the
 * thread of its task.
 *
 * <p>Only the last state before a commit is ever read: after a failure Kafka Streams aborts the
 * transaction, and gives the task the store as it was committed. Putting entries per point cost a
 * third of the whole pipeline.
 *
 * <p>Kafka Streams has no public hook for that moment, so this uses the hook of its caches: {@code
 * StreamTask.prepareCommit} flushes the cache of every {@code CachedStateStore} before it flushes
 * the producer and commits offsets, whether the commit is due or the task is suspended or closed.
 * Caching itself is off: each entry is put once per commit already. {@code CommitStoreTest} checks
 * this behaviour.
 */
public final class CommitStore
    extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]> {

  private Runnable saving = () -> {};

  public CommitStore(KeyValueStore<Bytes, byte[]> entries) {
    super(entries);
  }

  /** Returns the entries, to be read at any time and written to before a commit. */
  public KeyValueStore<Bytes, byte[]> entries() {
    return wrapped();
  }

  /**
   * Sets the action before each commit.
   *
   * @param putting puts the entries that have changed; run also when a task is given up, maybe in
   *     the midst of a record, and then its entries are not committed
   */
  void beforeCommit(Runnable putting) {
    saving = putting;
  }

  @Override
  public void flushCache() {
    try {
      saving.run();
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new SavingException(e);
    }
    super.flushCache();
  }

  static StoreBuilder<CommitStore> builder(String name, Map<String, String> changelog) {
    return new AbstractStoreBuilder<Bytes, byte[], CommitStore>(
        name, Serdes.Bytes(), Serdes.ByteArray(), Time.SYSTEM) {

      @Override
      public CommitStore build() {
        return new CommitStore(
            Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(logConfig())
                .build());
      }
    }.withLoggingEnabled(changelog);
  }
}
