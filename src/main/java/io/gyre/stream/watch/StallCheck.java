package io.gyre.stream.watch;

import io.gyre.kafka.ClusterAdmin;
import io.gyre.stream.processor.SourceLog;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.watch.ClusterMonitor.Pace;
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
public final class StallCheck {

  private final ApplicationSettings settings;
  private final ClusterAdmin cluster;
  private final SourceLog source;
  private final Pace pace;

  /** What was committed when it was looked at last, of all topics that are read. */
  private Map<TopicPartition, Long> committed = Map.of();

  /** Where the partitions of the run ended then. */
  private Map<TopicPartition, Long> ends = Map.of();

  /** The time, as {@link System#nanoTime}, since when records may wait in vain. */
  private final Map<TopicPartition, Long> waitingSince = new HashMap<>();

  public StallCheck(
      ApplicationSettings settings, ClusterAdmin cluster, SourceLog source, Pace pace) {
    this.settings = settings;
    this.cluster = cluster;
    this.source = source;
    this.pace = pace;
  }

  Map<TopicPartition, Long> committed() {
    return committed;
  }

  Map<TopicPartition, Long> ends() {
    return ends;
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
    Map<TopicPartition, Long> now =
        cluster.group(settings.application()).committed(pace.interval());
    Set<TopicPartition> partitions = partitions(run);
    ends = offsets(partitions, OffsetSpec.latest(), false);
    waitingSince.keySet().retainAll(partitions);
    for (TopicPartition partition : partitions) {
      Long at = now.get(partition);
      boolean goesOn = at != null && !at.equals(committed.get(partition));
      if (goesOn || ends.get(partition) <= (at == null ? 0 : at)) {
        waitingSince.remove(partition);
      } else {
        waitingSince.putIfAbsent(partition, nowNanos);
      }
    }
    committed = now;
    if (running && waitingSince.isEmpty()) {
      run.noteCaughtUp();
    }
    for (TopicPartition partition : partitions) {
      long since = waitingSince.getOrDefault(partition, nowNanos);
      if (nowNanos - since >= pace.stall().toNanos()) {
        String cause = cause(partition, ends.get(partition), run);
        if (cause != null) {
          return new Stall(
              since,
              "%s wait on partition %d of %s, and none is %s: %s"
                  .formatted(
                      partition.topic().equals(run.inputs().labels()) ? "labels" : "points",
                      partition.partition(),
                      partition.topic(),
                      partition.topic().equals(run.inputs().log()) ? "learned" : "merged",
                      cause));
        }
        // Only the marks of transactions are left there: that is looked at anew in a while.
        waitingSince.put(partition, nowNanos);
      }
    }
    return null;
  }

  private Set<TopicPartition> partitions(StreamsRun run) {
    Set<TopicPartition> assigned = run.partitions();
    if (!assigned.isEmpty() || run.isRunning()) {
      return assigned;
    }
    return cluster.partitions(run.inputs().all()).entrySet().stream()
        .flatMap(
            topic ->
                IntStream.range(0, topic.getValue())
                    .mapToObj(partition -> new TopicPartition(topic.getKey(), partition)))
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
    Long at = committed.get(partition);
    long from = at == null ? source.earliestOffset(partition.topic(), number) : at;
    if (from < readable && source.holdsRecord(partition.topic(), number, from, readable)) {
      return run.progress();
    }
    return readable < end
        ? "a producer has left a transaction open at offset %d, and nothing behind it can be read until it ends"
            .formatted(readable)
        : null;
  }
}
