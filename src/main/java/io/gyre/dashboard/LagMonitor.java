package io.gyre.dashboard;

import io.gyre.topic.TopicNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures how fast points arrive and how many are not learned from yet, by the ends of the points
 * topic, and of the journal if they are merged, and the offsets that the application has committed.
 * Never waits for an answer: it asks, and takes the answer at a later look. Not thread-safe.
 */
final class LagMonitor {

  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int TIMEOUT_MS = 5_000;

  /** Weight of the newest measurement in the smoothed rate. */
  private static final double NEWEST = 0.7;

  private final DashboardState state;
  private final Admin admin;
  private final String application;
  private final List<TopicPartition> points;

  private CompletableFuture<Map<TopicPartition, ListOffsetsResultInfo>> ends;
  private CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> committed;
  private long askedNanos = System.nanoTime() - EVERY_NANOS;
  private long lastEnd = -1;
  private long lastNanos;
  private int shown;
  private double rate;
  private double shownRate;

  /** The one that all are merged into; asked for once the application has read from it. */
  private final TopicPartition journal;

  private boolean merged;

  LagMonitor(DashboardState state, Admin admin, String application, List<TopicPartition> points) {
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
    if (ends == null && System.nanoTime() - askedNanos >= EVERY_NANOS) {
      ask();
    }
  }

  private void ask() {
    askedNanos = System.nanoTime();
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
    if (lastEnd >= 0) {
      double seconds = (askedNanos - lastNanos) / 1e9;
      rate = smoothed(rate, Math.max(0, end - lastEnd) / seconds);
      shownRate = smoothed(shownRate, shown / seconds);
      state.flow(rate, shownRate);
    }
    shown = 0;
    lastEnd = end;
    lastNanos = askedNanos;
    state.lag(lag(found));
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
