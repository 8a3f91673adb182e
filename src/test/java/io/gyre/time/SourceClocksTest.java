package io.gyre.time;

import static io.gyre.time.EventClock.Arrival.EARLY;
import static io.gyre.time.EventClock.Arrival.LATE;
import static io.gyre.time.EventClock.Arrival.ON_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.time.EventClock.Arrival;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The time of a journal with several sources, and the windows that follow it. */
class SourceClocksTest {

  private static final long HOUR_MS = 3_600_000;
  private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
  private static final long YEAR_MS = 365L * 24 * HOUR_MS;

  private WindowSettings windowing = WindowSettings.standard();
  private PartitionWindows windows = new PartitionWindows(windowing, (wrong, present) -> {});
  private List<SourceClock> sources = new ArrayList<>();

  /** Closed windows as start, points, late and early. */
  private final List<List<Long>> closed = new ArrayList<>();

  /** How many clocks had been wrong when each of them closed. */
  private final List<Long> clocks = new ArrayList<>();

  @Test
  void shouldTakeTheSmallestTimeOfTheSources() {
    assertThat(arrive(0, NOW)).isEqualTo(ON_TIME);
    arrive(0, NOW + 5_300);
    assertThat(windows.time()).isEqualTo(NOW + 5_300);
    assertThat(arrive(1, NOW + 5_100)).isEqualTo(ON_TIME);
    arrive(0, NOW + 9_000);
    assertThat(windows.time()).isEqualTo(NOW + 5_100);
    arrive(1, NOW + 7_000);
    assertThat(windows.time()).isEqualTo(NOW + 7_000);
    assertThat(closed).containsExactly(List.of(NOW, 1L, 0L, 0L), List.of(NOW + 5_000, 3L, 0L, 0L));
  }

  @Test
  void shouldScoreThePointsOfASourceThatIsBehindAndOpenNoWindowForOneThatIsAhead() {
    arrive(0, NOW);
    arrive(0, NOW + 1_000);
    assertThat(arrive(1, NOW - 30_000)).isEqualTo(ON_TIME);
    for (int i = 0; i < 20; i++) {
      assertThat(arrive(0, NOW + 1_000 * i)).isEqualTo(i == 0 ? LATE : ON_TIME);
      assertThat(arrive(1, NOW - 30_000 + 100 * i)).isEqualTo(ON_TIME);
    }
    assertThat(windows.open()).extracting(window -> window.startMs).containsExactly(NOW + 1_000);
    assertThat(windows.counts().late()).isOne();
    assertThat(windows.open().get(0).points()).isEqualTo(1 + 1 + 39);
  }

  /**
   * It would hold the time for as long as it takes to catch up: for ever, if its clock is wrong.
   */
  @Test
  void shouldNotWaitForASourceThatIsFarBehindWhatIsClosed() {
    arrive(0, NOW);
    arrive(0, NOW + 1_000);
    for (int i = 0; i < 50; i++) {
      assertThat(arrive(1, i)).isEqualTo(ON_TIME);
      arrive(0, NOW + 1_000 + 100 * i);
    }
    assertThat(windows.time()).isEqualTo(NOW + 5_900);
    assertThat(windows.counts().points()).isEqualTo(102);
    assertThat(windows.counts().late() + windows.counts().early()).isZero();
  }

  @Test
  void shouldLeaveASourceOutAfterTenThousandPointsOfOthersUntilItReturns() {
    arrive(0, NOW);
    arrive(1, NOW);
    for (int i = 1; i < SourceClock.LONGEST_ABSENCE; i++) {
      arrive(0, NOW + i);
    }
    assertThat(windows.time()).isEqualTo(NOW);
    arrive(0, NOW + 10_100);
    assertThat(windows.time()).isEqualTo(NOW + 10_100);
    assertThat(closed).hasSize(1);

    assertThat(arrive(1, NOW + 200)).isEqualTo(ON_TIME);
    assertThat(windows.time()).isEqualTo(NOW + 1_000);
    assertThat(windows.open())
        .extracting(window -> window.startMs)
        .containsExactly(NOW + 1_000, NOW + 10_000);
    arrive(1, NOW + 10_200);
    assertThat(windows.open()).extracting(window -> window.startMs).containsExactly(NOW + 10_000);
    assertThat(closed.get(1)).containsExactly(NOW + 1_000, 1L, 0L, 0L);
  }

