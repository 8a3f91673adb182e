package io.gyre.feed;

import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.TopicReader;
import io.gyre.topic.PointHeaders;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/**
 * The rows of a file on a topic of one partition, read from the topic: each row's record carries
 * its number. So the end of an earlier run and the records of others do not matter.
 *
 * @param next the number of the first row that is not there
 * @param labels how many labels in records of their own are there behind the last row
 * @param ended whether the end record is there
 */
public record RowsOnTopic(long next, long labels, boolean ended) {

  public static final RowsOnTopic NONE = new RowsOnTopic(0, 0, false);

  private static final long LAST = 1_000; // the number of last records that are read first

  /** Returns how many rows the file has; −1 if that does not follow. */
  public long size() {
    return ended ? next : -1;
  }

  /** Looks for the last row on a topic, from its end. */
  public static RowsOnTopic on(ClusterAccess cluster, String topic) {
    return before(Long.MAX_VALUE, cluster, topic);
  }

  /** Looks for the last row before an offset; there is none before one that is not known, −1. */
  public static RowsOnTopic before(long offset, ClusterAccess cluster, String topic) {
    if (offset <= 0) {
      return NONE;
    }
    TopicPartition only = new TopicPartition(topic, 0);
    try (Consumer<byte[], byte[]> consumer = cluster.consumer(Map.of())) {
      consumer.assign(Set.of(only));
      long beginning = consumer.beginningOffsets(Set.of(only)).get(only);
      long end = Math.min(offset, consumer.endOffsets(Set.of(only)).get(only));
      for (long step = LAST; end > beginning; step *= 4) {
        long from = Math.max(beginning, end - step);
        RowsOnTopic found = within(consumer, only, from, end);
        if (found != null) {
          return found;
        }
        end = from;
      }
      return NONE;
    }
  }

  private static RowsOnTopic within(
      Consumer<byte[], byte[]> consumer, TopicPartition only, long from, long end) {
    RowsOnTopic[] last = new RowsOnTopic[1];
    TopicReader.range(
        consumer,
        only,
        from,
        end,
        () -> false,
        found -> {
          RowsOnTopic next = of(found.value(), found.headers());
          last[0] = next == null ? last[0] : next;
        });
    return last[0];
  }

  /** Returns where the rows stand behind a record of one; null if it is of others. */
  static RowsOnTopic of(byte[] value, Headers headers) {
    long row = PointHeaders.row(headers);
    boolean ended = PointHeaders.isEnd(value, headers);
    long labels = PointHeaders.label(headers) + 1;
    return row < 0 ? null : new RowsOnTopic(ended ? row : row + 1, labels, ended);
  }
}
