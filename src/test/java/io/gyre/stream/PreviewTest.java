package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.learning.list.LearnerSettings;
import io.gyre.stream.processor.TopologySettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.Metrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Previews show the open windows when the points pause, and change nothing. */
class PreviewTest {

  private static final LearnerSettings LEARNER = Fixture.learner(",\"batch\":8");
  private static final TopologySettings SETTINGS = Fixture.settings(List.of(LEARNER));
  private static final List<Arriving> STREAM = Arriving.randomStream(21, 300, 2);

  private final ProcessorBench bench = new ProcessorBench(SETTINGS);

  @Test
  void shouldShowTheOpenWindowOnceInAPause() {
    bench.send(STREAM.subList(0, 3));
    bench.wallClock(999);
    assertThat(bench.metrics()).isEmpty();
    bench.wallClock(1_000);
    bench.wallClock(1_250);
    bench.wallClock(1_000_000);
    assertThat(bench.metrics())
        .singleElement()
        .satisfies(
            preview -> {
              assertThat(preview.closed()).isFalse();
              assertThat(preview.points()).isEqualTo(3);
              assertThat(preview.windowStart()).isEqualTo(1_700_000_000_000L);
            });
  }

  @Test
  void shouldShowItAgainInTheNextPause() {
    bench.send(STREAM.get(0));
    bench.wallClock(5_000);
    bench.send(STREAM.get(1));
    bench.wallClock(5_999);
    assertThat(bench.metrics()).extracting(Metrics::points).containsExactly(1L);
    bench.wallClock(6_000);
    assertThat(bench.metrics()).extracting(Metrics::points).containsExactly(1L, 2L);
  }

  @Test
  void shouldShowNothingBeforeThePointsOfThisSession() {
    bench.wallClock(10_000);
    bench.send(STREAM.get(0));
    bench.revive();
    bench.wallClock(20_000);
    bench.send(null, 0);
    bench.wallClock(30_000);
    assertThat(bench.metrics()).isEmpty();
  }

  @Test
  void shouldShowAgainWhatHasDoubledWhilePointsKeepComing() {
    for (int i = 0; i < 10; i++) {
      bench.send(STREAM.get(i));
      bench.wallClock(900L * (i + 1));
    }
    assertThat(bench.metrics()).extracting(Metrics::points).containsExactly(2L, 4L, 9L);
  }

  @Test
  void shouldShowWhatTheNextReportWillHoldOfAllOpenWindows() {
    WindowSettings grace = new WindowSettings(1_000, 10_000, 3_600_000);
    TopologySettings settings = Fixture.settings(List.of(LEARNER), grace);
    ProcessorBench open = new ProcessorBench(settings);
    for (long timestampMs : new long[] {5_000, 7_500, 3_999, 7_000}) {
      open.send(STREAM.get(0).at(timestampMs));
    }
    open.wallClock(1_000);
    assertThat(open.metrics())
        .singleElement()
        .satisfies(
            preview -> {
              assertThat(preview.windowStart()).isEqualTo(3_000L);
              assertThat(preview.windowEnd()).isEqualTo(8_000L);
              assertThat(preview.points()).isEqualTo(4);
            });
  }

  @Test
  void shouldChangeNeitherStateNorOutputs() {
    ProcessorBench whole = new ProcessorBench(SETTINGS);
    whole.send(STREAM);
    for (int i = 0; i < STREAM.size(); i++) {
      bench.send(STREAM.get(i));
      if (i % 3 == 0) {
        bench.wallClock(i * 10_000L + 10_000);
      }
      if (i % 11 == 0) {
        bench.revive();
      }
    }
    assertThat(bench.metrics().stream().filter(metrics -> !metrics.closed()))
        .hasSizeGreaterThan(30);
    assertThat(bench.metrics().stream().filter(Metrics::closed)).isEqualTo(whole.metrics());
    assertThat(bench.predictions()).isEqualTo(whole.predictions());
    assertThat(bench.digests()).isEqualTo(whole.digests());
    assertThat(StoreContent.of(bench.store))
        .usingRecursiveComparison()
        .isEqualTo(StoreContent.of(whole.store));
  }

  @Test
  void shouldFlushNothingInAPauseOrAtTheEnd(@TempDir Path state) {
    try (DrivenTopology topology = new DrivenTopology(SETTINGS, state)) {
      topology.send(STREAM.subList(0, 3));
      var before = StoreContent.of(topology.store());
      topology.advanceWallClock(Duration.ofSeconds(1));
      topology.advanceWallClock(Duration.ofHours(1));
      assertThat(topology.metrics())
          .singleElement()
          .satisfies(record -> assertThat(record.value().steps()).isZero())
          .satisfies(record -> assertThat(record.timestamp()).isEqualTo(1_700_000_000_000L));
      assertThat(topology.parameters()).isEmpty();
      assertThat(StoreContent.of(topology.store())).usingRecursiveComparison().isEqualTo(before);
    }
    bench.send(STREAM.subList(0, 3));
    var before = StoreContent.of(bench.store);
    bench.revive();
    assertThat(StoreContent.of(bench.store)).usingRecursiveComparison().isEqualTo(before);
  }
}