  /** One point in twenty has a fixed time, as of a clock that stands: nothing waits for it. */
  @Test
  void shouldNotWaitForASourceWhoseClockStands() {
    for (int i = 0; i < 4_000; i++) {
      boolean stands = i % 20 == 7;
      assertThat(arrive(stands ? 1 : 0, stands ? NOW : NOW + i * 1_000)).isEqualTo(ON_TIME);
      assertThat(windows.wrongClocks())
          .as("once it is an hour behind")
          .isEqualTo(i < 3_607 ? 0 : 1);
    }
    assertThat(windows.time()).isEqualTo(NOW + 3_999_000);
    assertThat(windows.counts().late() + windows.counts().early()).isZero();

    for (int i = 0; i < EventClock.CONFIRMATIONS; i++) {
      arrive(1, NOW + 3_999_500);
    }
    arrive(0, NOW + 4_005_000);
    assertThat(windows.time()).as("now that it moves").isEqualTo(NOW + 3_999_500);
  }

  /** As where all producers had the same wrong clock for a while. */
  @Test
  void shouldFallBackOnceAllSourcesHave() {
    for (int i = 0; i < 9; i++) {
      arrive(0, NOW + YEAR_MS + i * 1_000);
      arrive(1, NOW + YEAR_MS + i * 1_000);
    }
    for (int i = 0; i < 200; i++) {
      arrive(0, NOW + i * 1_000);
      arrive(1, NOW + i * 1_000);
    }
    assertThat(windows.time()).isEqualTo(NOW + 199_000);
    assertThat(windows.wrongClocks()).isEqualTo(2);
    assertThat(closed.get(closed.size() - 1)).containsExactly(NOW + 198_000, 2L, 0L, 0L);
  }

  /** The other one has stopped, with its wrong clock. */
  @Test
  void shouldFallBackToTheOneSourceThatStillSends() {
    for (int i = 0; i < 20; i++) {
      arrive(0, NOW + YEAR_MS + i * 1_000);
    }
    for (int i = 0; i <= SourceClock.LONGEST_ABSENCE; i++) {
      arrive(1, NOW + i * 1_000);
    }
    assertThat(windows.time()).isEqualTo(NOW + SourceClock.LONGEST_ABSENCE * 1_000L);
    assertThat(windows.wrongClocks()).isOne();
  }

  @Test
  void shouldJudgeAPointByItsOwnSourceAlone() {
    arrive(0, NOW);
    arrive(1, NOW + 10_000);
    assertThat(arrive(1, NOW)).isEqualTo(LATE);
    assertThat(arrive(0, NOW + YEAR_MS)).isEqualTo(EARLY);
    assertThat(arrive(0, NOW)).isEqualTo(ON_TIME);
    assertThat(windows.time()).isEqualTo(NOW);
    assertThat(windows.current().late).isOne();
    assertThat(windows.current().early).isOne();
  }

  /** The first record of the journal bears a wrong clock, as all of the first batch may. */
  @Test
  void shouldNotBeHeldUpByAWrongClockBeforeAllOthers() {
    arrive(0, NOW + YEAR_MS);
    arrive(1, NOW);
    assertThat(windows.time()).isEqualTo(NOW);
    assertThat(windows.open()).hasSize(2);

    arrive(0, NOW + 100);
    arrive(1, NOW + 1_200);
    arrive(0, NOW + 1_100);
    assertThat(closed).containsExactly(List.of(NOW, 3L, 0L, 1L));
    assertThat(windows.open()).hasSize(1);
    assertThat(windows.counts().points()).isEqualTo(5);
  }

  @Test
  void shouldKeepTheWindowOfASourceThatIsAheadWhenAnotherStartsOver() {
    arrive(0, NOW + 3 * HOUR_MS);
    arrive(1, NOW + YEAR_MS);
    arrive(1, NOW);
    assertThat(windows.time()).isEqualTo(NOW);
    assertThat(windows.open()).extracting(Window::points).containsExactly(1L, 2L);
    assertThat(windows.counts().early()).isZero();
  }

