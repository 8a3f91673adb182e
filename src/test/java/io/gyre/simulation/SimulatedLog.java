package io.gyre.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Bytes;

/**
 * A partition in memory, as a reader sees it that wants only what is committed: up to the first
 * record of a transaction whose marker is not there yet.
 */
public final class SimulatedLog {

  /** A record, or the marker of a transaction, which takes an offset, too. */
  public record Entry(
      long offset,
      byte[] key,
      Object value,
      Headers headers,
      long timestamp,
      Transaction of,
      boolean marker) {

    boolean isVisible() {
      return !marker && (of == null || of.state == Transaction.State.COMMITTED);
    }

    /** Returns it as a consumer does, with headers of its own. */
    public ConsumerRecord<byte[], byte[]> read(TopicPartition from) {
      return new ConsumerRecord<>(
          from.topic(),
          from.partition(),
          offset,
          timestamp,
          TimestampType.CREATE_TIME,
          -1,
          -1,
          key,
          (byte[]) value,
          new RecordHeaders(headers),
          Optional.empty());
    }
  }

  final TopicPartition partition;

  /** All records that ever were, for the judge. */
  final List<Entry> written = new ArrayList<>();

  /** The offsets of visible records that were deleted before the group had committed them. */
  final Set<Long> deletedUnread = new HashSet<>();

  private final NavigableMap<Long, Entry> kept = new TreeMap<>();

  /** The transactions without a marker here, by their first offset. */
  private final Map<Transaction, Long> unmarked = new LinkedHashMap<>();

  private long start;
  private long end;

  SimulatedLog(TopicPartition partition) {
    this.partition = partition;
  }

  long append(Transaction of, byte[] key, Object value, Headers headers, long timestamp) {
    Entry entry = new Entry(end, key, value, headers, timestamp, of, false);
    if (of != null) {
      unmarked.putIfAbsent(of, end);
      of.logs.add(this);
    }
    kept.put(end, entry);
    written.add(entry);
    return end++;
  }

  void mark(Transaction ended) {
    if (unmarked.remove(ended) != null) {
      kept.put(end, new Entry(end, null, null, null, 0, ended, true));
      end++;
    }
  }

  public long start() {
    return start;
  }

  /** Returns the end, with what is not committed. */
  public long end() {
    return end;
  }

  /** Returns the last stable offset: there a reader ends. */
  public long stable() {
    return unmarked.values().stream().min(Long::compare).orElse(end);
  }

  /** Returns records from an offset on. */
  public List<Entry> read(long from, int most) {
    return kept.subMap(from, Math.max(from, stable())).values().stream()
        .filter(Entry::isVisible)
        .limit(most)
        .toList();
  }

  /** Returns where a reader stands that has read these: markers are passed with the next read. */
  public long after(long from, List<Entry> read) {
    return read.isEmpty() ? Math.max(from, stable()) : read.get(read.size() - 1).offset() + 1;
  }

  /** All that a reader could ever have read. */
  List<Entry> visible() {
    return written.stream().filter(Entry::isVisible).toList();
  }

  boolean holdsRecord(long from, long to) {
    return kept.subMap(from, to).values().stream().anyMatch(Entry::isVisible);
  }

  /** Deletes records before an offset, as retention does. */
  void deleteBefore(long offset, long committed) {
    start = Math.max(start, Math.min(offset, stable()));
    NavigableMap<Long, Entry> old = kept.headMap(start, false);
    old.values().stream()
        .filter(entry -> entry.isVisible() && entry.offset() >= committed)
        .forEach(entry -> deletedUnread.add(entry.offset()));
    old.clear();
  }

  /**
   * Removes records of which a later one has the key, as the cleaner does.
   *
   * @param tombstones whether it also removes what says that a key was removed
   */
  void compact(long to, boolean tombstones) {
    Map<Bytes, Long> last = new HashMap<>();
    long before = Math.min(to, stable());
    NavigableMap<Long, Entry> dirty = kept.headMap(before, false);
    dirty.values().stream()
        .filter(Entry::isVisible)
        .forEach(entry -> last.put(Bytes.wrap(entry.key()), entry.offset()));
    dirty
        .values()
        .removeIf(
            entry ->
                !entry.isVisible()
                    || last.get(Bytes.wrap(entry.key())) != entry.offset()
                    || (tombstones && entry.value() == null));
  }
}
