package io.gyre.page.follow;

import io.gyre.page.state.DashboardState;
import io.gyre.topic.TopicNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
 * Measures the rate at which points arrive, or are learned if they have waited, and the number not
 * learned yet: from the ends of the points topic and the journal, and the application's committed
 * offsets. Never waits for an answer: it takes it at a later call. Not thread-safe.
 */
final class LagMonitor {

  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int TIMEOUT_MS = 5_000;

  /** The most commits a second, with room to spare; each takes an offset of the journal. */
  private static final double COMMITS = 20;

  private static final double NEWEST = 0.7; // the weight of the newest measurement

  /**
   * The answers to one request, by partition.
   *
   * @param committed by the application; empty without the right to look at its group
   */
  private record Offsets(
      long nanos,
      Map<TopicPartition, ListOffsetsResultInfo> ends,
      Map<TopicPartition, OffsetAndMetadata> committed) {}

  private final DashboardState state;
  private final Admin admin;
  private final List<TopicPartition> points;
  private final LongSupplier clock;

  /** The partition that all are merged into; asked for once the application has read from it. */
  private final TopicPartition journal;

  private boolean merged;
  private CompletableFuture<Offsets> answer;
  private long askedNanos;
  private Offsets last;
  private int shown;
  private double rate;
  private double shownRate;

  LagMonitor(DashboardState state, Admin admin, List<TopicPartition> points, LongSupplier clock) {
    this.state = state;
    this.admin = admin;
    this.points = points;
    this.clock = clock;
    askedNanos = clock.getAsLong() - EVERY_NANOS;
    journal = new TopicPartition(TopicNames.journalOf(state.application), 0);
  }

  /** Asks if it is time to, and takes the answers that have come. */
  void look(int newlyShown) {
    shown += newlyShown;
    if (answer != null && answer.isDone()) {
      if (!answer.isCompletedExceptionally()) {
        take(answer.join());
      } // Else the consumers find the error and report it.
      answer = null;
    }
    if (answer == null && clock.getAsLong() - askedNanos >= EVERY_NANOS) {
      ask();
    }
  }

  private void ask() {
    long now = clock.getAsLong();
    askedNanos = now;
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    points.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    if (merged) {
      latest.put(journal, OffsetSpec.latest());
    }
    CompletionStage<Map<TopicPartition, ListOffsetsResultInfo>> ends =
        admin
            .listOffsets(
                latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(TIMEOUT_MS))
            .all()
            .toCompletionStage();
    answer =
        admin
            .listConsumerGroupOffsets(
                state.application, new ListConsumerGroupOffsetsOptions().timeoutMs(TIMEOUT_MS))
            .partitionsToOffsetAndMetadata()
            .toCompletionStage()
            .exceptionally(denied -> Map.of())
            .thenCombine(ends, (committed, all) -> new Offsets(now, all, committed))
            .toCompletableFuture();
  }

  private void take(Offsets now) {
    merged = now.committed.isEmpty() ? merged : now.committed.get(journal) != null;
    if (last != null) {
      double seconds = (now.nanos - last.nanos) / 1e9;
      double arriving = Math.max(0, end(now) - end(last)) / seconds;
      double learning = last.committed.isEmpty() ? 0 : (learned(now) - learned(last)) / seconds;
      // A journal's offsets count the commits too.
      rate = smoothed(rate, learning > arriving + COMMITS ? learning : arriving);
      shownRate = smoothed(shownRate, shown / seconds);
    }
    shown = 0;
    last = now;
    state.flow(rate, shownRate, lag(now));
  }

  private long end(Offsets offsets) {
    return points.stream().mapToLong(partition -> offsets.ends.get(partition).offset()).sum();
  }

  private long learned(Offsets at) {
    return (at.committed.get(journal) == null ? points : List.of(journal))
        .stream()
            .map(at.committed::get)
            .filter(Objects::nonNull)
            .mapToLong(OffsetAndMetadata::offset)
            .sum();
  }

  private static double smoothed(double before, double now) {
    double next = before + NEWEST * (now - before);
    return now == 0 && next < 1 ? 0 : next;
  }

  private Map<Integer, Long> lag(Offsets now) {
    Map<Integer, Long> lag = new TreeMap<>();
    now.committed.forEach(
        (partition, offset) -> {
          if (now.ends.containsKey(partition) && offset != null) {
            // A journal has one model, for which all waiting records wait.
            lag.merge(
                merged ? 0 : partition.partition(),
                Math.max(0, now.ends.get(partition).offset() - offset.offset()),
                Long::sum);
          }
        });
    return lag;
  }
}