  @Test
  void shouldNotWaitForASourceThatHasEndedAndCloseAllWhenTheLastEnds() {
    arrive(0, NOW);
    arrive(1, NOW);
    arrive(1, NOW + 5_000);
    end(1);
    assertThat(windows.time()).isEqualTo(NOW);
    end(2); // Of a partition without a point.
    arrive(0, NOW + 2_000);
    assertThat(windows.time()).isEqualTo(NOW + 2_000);
    end(0);
    assertThat(windows.open()).isEmpty();
    assertThat(closed).containsExactly(List.of(NOW, 3L, 0L, 0L), List.of(NOW + 2_000, 1L, 0L, 0L));

    assertThat(arrive(1, NOW + 9_000)).isEqualTo(ON_TIME);
    assertThat(windows.time()).isEqualTo(NOW + 9_000);
  }

  @Test
  void shouldWaitAgainForASourceThatReturnsAfterItsEnd() {
    arrive(0, NOW);
    arrive(1, NOW);
    end(1);
    arrive(1, NOW + 6_000);
    arrive(0, NOW + 9_000);
    assertThat(windows.time()).isEqualTo(NOW + 6_000);
  }

  /** Its points count in windows that its own clock does not reach. */
  @Test
  void shouldCloseAllWhenASourceThatIsBehindEndsLast() {
    arrive(0, NOW);
    arrive(0, NOW + 1_000);
    end(0);
    arrive(1, NOW - 3 * HOUR_MS);
    assertThat(windows.open()).extracting(window -> window.startMs).containsExactly(NOW + 2_000);
    end(1);
    assertThat(windows.open()).isEmpty();
    assertThat(arrive(1, NOW - 2 * HOUR_MS)).isEqualTo(ON_TIME);
  }

  @Test
  void shouldAdvanceByNewTimesOnlyAndByNoMoreThanMaxAheadAStep() {
    arrive(0, NOW);
    arrive(0, NOW + 500);
    arrive(0, NOW + 200);
    assertThat(windows.age()).isEqualTo(500);
    arrive(1, NOW + 100);
    arrive(1, NOW + 500);
    assertThat(windows.age()).isEqualTo(500);
    for (int i = 0; i < 8; i++) {
      arrive(0, NOW + YEAR_MS);
      arrive(1, NOW + YEAR_MS);
    }
    assertThat(windows.age()).isEqualTo(500 + HOUR_MS);
  }

  @Test
  void shouldAgeOnAfterTheTimeWasWrong() {
    arrive(0, NOW + YEAR_MS);
    arrive(0, NOW);
    arrive(0, NOW + 700);
    assertThat(windows.age()).isEqualTo(700);
  }

