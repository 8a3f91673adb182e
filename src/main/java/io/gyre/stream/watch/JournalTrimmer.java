package io.gyre.stream.watch;

import io.gyre.kafka.ClusterAdmin;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Deletes learned records from the journal, except its last bytes; never records that are not
 * learned and committed yet. Not thread-safe.
 *
 * <p>The size of a single record is unknown, so the mean of those on disk is used. The broker frees
 * whole segments, minutes after their records are deleted, so the disk holds more than the limit.
 */
public final class JournalTrimmer {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final long SEGMENT_BYTES =
      Long.parseLong(Topic.JOURNAL.definition().configs().get(TopicConfig.SEGMENT_BYTES_CONFIG));

  private final ClusterAdmin cluster;
  private final String application;
  private final TopicPartition journal;
  private final long keepBytes;

  /** The first offset known to be on disk; -1 before the first check. */
  private long diskStart = -1;

  private long diskBytes;

  public JournalTrimmer(ClusterAdmin cluster, String application, long keepBytes) {
    this.cluster = cluster.within(TIMEOUT);
    this.application = application;
    this.keepBytes = keepBytes;
    journal = new TopicPartition(TopicNames.journalOf(application), 0);
  }

  void look(Set<TopicPartition> partitions) {
    Long committed =
        partitions.contains(journal) ? cluster.group(application).committed().get(journal) : null;
    if (committed == null) {
      return;
    }
    long start = cluster.offset(journal, OffsetSpec.earliest());
    long end = cluster.offset(journal, OffsetSpec.latest());
    long bytes = cluster.diskBytes(journal);
    if (diskStart < 0 || bytes < diskBytes) {
      diskStart = start;
    }
    diskBytes = bytes;
    double recordBytes = (double) bytes / Math.max(1, end - diskStart);
    double tooMuch = (end - start) * recordBytes - keepBytes;
    if (tooMuch < Math.min(SEGMENT_BYTES, keepBytes / 8)) {
      return;
    }
    long target = Math.min(committed, start + (long) (tooMuch / recordBytes));
    if (target > start) {
      cluster.deleteRecords(journal, target);
    }
  }
}
