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
 * A key-value store that is written to right before each commit, instead of at each record.
 *
 * <p>A learner's state changes with every point, and only the last state before a commit is ever
 * read: after a failure Kafka Streams aborts the transaction, and gives the task the store as it
 * was committed. Putting entries per point cost a third of the whole pipeline.
 *
 * <p>Kafka Streams has no public hook for that moment, so this uses the one of its own caches: in
 * {@code StreamTask.prepareCommit} it flushes the cache of every store that is a {@code
 * CachedStateStore}, before it flushes the producer and commits offsets, whether the commit is due
 * or the task is suspended or closed. Caching itself is off: each entry is put once per commit
 * already. {@code CommitStoreTest} pins what is relied on here.
 *
 * <p>Not thread-safe: for the thread of its task.
 */
public final class CommitStore
    extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, Bytes, byte[]> {

  private static final Runnable NOTHING = () -> {};

  private Runnable saving = NOTHING;

  public CommitStore(KeyValueStore<Bytes, byte[]> entries) {
    super(entries);
  }

  /** The entries, to be read at any time and written to before a commit. */
  public KeyValueStore<Bytes, byte[]> entries() {
    return wrapped();
  }

  /**
   * Sets what is done before each commit.
   *
   * @param putting puts the entries that have changed. It is run on the thread of the task, before
   *     each commit, and when a task is given up, in the midst of a record maybe; what it puts then
   *     is not committed
   */
  void beforeCommit(Runnable putting) {
    saving = putting;
  }

  void release() {
    saving = NOTHING;
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

  /** Makes persistent stores of one name, with a changelog of the given topic configuration. */
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
