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

  private CompletableFuture<Map<TopicPartition, ListOffsetsResultInfo>> ends;
  private CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> committed;
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
    if (ends != null && ends.isDone() && committed.isDone()) {
      take();
      ends = null;
    }
    if (ends == null && clock.getAsLong() - askedNanos >= EVERY_NANOS) {
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
    ends = admin.listOffsets(latest, options).all().toCompletionStage().toCompletableFuture();
    committed =
        admin
            .listConsumerGroupOffsets(
                application, new ListConsumerGroupOffsetsOptions().timeoutMs(TIMEOUT_MS))
            .partitionsToOffsetAndMetadata()
            .toCompletionStage()
            .toCompletableFuture();
  }

  private void take() {
    if (ends.isCompletedExceptionally()) {
      return; // The consumers beside it find out what is wrong, and say so.
    }
    Map<TopicPartition, ListOffsetsResultInfo> found = ends.getNow(Map.of());
    long end = points.stream().mapToLong(partition -> found.get(partition).offset()).sum();
    long learned = learned();
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
    state.lag(lag(found));
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

  /** The sum of the offsets that the learners have come to; −1 if it is not known. */
  private long learned() {
    if (committed.isCompletedExceptionally()) {
      return -1;
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = committed.getNow(Map.of());
    List<TopicPartition> read = offsets.get(journal) == null ? points : List.of(journal);
    return read.stream()
        .map(offsets::get)
        .filter(Objects::nonNull)
        .mapToLong(OffsetAndMetadata::offset)
        .sum();
  }

  private static double smoothed(double before, double now) {
    double next = before + NEWEST * (now - before);
    return now == 0 && next < 1 ? 0 : next;
  }

  private Map<Integer, Long> lag(Map<TopicPartition, ListOffsetsResultInfo> end) {
    Map<Integer, Long> lag = new TreeMap<>();
    if (committed.isCompletedExceptionally()) {
      return lag; // No right to look at the group: it stays unknown.
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = committed.getNow(Map.of());
    merged = offsets.get(journal) != null;
    offsets.forEach(
        (partition, offset) -> {
          if (end.containsKey(partition) && offset != null) {
            // There is one model behind a journal, and whatever waits anywhere waits for it.
            lag.merge(
                merged ? 0 : partition.partition(),
                Math.max(0, end.get(partition).offset() - offset.offset()),
                Long::sum);
          }
        });
    return lag;
  }
}
