package io.gyre.stream.watch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** How much of the state has been read back from the changelogs. Thread-safe. */
final class RestoreProgress implements StateRestoreListener {

  /** The offsets of a changelog's partition: from where to where, and up to where by now. */
  private record Range(long start, long end, long done) {}

  private final Map<TopicPartition, Range> ranges = new ConcurrentHashMap<>();

  @Override
  public void onRestoreStart(TopicPartition changelog, String store, long start, long end) {
    ranges.put(changelog, new Range(start, end, start));
  }

  @Override
  public void onBatchRestored(
      TopicPartition changelog, String store, long batchEnd, long restoredRecords) {
    ranges.computeIfPresent(
        changelog, (key, range) -> new Range(range.start(), range.end(), batchEnd + 1));
  }

  @Override
  public void onRestoreSuspended(TopicPartition changelog, String store, long restoredRecords) {
    ranges.remove(changelog);
  }

  @Override
  public void onRestoreEnd(TopicPartition changelog, String store, long restoredRecords) {
    ranges.remove(changelog);
  }

  /** Says how far it is, for a person; empty when nothing is being restored. */
  String progress() {
    long total = ranges.values().stream().mapToLong(range -> range.end() - range.start()).sum();
    long done = ranges.values().stream().mapToLong(range -> range.done() - range.start()).sum();
    return total == 0
        ? ""
        : "restoring its state: %,d of %,d offsets of changelogs are read".formatted(done, total);
  }
}
