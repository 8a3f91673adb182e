package io.gyre.dashboard.follow;

import io.gyre.dashboard.state.DashboardState;
import io.gyre.topic.TopicNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

  /**
   * What was answered, by partition.
   *
   * @param committed by the application; empty without the right to look at its group
   */
  private record Offsets(
      long nanos,
      Map<TopicPartition, ListOffsetsResultInfo> ends,
      Optional<Map<TopicPartition, OffsetAndMetadata>> committed) {}

  private final DashboardState state;
  private final Admin admin;
  private final String application;
  private final List<TopicPartition> points;
  private final LongSupplier clock;

  /** The one that all are merged into; asked for once the application has read from it. */
  private final TopicPartition journal;

  private boolean merged;
  private CompletableFuture<Offsets> answer;
  private long askedNanos;
  private Offsets last;
  private int shown;
  private double rate;
  private double shownRate;

  /**
   * @param clock tells ns
   */
  LagMonitor(
      DashboardState state,
      Admin admin,
      String application,
      List<TopicPartition> points,
      LongSupplier clock) {
    this.state = state;
    this.admin = admin;
    this.application = application;
    this.points = points;
    this.clock = clock;
    askedNanos = clock.getAsLong() - EVERY_NANOS;
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
    long now = clock.getAsLong();
    askedNanos = now;
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
                    .handle((committed, denied) -> Optional.ofNullable(committed)),
                (ends, committed) -> new Offsets(now, ends, committed));
  }

  private static <T> CompletableFuture<T> future(KafkaFuture<T> future) {
    return future.toCompletionStage().toCompletableFuture();
  }

  private void take(Offsets now) {
    merged = now.committed.map(offsets -> offsets.get(journal) != null).orElse(merged);
    if (last != null) {
      double seconds = (now.nanos - last.nanos) / 1e9;
      double learning =
          last.committed.isEmpty() || now.committed.isEmpty()
              ? 0
              : (learned(now) - learned(last)) / seconds;
      rate = smoothed(rate, flow(Math.max(0, end(now) - end(last)) / seconds, learning));
      shownRate = smoothed(shownRate, shown / seconds);
      state.flow(rate, shownRate);
    }
    shown = 0;
    last = now;
    state.lag(now.committed.map(offsets -> lag(now.ends, offsets)).orElse(Map.of()));
  }

  private long end(Offsets offsets) {
    return points.stream().mapToLong(partition -> offsets.ends.get(partition).offset()).sum();
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
  private long learned(Offsets at) {
    Map<TopicPartition, OffsetAndMetadata> offsets = at.committed.get();
    return (offsets.get(journal) == null ? points : List.of(journal))
        .stream()
            .map(offsets::get)
            .filter(Objects::nonNull)
            .mapToLong(OffsetAndMetadata::offset)
            .sum();
  }

  private static double smoothed(double before, double now) {
    double next = before + NEWEST * (now - before);
    return now == 0 && next < 1 ? 0 : next;
  }

  private Map<Integer, Long> lag(
      Map<TopicPartition, ListOffsetsResultInfo> ends,
      Map<TopicPartition, OffsetAndMetadata> committed) {
    Map<Integer, Long> lag = new TreeMap<>();
    committed.forEach(
        (partition, offset) -> {
          if (ends.containsKey(partition) && offset != null) {
            // There is one model behind a journal, and whatever waits anywhere waits for it.
            lag.merge(
                merged ? 0 : partition.partition(),
                Math.max(0, ends.get(partition).offset() - offset.offset()),
                Long::sum);
          }
        });
    return lag;
  }
}
