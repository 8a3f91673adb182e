package io.gyre.stream;

import io.gyre.kafka.ClusterAdmin;
import io.gyre.stream.ClusterMonitor.Pace;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out that points wait and none has been committed for a while, and what is known of the
 * cause. Not thread-safe.
 */
final class StallCheck {

  private final ApplicationSettings settings;
  private final ClusterAdmin cluster;
  private final SourceLog source;
  private final Pace pace;

  /** By partition: what was committed when it was looked at last. */
  private Map<Integer, Long> committed = Map.of();

  /** By partition: the time, as {@link System#nanoTime}, since when points may wait in vain. */
  private final Map<Integer, Long> waitingSince = new HashMap<>();

  StallCheck(ApplicationSettings settings, ClusterAdmin cluster, SourceLog source, Pace pace) {
    this.settings = settings;
    this.cluster = cluster;
    this.source = source;
    this.pace = pace;
  }

  /** What the group had committed when it was looked at last, by partition. */
  Map<Integer, Long> committed() {
    return committed;
  }

  /**
   * Looks at the offsets, and tells the run when no points wait.
   *
   * @param run whose partitions are looked at; all are while it has none and is not yet running
   * @param nowNanos the time, as {@link System#nanoTime}
   * @return null if no points wait, or not for long yet
   * @throws org.apache.kafka.common.KafkaException when there is no answer in time
   */
  Stall look(StreamsRun run, long nowNanos) {
    boolean running = run.isRunning();
    Map<Integer, Long> now =
        cluster
            .group(settings.application())
            .committed(settings.topics().points(), pace.interval());
    Set<TopicPartition> partitions = partitions(run);
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest(), false);
    waitingSince.keySet().retainAll(partitions.stream().map(TopicPartition::partition).toList());
    for (TopicPartition partition : partitions) {
      int number = partition.partition();
      Long at = now.get(number);
      boolean goesOn = at != null && !at.equals(committed.get(number));
      if (goesOn || ends.get(partition) <= (at == null ? 0 : at)) {
        waitingSince.remove(number);
      } else {
        waitingSince.putIfAbsent(number, nowNanos);
      }
    }
    committed = now;
    if (running && waitingSince.isEmpty()) {
      run.noteCaughtUp();
    }
    for (TopicPartition partition : partitions) {
      long since = waitingSince.getOrDefault(partition.partition(), nowNanos);
      if (nowNanos - since >= pace.stall().toNanos()) {
        String cause = cause(partition, ends.get(partition), run);
        if (cause != null) {
          return new Stall(
              since,
              "points wait on partition %d of %s, and none is learned: %s"
                  .formatted(partition.partition(), partition.topic(), cause));
        }
        // Only the marks of transactions are left there: that is looked at anew in a while.
        waitingSince.put(partition.partition(), nowNanos);
      }
    }
    return null;
  }

  private Set<TopicPartition> partitions(StreamsRun run) {
    Set<TopicPartition> assigned = run.partitions();
    if (!assigned.isEmpty() || run.isRunning()) {
      return assigned;
    }
    String points = settings.topics().points();
    int total = cluster.partitions(Set.of(points)).getOrDefault(points, 0);
    return IntStream.range(0, total)
        .mapToObj(partition -> new TopicPartition(points, partition))
        .collect(Collectors.toSet());
  }

  private Map<TopicPartition, Long> offsets(
      Set<TopicPartition> partitions, OffsetSpec end, boolean committedOnly) {
    return cluster.offsets(
        partitions,
        end,
        committedOnly ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED,
        pace.interval());
  }

  /** Returns null if no points wait on the partition. */
  private String cause(TopicPartition partition, long end, StreamsRun run) {
    int number = partition.partition();
    long readable = offsets(Set.of(partition), OffsetSpec.latest(), true).get(partition);
    Long at = committed.get(number);
    long from = at == null ? source.earliestOffset(number) : at;
    if (from < readable && source.holdsRecord(number, from, readable)) {
      return run.progress();
    }
    return readable < end
        ? "a producer has left a transaction open at offset %d, and nothing behind it can be read until it ends"
            .formatted(readable)
        : null;
  }
}
