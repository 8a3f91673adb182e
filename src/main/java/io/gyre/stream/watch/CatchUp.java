package io.gyre.stream.watch;

import io.gyre.data.ThroughputEstimate;
import io.gyre.fold.FoldReport;
import io.gyre.fold.LiveFolds;
import io.gyre.words.PrintableText;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Logs the learners' progress on a backlog, and once that they have caught up; nothing while they
 * are up to date. It counts offsets: a journal has one for each commit too. For one thread.
 */
public final class CatchUp {

  private static final long FEW = 100;

  /** Points that are learned within this number of seconds are not a backlog. */
  private static final double SECONDS = 5;

  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(9);

  private final LiveFolds folds;
  private volatile Consumer<String> lines = line -> {};
  private Set<TopicPartition> partitions = Set.of();
  private long waiting;
  private ThroughputEstimate pace;

  /** The time since when it is behind, as {@link System#nanoTime}; null if it is not. */
  private Long behindSince;

  private long doneBefore;
  private long saidNanos;

  public CatchUp(LiveFolds folds) {
    this.folds = folds;
  }

  public void tell(Consumer<String> told) {
    lines = told;
  }

  /** Takes the result of a check. The points before a journal wait for its records. */
  void look(
      String log, Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends, long nanos) {
    // The beginning of the others is unknown.
    Set<TopicPartition> known = new HashSet<>(ends.keySet());
    known.retainAll(committed.keySet());
    long left = known.stream().mapToLong(p -> Math.max(0, ends.get(p) - committed.get(p))).sum();
    List<TopicPartition> learned = known.stream().filter(p -> p.topic().equals(log)).toList();
    long done = learned.stream().mapToLong(committed::get).sum();
    long streamMs = streamMs(learned);
    if (pace == null || !known.equals(partitions)) {
      partitions = known;
      pace = new ThroughputEstimate(nanos, done, left, streamMs);
      behindSince = null;
    } else {
      pace.note(nanos, done, left, streamMs);
      say(done, left, nanos);
    }
    waiting = left;
  }

  /** Points that wait at both checks have not just come. */
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
      String took = ThroughputEstimate.span((nanos - behindSince) / 1e9);
      String caughtUp = PrintableText.counted(done - doneBefore, "point");
      lines.accept("caught up: %s in %s%s".formatted(caughtUp, took, pace.stream()));
      behindSince = null;
    }
  }

  /** Returns the earliest time of the partitions that are learned here: all have come as far. */
  private long streamMs(List<TopicPartition> learned) {
    return learned.stream()
        .mapToLong(
            p -> folds.find(p.partition(), FoldReport::time).orElse(ThroughputEstimate.UNKNOWN))
        .filter(time -> time >= 0)
        .min()
        .orElse(ThroughputEstimate.UNKNOWN);
  }
}
