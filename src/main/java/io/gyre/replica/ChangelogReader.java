package io.gyre.replica;

import io.gyre.GyreException;
import io.gyre.fold.Fold;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.state.DigestedEntries;
import io.gyre.state.Overlay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Collects the entries of a changelog by key, and makes folds of them.
 *
 * <p>A partition's entries are complete only at the last stable offset, the end of a transaction:
 * between two saves the cleaner removes parts of the earlier one. Even there they are not when
 * another transaction began amid the save, as that of an instance which slept through a rebalance:
 * what is committed then ends before its first record, and not after the marker of a commit. Not
 * thread-safe.
 */
final class ChangelogReader {

  private final Consumer<byte[], byte[]> consumer;
  private final String keysTopic;
  private final ToLongFunction<TopicPartition> written;

  /** The offsets after the last records that were read; the marker of a commit is behind them. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private final Map<TopicPartition, Overlay> entries = new HashMap<>();
  private final Map<TopicPartition, Keys> keys = new HashMap<>();

  /** The partitions of the state with new records since their last fold. */
  private final Set<TopicPartition> changed = new HashSet<>();

  /** The entries of keys that were read: those of the last fold, and above them what came since. */
  static final class Keys {
    private final Overlay used = new Overlay(null);

    /** The entries that the last fold sees, also after the next one has taken its place. */
    private Overlay seen = new Overlay(used);

    private Overlay above = new Overlay(used);
    DigestedEntries read = new DigestedEntries(above);

    /** Lets the last fold that was made see these entries, and the one before it still its own. */
    void use() {
      above.flushBeside(seen);
      seen = above;
      above = new Overlay(used);
      read = read.over(above);
    }

    void read(byte[] key, byte[] value) {
      byte[] before = read.storage.get(key);
      if (value != null) {
        read.put(key, before, value);
      } else if (before != null) {
        read.remove(key, before);
      }
    }
  }

  /**
   * Begins at the beginning, with a read_committed consumer that the caller closes.
   *
   * @param states partitions of the changelog of the state
   * @param keysTopic the changelog of what is remembered of keys; null if there is none
   * @param written tells the end of a partition, with open transactions
   */
  ChangelogReader(
      Consumer<byte[], byte[]> consumer,
      Collection<TopicPartition> states,
      String keysTopic,
      ToLongFunction<TopicPartition> written) {
    this.consumer = consumer;
    this.written = written;
    this.keysTopic = keysTopic;
    List<TopicPartition> all = new ArrayList<>(states);
    states.forEach(partition -> entries.put(partition, new Overlay(null)));
    if (keysTopic != null) {
      states.forEach(state -> keys.put(keysOf(state), new Keys()));
      all.addAll(keys.keySet());
    }
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  private TopicPartition keysOf(TopicPartition state) {
    return new TopicPartition(keysTopic == null ? "" : keysTopic, state.partition());
  }

  void read(Duration atMost) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      if (record.topic().equals(keysTopic)) {
        keys.get(partition).read(record.key(), record.value()); // The state is saved with them.
        continue;
      }
      changed.add(partition);
      next.put(partition, record.offset() + 1);
      if (record.value() == null) {
        entries.get(partition).delete(record.key());
      } else {
        entries.get(partition).put(record.key(), record.value());
      }
    }
  }

  /** Returns the partitions whose entries are whole and have changed since their last fold. */
  List<TopicPartition> changed() {
    return changed.stream().filter(this::isSettled).toList();
  }

  /** Tells whether there are entries that are not in the last fold. */
  boolean isChanged(TopicPartition partition) {
    return changed.contains(partition);
  }

  /**
   * Tells whether the entries of a partition are whole. Unchanged ones are: the consumer would have
   * to ask for the end, and the answer might be older than what is read meanwhile.
   */
  boolean isSettled(TopicPartition partition) {
    return !changed.contains(partition)
        || (hasNoLag(partition)
            && endsTransaction(partition)
            && (keysTopic == null || (hasNoLag(keysOf(partition)) && keysFit(partition))));
  }

  /** A transaction ends on one topic after the other: keys and state may be of two for a moment. */
  private boolean keysFit(TopicPartition partition) {
    try {
      FoldStore saved = saved(partition, "");
      FoldSettings settings = saved.settings();
      String digest = settings == null ? null : saved.keysDigest(settings);
      return digest == null || digest.equals(keys.get(keysOf(partition)).read.digest());
    } catch (GyreException e) {
      return true; // The fold cannot be made, either, which then tells why.
    }
  }

  private FoldStore saved(TopicPartition partition, String name) {
    Keys ofKeys = keys.get(keysOf(partition));
    return FoldStore.copy(
        name, entries.get(partition), ofKeys == null ? null : ofKeys.read.storage);
  }

  /** Records without a transaction, as of a topic that was copied, have no marker. */
  private boolean endsTransaction(TopicPartition partition) {
    long position = consumer.position(partition);
    return position > next.get(partition) || written.applyAsLong(partition) == position;
  }

  private boolean hasNoLag(TopicPartition partition) {
    return consumer.currentLag(partition).orElse(-1) == 0;
  }

  /**
   * Makes a fold of a partition whose entries are whole. It knows no points that wait for labels.
   * Before more is read, {@link #use} must be called, or the fold thrown away.
   *
   * @param name for messages
   * @return null if nothing is saved
   * @throws GyreException if the state cannot be read, or knows keys of which nothing was read
   */
  Fold make(TopicPartition partition, String name) {
    changed.remove(partition);
    FoldStore saved = saved(partition, name);
    FoldSettings settings = saved.settings();
    if (settings == null && saved.state().isEmpty()) {
      return null;
    }
    if (settings == null) {
      throw new GyreException(
          name + ": its state is of an earlier Gyre, which saved no settings with it");
    }
    if (settings.hasKeys() && saved.keys() == null) {
      throw new GyreException(name + ": what it remembers of keys is not there yet");
    }
    boolean late = settings.lateLabels() != null;
    return Fold.open(
        late ? settings.with(null).withReports(FoldSettings.NO_REPORTS) : settings, saved);
  }

  /** Lets the last fold that was made be used from now on, and no longer the one before. */
  void use(TopicPartition partition) {
    Keys ofKeys = keys.get(keysOf(partition));
    if (ofKeys != null) {
      ofKeys.use();
    }
  }
}
