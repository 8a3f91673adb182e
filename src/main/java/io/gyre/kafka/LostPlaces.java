package io.gyre.kafka;

import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets at which the consumers of an instance wanted to go on when their partitions no longer
 * had them. Nothing else tells records that were deleted unread from the marks of transactions:
 * both are gaps between the offsets of two records. Thread-safe.
 */
public final class LostPlaces {

  /** No place was lost. */
  public static final long NONE = -1;

  private final Map<TopicPartition, NavigableSet<Long>> offsets = new ConcurrentHashMap<>();

  /** Notes places that are lost. */
  public void note(Map<TopicPartition, Long> lost) {
    lost.forEach(
        (partition, offset) ->
            offsets.computeIfAbsent(partition, first -> new ConcurrentSkipListSet<>()).add(offset));
  }

  /**
   * Returns the first place that a partition's consumer has lost between two offsets, the second
   * exclusive, or {@link #NONE}; and forgets all before the second.
   */
  public long take(String topic, int partition, long from, long to) {
    NavigableSet<Long> lost =
        offsets.isEmpty() ? null : offsets.get(new TopicPartition(topic, partition));
    Long first = lost == null ? null : lost.ceiling(from);
    if (lost != null) {
      lost.headSet(to).clear();
    }
    return first == null || first >= to ? NONE : first;
  }
}
