package io.gyre.feed;

import io.gyre.kafka.ClusterAdmin;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a topic has come.
 *
 * @param offsets the sum of the end offsets of its partitions
 * @param latestMs the largest timestamp on it, -1 when it holds no record
 */
public record TopicEnd(long offsets, long latestMs) {

  private static final long PLAUSIBLE_AHEAD_MS = 3_600_000;

  /** Asks the cluster how far a topic has come. */
  public static TopicEnd of(Admin admin, String topic) {
    ClusterAdmin cluster = new ClusterAdmin(admin);
    List<TopicPartition> partitions =
        cluster.describe(topic).partitions().stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    long offsets =
        cluster
            .offsets(
                partitions,
                OffsetSpec.latest(),
                IsolationLevel.READ_UNCOMMITTED,
                ClusterAdmin.TIMEOUT)
            .values()
            .stream()
            .mapToLong(Long::longValue)
            .sum();
    return new TopicEnd(offsets, cluster.latestTime(partitions));
  }

  /**
   * Returns the largest timestamp, unless it is so far ahead that somebody's clock must be wrong.
   */
  public long plausibleTimeMs() {
    return latestMs > System.currentTimeMillis() + PLAUSIBLE_AHEAD_MS ? -1 : latestMs;
  }
}
