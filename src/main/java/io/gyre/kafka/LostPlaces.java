package io.gyre.kafka;

import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.common.TopicPartition;

/**
 * The offsets at which the consumers of an instance wanted to continue, but which were no longer in
 * their partitions. They distinguish records that were deleted unread from transaction markers,
 * which are gaps between offsets too. Thread-safe.
 */
public final class LostPlaces {

  public static final long NONE = -1;

  private final Map<TopicPartition, NavigableSet<Long>> offsets = new ConcurrentHashMap<>();

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
