package io.gyre.stream.watch;

import io.gyre.data.ThroughputEstimate;
import io.gyre.fold.FoldReport;
import io.gyre.fold.LiveFolds;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Says how far the learners are on a backlog, and once that they have caught up; nothing while they
 * are up to date. It counts offsets: a journal has one for each commit too. One thread looks.
 */
public final class CatchUp {

  /** Fewer are no backlog: what is in flight, and the marks of transactions. */
  private static final long FEW = 100;

  /** Points that are learned in so many seconds are no backlog. */
  private static final double SECONDS = 5;

  /** A little less than two looks. */
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(9);

  private final LiveFolds folds;
  private volatile Consumer<String> lines = line -> {};

  /** Of the partitions that were looked at last, and how much waited on them. */
  private Set<TopicPartition> partitions = Set.of();

  private ThroughputEstimate pace;
  private long waiting;

  /** Since when it is behind, as {@link System#nanoTime}; null if it is not. */
  private Long behindSince;

  private long doneBefore;
  private long saidNanos;

  public CatchUp(LiveFolds folds) {
    this.folds = folds;
  }

  public void tell(Consumer<String> told) {
    lines = told;
  }

  /** Takes what a look has found. What waits on other topics than the log waits for it. */
  void look(
      String log, Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends, long nanos) {
    Map<TopicPartition, Long> known = new HashMap<>(ends);
    // Nobody knows where those begin that nothing is committed of.
    known.keySet().retainAll(committed.keySet());
    long left = 0;
    long done = 0;
    for (Map.Entry<TopicPartition, Long> of : known.entrySet()) {
      long at = committed.get(of.getKey());
      left += Math.max(0, of.getValue() - at);
      done += of.getKey().topic().equals(log) ? at : 0;
    }
    if (pace == null || !known.keySet().equals(partitions)) {
      partitions = known.keySet();
      pace = new ThroughputEstimate(nanos, done, left, streamMs(log));
      behindSince = null;
    } else {
      pace.note(nanos, done, left, streamMs(log));
      say(done, left, nanos);
    }
    waiting = left;
  }

  /** What waits at both looks has not only just come. */
  private void say(long done, long left, long nanos) {
    double speed = pace.perSecond();
    boolean behind = speed > 0 && Math.min(waiting, left) > Math.max(FEW, SECONDS * speed);
    if (behind && behindSince == null) {
      behindSince = nanos;
      doneBefore = done;
      saidNanos = nanos - LINE_NANOS;
    }
    if (behind && nanos - saidNanos >= LINE_NANOS) {
      saidNanos = nanos;
      lines.accept("catching up: " + pace.text());
    } else if (behindSince != null && left <= Math.max(FEW, speed)) {
      lines.accept(
          String.format(
              Locale.ROOT,
              "caught up: %,d points in %s%s",
              done - doneBefore,
              ThroughputEstimate.span((nanos - behindSince) / 1e9),
              pace.stream()));
      behindSince = null;
    }
  }

  /** The earliest of the partitions that are learned here, so that all have come as far. */
  private long streamMs(String log) {
    return partitions.stream()
        .filter(partition -> partition.topic().equals(log))
        .mapToLong(partition -> streamMs(partition.partition()))
        .filter(time -> time >= 0)
        .min()
        .orElse(ThroughputEstimate.UNKNOWN);
  }

  private long streamMs(int partition) {
    return folds.find(partition, FoldReport::time).orElse(ThroughputEstimate.UNKNOWN);
  }
}
