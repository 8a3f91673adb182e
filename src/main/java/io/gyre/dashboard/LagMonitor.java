package io.gyre.dashboard;

import io.gyre.topic.TopicNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures how fast points arrive, or are learned if they have waited, and how many are not learned
 * from yet, by the ends of the points topic, and of the journal if they are merged, and the offsets
 * that the application has committed. Never waits for an answer: it asks, and takes the answer at a
 * later look. Not thread-safe.
 */
final class LagMonitor {

  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int TIMEOUT_MS = 5_000;

  /** So many commits a second at most, with room to spare; each takes an offset of the journal. */
  private static final double COMMITS = 20;

  /** Weight of the newest measurement in the smoothed rate. */
  private static final double NEWEST = 0.7;

  private final DashboardState state;
  private final Admin admin;
  private final String application;
  private final List<TopicPartition> points;
  private final LongSupplier clock;

  /**
   * What was answered at one time, by partition.
   *
   * @param committed by the application; null without the right to look at its group
   */
  private record Offsets(
      Map<TopicPartition, ListOffsetsResultInfo> ends,
      Map<TopicPartition, OffsetAndMetadata> committed) {}

  private CompletableFuture<Offsets> answer;
  private long askedNanos;
  private long lastEnd = -1;
  private long lastLearned = -1;
  private long lastNanos;
  private int shown;
  private double rate;
  private double shownRate;

  /** The one that all are merged into; asked for once the application has read from it. */
  private final TopicPartition journal;

  private boolean merged;

  LagMonitor(DashboardState state, Admin admin, String application, List<TopicPartition> points) {
    this(state, admin, application, points, System::nanoTime);
  }

  LagMonitor(
      DashboardState state,
      Admin admin,
      String application,
      List<TopicPartition> points,
      LongSupplier clock) {
    this.clock = clock;
    askedNanos = clock.getAsLong() - EVERY_NANOS;
    this.state = state;
    this.admin = admin;
    this.application = application;
    this.points = points;
    journal = new TopicPartition(TopicNames.journalOf(application), 0);
  }

  /** Asks when it is time to, and takes what has been answered. */
  void look(int newlyShown) {
    shown += newlyShown;
    if (answer != null && answer.isDone()) {
      if (!answer.isCompletedExceptionally()) {
        take(answer.join());
      } // Else the consumers beside it find out what is wrong, and say so.
      answer = null;
    }
    if (answer == null && clock.getAsLong() - askedNanos >= EVERY_NANOS) {
      ask();
    }
  }

  private void ask() {
    askedNanos = clock.getAsLong();
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    points.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    if (merged) {
      latest.put(journal, OffsetSpec.latest());
    }
    ListOffsetsOptions options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    options.timeoutMs(TIMEOUT_MS);
    answer =
        future(admin.listOffsets(latest, options).all())
            .thenCombine(
                future(
                        admin
                            .listConsumerGroupOffsets(
                                application,
                                new ListConsumerGroupOffsetsOptions().timeoutMs(TIMEOUT_MS))
                            .partitionsToOffsetAndMetadata())
                    .exceptionally(denied -> null),
                Offsets::new);
  }

  private static <T> CompletableFuture<T> future(KafkaFuture<T> future) {
    return future.toCompletionStage().toCompletableFuture();
  }

  private void take(Offsets found) {
    long end = points.stream().mapToLong(partition -> found.ends.get(partition).offset()).sum();
    long learned = found.committed == null ? -1 : learned(found.committed);
    if (lastEnd >= 0) {
      double seconds = (askedNanos - lastNanos) / 1e9;
      double learning = lastLearned < 0 ? 0 : (learned - lastLearned) / seconds;
      rate = smoothed(rate, flow(Math.max(0, end - lastEnd) / seconds, learning));
      shownRate = smoothed(shownRate, shown / seconds);
      state.flow(rate, shownRate);
    }
    shown = 0;
    lastEnd = end;
    lastLearned = learned;
    lastNanos = askedNanos;
    state.lag(found.committed == null ? Map.of() : lag(found));
  }

  /**
   * Returns the flow to show, in points per second: how fast they arrive, or how fast those are
   * learned that have waited.
   *
   * @param learning by the offsets committed, of which those of a journal count its commits too
   */
  static double flow(double arriving, double learning) {
    return learning > arriving + COMMITS ? learning : arriving;
  }

  /** The sum of the offsets that the learners have come to. */
  private long learned(Map<TopicPartition, OffsetAndMetadata> committed) {
    merged = committed.get(journal) != null;
    return (merged ? List.of(journal) : points)
        .stream()
            .map(committed::get)
            .filter(Objects::nonNull)
            .mapToLong(OffsetAndMetadata::offset)
            .sum();
  }

  private static double smoothed(double before, double now) {
    double next = before + NEWEST * (now - before);
    return now == 0 && next < 1 ? 0 : next;
  }

  private Map<Integer, Long> lag(Offsets found) {
    Map<Integer, Long> lag = new TreeMap<>();
    found.committed.forEach(
        (partition, offset) -> {
          if (found.ends.containsKey(partition) && offset != null) {
            // There is one model behind a journal, and whatever waits anywhere waits for it.
            lag.merge(
                merged ? 0 : partition.partition(),
                Math.max(0, found.ends.get(partition).offset() - offset.offset()),
                Long::sum);
          }
        });
    return lag;
  }
}