  /** Bit for bit what it is without a journal, whatever comes; and the other way round after it. */
  @Test
  void shouldBeTheTimeOfTheSourceIfThereIsOne() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      windowing = new WindowSettings(1_000, random.nextInt(4) * 700, HOUR_MS);
      sources = new ArrayList<>();
      closed.clear();
      windows = new PartitionWindows(windowing, (wrong, present) -> {});
      List<List<Long>> closedHere = new ArrayList<>();
      PartitionWindows direct = new PartitionWindows(windowing, (wrong, present) -> {});
      long base = NOW;
      for (int i = 0; i < 300; i++) {
        base += random.nextInt(400);
        base += random.nextInt(100) == 0 ? YEAR_MS : 0;
        if (random.nextInt(40) == 0) {
          end(0);
          direct.end();
          close(direct, closedHere);
        }
        if (random.nextInt(40) == 0) {
          windowing = new WindowSettings(1_000, random.nextInt(4) * 700, HOUR_MS);
          reread();
          direct = reread(direct);
        }
        long timestampMs = timestamp(random, base);
        boolean repeated = random.nextInt(10) == 0;
        Arrival arrival = direct.arrive(timestampMs);
        close(direct, closedHere);
        direct.count(arrival, timestampMs, true, repeated);
        assertThat(arrive(0, timestampMs, repeated)).isEqualTo(arrival);
        assertThat(state(windows)).as("seed %d at %d", seed, i).isEqualTo(state(direct));
      }
      assertThat(closed).isEqualTo(closedHere);
    }
  }

  /**
   * Whatever comes from wherever: each window closes once, in order, but for those of a wrong time,
   * every point is counted in one place, few windows are open, and nothing depends on restarts.
   */
  @Test
  void shouldCountEveryPointOnceAndCloseEveryWindowOnceForAnySources() {
    for (long seed = 1; seed <= 200; seed++) {
      SourceClocksTest restarted = new SourceClocksTest();
      run(seed, false);
      restarted.run(seed, true);
      String because = "seed " + seed;
      assertThat(restarted.closed).as(because).isEqualTo(closed);
      assertThat(restarted.windows.age()).isEqualTo(windows.age());
      assertThat(state(restarted.windows)).as(because).isEqualTo(state(windows));
      EventClockTest.assertInOrder(closed, clocks, because);
    }
  }

  private void run(long seed, boolean restarts) {
    Random random = new Random(seed);
    windowing = new WindowSettings(1_000, random.nextInt(4) * 700, HOUR_MS);
    windows = new PartitionWindows(windowing, (wrong, present) -> {});
    sources = new ArrayList<>();
    closed.clear();
    clocks.clear();
    int[] points = new int[1];
    long[] base = random.longs(1 + random.nextInt(6), NOW, NOW + 3 * HOUR_MS).toArray();
    for (int i = 0; i < 600; i++) {
      int from = random.nextInt(base.length);
      base[from] += random.nextInt(400 * base.length);
      base[from] += random.nextInt(100) == 0 ? YEAR_MS : 0;
      if (random.nextInt(40) == 0) {
        end(from);
      } else {
        arrive(from, timestamp(random, base[from]));
        points[0]++;
      }
      if (restarts) {
        reread();
      }
      long grace = windowing.graceMs() / windowing.sizeMs() + 2;
      assertThat(windows.open().size()).isLessThanOrEqualTo((int) grace * (sources.size() + 1));
    }
    assertThat(windows.counts().points()).isEqualTo(points[0]);
    long open = windows.open().stream().mapToLong(w -> w.points + w.late + w.early).sum();
    assertThat(open + closed.stream().mapToLong(w -> w.get(1) + w.get(2) + w.get(3)).sum())
        .as("seed %d", seed)
        .isEqualTo(points[0]);
  }

  private static long timestamp(Random random, long base) {
    return switch (random.nextInt(8)) {
      case 0 -> base - random.nextInt(5_000);
      case 1 -> Math.floorMod(random.nextLong(), 2 * base);
      default -> base;
    };
  }

  private static List<Object> state(PartitionWindows windows) {
    List<Object> state = new ArrayList<>();
    state.add(List.of(windows.time(), windows.sourceTime(), windows.age()));
    state.add(
        List.of(windows.counts().points(), windows.counts().late(), windows.counts().early()));
    windows
        .open()
        .forEach(w -> state.add(List.of(w.startMs, w.points, w.labelled, w.late, w.early)));
    return state;
  }

  private Arrival arrive(int source, long timestampMs) {
    return arrive(source, timestampMs, false);
  }

  private Arrival arrive(int source, long timestampMs, boolean repeated) {
    from(source);
    Arrival arrival = windows.arrive(timestampMs);
    close(windows, closed);
    windows.count(arrival, timestampMs, true, repeated);
    return arrival;
  }

  private void end(int source) {
    from(source);
    windows.end();
    close(windows, closed);
  }

  private void from(int source) {
    while (sources.size() <= source) {
      sources.add(windows.addSource());
    }
    windows.from(sources.get(source));
  }

  private void close(PartitionWindows windows, List<List<Long>> closed) {
    for (Window window = windows.due(); window != null; window = windows.due()) {
      closed.add(List.of(window.startMs, window.points, window.late, window.early));
      clocks.add(windows.wrongClocks());
      windows.close();
    }
  }

  /** Goes on with what was written, and the source of the present record. */
  private void reread() {
    int present =
        IntStream.range(0, sources.size())
            .filter(i -> sources.get(i).time == windows.sourceTime())
            .findFirst()
            .orElse(0);
    List<SourceClock> before = sources;
    windows = reread(windows);
    sources = new ArrayList<>();
    for (SourceClock each : before) {
      StateWriter bytes = new StateWriter();
      each.write(bytes);
      SourceClock read = windows.addSource();
      read.read(new StateReader(ByteBuffer.wrap(bytes.toBytes())), true);
      sources.add(read);
    }
    from(present);
  }

  private PartitionWindows reread(PartitionWindows written) {
    StateWriter bytes = new StateWriter();
    written.write(bytes);
    PartitionWindows read = new PartitionWindows(windowing, (wrong, present) -> {});
    read.read(new StateReader(ByteBuffer.wrap(bytes.toBytes())), written.version);
    StateWriter age = new StateWriter();
    written.advance.write(age);
    read.advance.read(new StateReader(ByteBuffer.wrap(age.toBytes())), read.advance.version);
    return read;
  }
}
