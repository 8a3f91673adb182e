package io.gyre.stream.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.fold.Fold;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldStore;
import io.gyre.stream.Fixture;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Looks are 5 s apart. */
class CatchUpTest {

  private static final TopicPartition POINTS = new TopicPartition("points", 0);
  private static final TopicPartition JOURNAL = new TopicPartition("journal", 0);

  private final LiveFolds folds = new LiveFolds();
  private final Fold fold =
      Fold.open(Fixture.settings(Examples.learners()).fold(), FoldStore.unsaved("test"));
  private final CatchUp catchUp = new CatchUp(folds);
  private final List<String> lines = new ArrayList<>();
  private long nanos;
  private long offset;

  CatchUpTest() {
    catchUp.tell(lines::add);
    folds.open(0, fold);
  }

  private void look(
      String log, Map<TopicPartition, Long> committed, Map<TopicPartition, Long> end) {
    catchUp.look(log, committed, end, nanos);
    nanos += 5_000_000_000L;
  }

  private void look(long committed, long end) {
    look("points", Map.of(POINTS, committed), Map.of(POINTS, end));
  }

  private void streamIsAt(String time) {
    byte[] point = "{\"features\":[1],\"label\":1}".getBytes(StandardCharsets.UTF_8);
    long ms = Instant.parse(time).toEpochMilli();
    fold.apply(LogRecord.of(LogRecord.Kind.POINT, point, ms, 0, offset++));
  }

  @Test
  void shouldSayHowFarItIsUntilItHasCaughtUp() {
    streamIsAt("2018-03-02T00:00:00Z");
    look(0, 100_000);
    look(10_000, 100_000);
    look(20_000, 100_000);
    streamIsAt("2018-03-02T00:30:00Z");
    look(30_000, 100_000);
    look(90_500, 100_000);
    look(100_000, 100_000);
    look(100_000, 100_000);

    assertThat(lines)
        .containsExactly(
            "catching up: 2,000 points/s, 90,000 left, 45 s; 2018-03-02T00:00Z, 0 s of stream in",
            "catching up: 2,000 points/s, 70,000 left, 35 s; 2018-03-02T00:30Z, 30 min of stream in",
            "caught up: 90,000 points in 20 s; 2018-03-02T00:30Z, 30 min of stream in");
  }

  @Test
  void shouldSayNothingWhileItIsUpToDate() {
    look(0, 40);
    look(5_000, 5_300);
    // A burst that has only just come, and points in flight.
    look(5_010, 50_000);
    look(50_000, 50_001);
    look(50_002, 50_100);
    assertThat(lines).isEmpty();
  }

  @Test
  void shouldLeaveToOthersToSayThatNothingIsLearned() {
    look(10, 100_000);
    look(10, 100_000);
    look("points", Map.of(), Map.of(POINTS, 100_000L));
    assertThat(lines).isEmpty();
  }

  @Test
  void shouldCountWhatWaitsBeforeTheJournal() {
    Map<TopicPartition, Long> ends = Map.of(POINTS, 100_000L, JOURNAL, 20_000L);
    look("journal", Map.of(POINTS, 20_000L, JOURNAL, 1_000L), ends);
    look("journal", Map.of(POINTS, 20_000L, JOURNAL, 2_000L), ends);
    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("catching up: 200 points/s, 98,000 left");
  }
}
