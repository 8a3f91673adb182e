package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.Metrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time touches scores and the flush of a pending batch, never what is learned. */
class EventTimeTest {

  private static final long HOUR_MS = 3_600_000;
  private static final LearnerSettings LEARNER = Fixture.learner(",\"batch\":1");
  private static final List<Arriving> STREAM =
      Arriving.randomStream(61, 200, 2).stream()
          .filter(arriving -> arriving.point().labelled())
          .toList();

  @TempDir Path state;

  @Test
  void shouldLearnFromLatePoints() {
    ProcessorBench bench = sendTwoLateOnes();
    Metrics last = bench.lastMetrics();
    assertThat(last.late()).isEqualTo(2);
    assertThat(last.points()).isEqualTo(1);
    assertThat(last.steps()).isEqualTo(3);
    assertThat(last.totals()).isEqualTo(new Metrics.Totals(4, 4, 2, 0, 0, 0, 0L, 0L));
  }

  private static ProcessorBench sendTwoLateOnes() {
    WindowSettings windowing = new WindowSettings(1_000, 0, HOUR_MS);
    ProcessorBench bench = new ProcessorBench(Fixture.settings(List.of(LEARNER), windowing));
    for (long timestampMs : new long[] {5_000, 6_000, 5_999, 0, 7_000}) {
      bench.send(STREAM.get(0).at(timestampMs));
    }
    return bench;
  }

  @Test
  void shouldFlushThePendingBatchAtTheEndOfAWindowOnly() {
    LearnerSettings eight = Fixture.learner(",\"batch\":8");
    ProcessorBench bench = new ProcessorBench(Fixture.settings(List.of(eight)));
    for (int i = 0; i < 3; i++) {
      bench.send(STREAM.get(i).at(1_000 + i));
    }
    assertThat(bench.outputs).hasSize(3);
    bench.send(STREAM.get(3).at(2_000));
    assertThat(bench.predictions().get(3).step()).isEqualTo(1);
    assertThat(bench.lastMetrics().steps()).isEqualTo(1);
    assertThat(bench.lastMetrics().step()).isEqualTo(1);
  }

  /** Windows of a year, so that no flush happens: then no timestamp changes what is learned. */
  @Test
  void shouldLearnTheSameUnderAnyTimestamps() {
    WindowSettings year = new WindowSettings(366L * 24 * HOUR_MS, 0, 366L * 24 * HOUR_MS);
    for (LearnerSettings learner : List.of(Examples.learners().get(1), Fixture.VARIANTS.get(0))) {
      TopologySettings settings = Fixture.settings(List.of(learner), year);
      ProcessorBench ordered = new ProcessorBench(settings);
      ordered.send(STREAM);
      List<Long> timestamps = new ArrayList<>(STREAM.stream().map(Arriving::timestampMs).toList());
      for (long seed = 1; seed <= 5; seed++) {
        Collections.shuffle(timestamps, new Random(seed));
        ProcessorBench permuted = new ProcessorBench(settings);
        for (int i = 0; i < STREAM.size(); i++) {
          permuted.send(STREAM.get(i).at(timestamps.get(i)));
        }
        assertThat(permuted.predictions()).as("seed " + seed).isEqualTo(ordered.predictions());
        Map<String, byte[]> found = StoreContent.of(permuted.store);
        Map<String, byte[]> expected = StoreContent.of(ordered.store);
        // It remembers when a drift may have begun.
        found.remove("drift");
        expected.remove("drift");
        assertThat(found).usingRecursiveComparison().isEqualTo(expected);
      }
    }
  }
}
