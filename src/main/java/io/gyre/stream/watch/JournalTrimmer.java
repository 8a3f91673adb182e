package io.gyre.stream.watch;

import io.gyre.kafka.ClusterAdmin;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what has been learned from the journal, but for its last bytes. What is not learned and
 * committed yet is never deleted, however much it is. Not thread-safe.
 *
 * <p>How large a record is nobody tells: the mean of those that are on disk is taken. The broker
 * frees whole segments, minutes after their records are deleted, so there is more on disk than what
 * is kept.
 */
public final class JournalTrimmer {

  private static final Logger LOG = LoggerFactory.getLogger(JournalTrimmer.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Less than that is not freed. */
  private static final long SEGMENT_BYTES =
      Long.parseLong(Topic.JOURNAL.definition().configs().get(TopicConfig.SEGMENT_BYTES_CONFIG));

  private final ClusterAdmin cluster;
  private final String application;
  private final TopicPartition journal;
  private final long keepBytes;

  /** The first offset whose bytes are on disk, as far as is known; -1 before the first look. */
  private long diskStart = -1;

  private long diskBytes;

  public JournalTrimmer(ClusterAdmin cluster, String application, long keepBytes) {
    this.cluster = cluster;
    this.application = application;
    this.keepBytes = keepBytes;
    journal = new TopicPartition(TopicNames.journalOf(application), 0);
  }

  /** Deletes what is too much of the journal, if this instance learns from it. */
  void look(Set<TopicPartition> partitions) {
    if (!partitions.contains(journal)) {
      return;
    }
    Long committed = cluster.group(application).committed(TIMEOUT).get(journal);
    if (committed == null) {
      return;
    }
    long start = cluster.offset(journal, OffsetSpec.earliest(), TIMEOUT);
    long end = cluster.offset(journal, OffsetSpec.latest(), TIMEOUT);
    long bytes = cluster.diskBytes(journal, TIMEOUT);
    if (diskStart < 0 || bytes < diskBytes) {
      diskStart = start;
    }
    diskBytes = bytes;
    long target = target(start, end, committed, (double) bytes / Math.max(1, end - diskStart));
    if (target > start) {
      cluster.deleteRecords(journal, target, TIMEOUT);
      LOG.debug("{} begins at offset {} now, it was {}", journal, target, start);
    }
  }

  /** The offset at which the journal shall begin, for so many bytes of a record in the mean. */
  private long target(long start, long end, long committed, double recordBytes) {
    double tooMuch = (end - start) * recordBytes - keepBytes;
    if (tooMuch < Math.min(SEGMENT_BYTES, keepBytes / 8)) {
      return start;
    }
    return Math.min(committed, start + (long) (tooMuch / recordBytes));
  }
}
