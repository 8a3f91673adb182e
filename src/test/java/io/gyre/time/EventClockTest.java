package io.gyre.time;

import static io.gyre.time.EventClock.Arrival.EARLY;
import static io.gyre.time.EventClock.Arrival.LATE;
import static io.gyre.time.EventClock.Arrival.ON_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.time.EventClock.Arrival;
import io.gyre.time.PartitionWindows.Pace;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What each kind of timestamp does to windows and totals; pure, without a learner. */
class EventClockTest {

  private static final long HOUR_MS = 3_600_000;
  private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
  private static final long YEAR_MS = 365L * 24 * HOUR_MS;

  private PartitionWindows windows = windows(WindowSettings.standard());

  /** Closed windows as start, points, late and early. */
  private final List<List<Long>> closed = new ArrayList<>();

  /** How many clocks had been wrong when each of them closed. */
  private final List<Long> clocks = new ArrayList<>();

  @Test
  void shouldCloseAWindowExactlyAtItsEnd() {
    assertThat(arrive(NOW, NOW + 999)).containsExactly(ON_TIME, ON_TIME);
    assertThat(closed).isEmpty();
    assertThat(arrive(NOW + 1_000)).containsExactly(ON_TIME);
    assertThat(closed).containsExactly(List.of(NOW, 2L, 0L, 0L));
  }

  @Test
  void shouldTakeTheFirstInstantsOf1970() {
    assertThat(arrive(0, 0, 999, 1_000)).containsOnly(ON_TIME);
    assertThat(closed).containsExactly(List.of(0L, 3L, 0L, 0L));
  }

  @Test
  void shouldCountAPointOutOfOrderInItsWindowWhileThatIsOpen() {
    assertThat(arrive(NOW + 900, NOW + 100, NOW + 1_500, NOW + 999))
        .containsExactly(ON_TIME, ON_TIME, ON_TIME, LATE);
    assertThat(closed).containsExactly(List.of(NOW, 2L, 0L, 0L));
    assertThat(windows.current().late).isEqualTo(1);
  }

  @Test
  void shouldKeepSeveralWindowsOpenWithinTheGrace() {
    windows = windows(new WindowSettings(1_000, 2_500, HOUR_MS, true));
    assertThat(arrive(NOW + 2_100, NOW + 300, NOW + 1_200, NOW + 3_499, NOW)).containsOnly(ON_TIME);
    assertThat(closed).isEmpty();
    assertThat(windows.open())
        .extracting(window -> window.startMs - NOW)
        .containsExactly(0L, 1_000L, 2_000L, 3_000L);
    assertThat(arrive(NOW + 3_500, NOW + 999, NOW + 1_000)).containsExactly(ON_TIME, LATE, ON_TIME);
    assertThat(closed).containsExactly(List.of(NOW, 2L, 0L, 0L));
  }

  @Test
  void shouldCloseSeveralWindowsAtOnceOldestFirstAndSkipEmptyOnes() {
    windows = windows(new WindowSettings(1_000, 2_000, HOUR_MS, true));
    arrive(NOW, NOW + 2_000, NOW + 60_000);
    assertThat(closed).containsExactly(List.of(NOW, 1L, 0L, 0L), List.of(NOW + 2_000, 1L, 0L, 0L));
  }

  @Test
  void shouldBelieveATimestampThatIsMaxAheadButNotOneMore() {
    assertThat(arrive(NOW, NOW + HOUR_MS)).containsExactly(ON_TIME, ON_TIME);
    assertThat(arrive(NOW + 2 * HOUR_MS + 1)).containsExactly(EARLY);
    assertThat(windows.current().early).isEqualTo(1);
    assertThat(closed).containsExactly(List.of(NOW, 1L, 0L, 0L));
  }

  @Test
  void shouldBelieveTheEighthOfEightFarAhead() {
    long far = NOW + YEAR_MS;
    arrive(NOW);
    assertThat(arrive(far + 6, far + 5, far + 4, far, far + 3, far + 2, far + 1))
        .containsOnly(EARLY);
    assertThat(closed).isEmpty();
    assertThat(arrive(far + 7)).containsExactly(ON_TIME);
    assertThat(closed).containsExactly(List.of(NOW, 1L, 0L, 7L));
    assertThat(windows.counts().early()).isEqualTo(7);
    assertThat(arrive(NOW)).containsExactly(LATE);
  }

  @Test
  void shouldJumpToTheSmallestOfTheEightAndAskAgainForWhatIsFarBeyond() {
    long year = NOW + YEAR_MS;
    arrive(NOW);
    assertThat(arrive(year, year, year, year, year, year, year)).containsOnly(EARLY);
    assertThat(arrive(year + YEAR_MS)).containsExactly(EARLY);
    assertThat(arrive(year)).containsExactly(ON_TIME);
    assertThat(windows.counts().early()).isEqualTo(8);
  }

  @Test
  void shouldNeverBelieveAWrongClockAmongRightOnes() {
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      arrivals.addAll(arrive(NOW + i * 100, NOW + YEAR_MS + i, NOW + YEAR_MS + i));
    }
    assertThat(arrivals.stream().filter(arrival -> arrival == ON_TIME)).hasSize(100);
    assertThat(arrivals.stream().filter(arrival -> arrival == EARLY)).hasSize(200);
    assertThat(closed).hasSize(9).allMatch(window -> window.get(1) == 10);
  }

  /** A late point does not fit the present time, so it does not stand in the way. */
  @Test
  void shouldBelieveEightAheadWithLateOnesBetween() {
    arrive(NOW, NOW + 1_000);
    for (int i = 0; i < 7; i++) {
      assertThat(arrive(NOW + YEAR_MS, NOW)).containsExactly(EARLY, LATE);
    }
    assertThat(arrive(NOW + YEAR_MS)).containsExactly(ON_TIME);
  }

  @Test
  void shouldCountFarPastPointsAsLate() {
    for (int i = 0; i < 8; i++) {
      arrive(NOW + i);
    }
    assertThat(arrive(0, NOW - YEAR_MS)).containsOnly(LATE);
    assertThat(arrive(NOW + 500)).containsExactly(ON_TIME);
    assertThat(windows.counts().late()).isEqualTo(2);
    assertThat(closed).isEmpty();
  }

  @Test
  void shouldFallBackFromAFarFutureFirstPoint() {
    assertThat(arrive(NOW + YEAR_MS, NOW, NOW + 10)).containsOnly(ON_TIME);
    assertThat(closed).isEmpty();
    assertThat(windows.counts().early()).isEqualTo(1);
    arrive(NOW + 1_000);
    assertThat(closed).containsExactly(List.of(NOW, 2L, 0L, 1L));
  }

  @Test
  void shouldKeepLateAndEarlyCountsWhenFallingBack() {
    long far = NOW + YEAR_MS;
    assertThat(arrive(far, far - 2_000, far + YEAR_MS, NOW))
        .containsExactly(ON_TIME, LATE, EARLY, ON_TIME);
    arrive(NOW + 1_000);
    assertThat(closed).containsExactly(List.of(NOW, 1L, 1L, 2L));
    assertThat(windows.counts().late()).isEqualTo(1);
    assertThat(windows.counts().early()).isEqualTo(2);
    assertThat(windows.counts().points()).isEqualTo(5);
  }

  @Test
  void shouldGiveUpAllWindowsOfAWrongTime() {
    windows = windows(new WindowSettings(1_000, 2_000, HOUR_MS, true));
    long far = NOW + YEAR_MS;
    assertThat(arrive(far, far + 1_000, far + 2_000, NOW, NOW, NOW))
        .containsExactly(ON_TIME, ON_TIME, ON_TIME, LATE, LATE, ON_TIME);
    assertThat(windows.open()).extracting(window -> window.startMs).containsExactly(NOW);
    assertThat(windows.counts().early()).isEqualTo(3);
  }

  @Test
  void shouldNotFallBackForAPointThatIsWithinTheGrace() {
    windows = windows(new WindowSettings(60_000, 2 * HOUR_MS, HOUR_MS, true));
    assertThat(arrive(NOW, NOW - HOUR_MS - 1, NOW)).containsOnly(ON_TIME);
    assertThat(windows.counts().early()).isZero();
  }

  /** The most common of wrong clocks: one that was never set. */
  @Test
  void shouldNotFallBackForOneOf1970AmongTheFirst() {
    assertThat(arrive(NOW, NOW + 1, 2, NOW + 2, NOW + 3, 4))
        .containsExactly(ON_TIME, ON_TIME, LATE, ON_TIME, ON_TIME, LATE);
  }

  @Test
  void shouldFallBackWhenMoreAreBehindThanWereBelieved() {
    long far = NOW + YEAR_MS;
    assertThat(arrive(far, far, far, NOW, NOW, NOW, NOW))
        .containsExactly(ON_TIME, ON_TIME, ON_TIME, LATE, LATE, ON_TIME, ON_TIME);
    assertThat(windows.counts().early()).isEqualTo(3);
    assertThat(windows.counts().late()).isEqualTo(2);
  }

  /** One device sends a batch, and its clock is wrong: the eight agree, for they are its own. */
  @Test
  void shouldFallBackFromABatchWithAWrongClockOnceMoreAreBehind() {
    long far = NOW + YEAR_MS;
    arrive(NOW);
    assertThat(arrive(far, far, far, far, far, far, far, far, far, far))
        .containsExactly(
            EARLY, EARLY, EARLY, EARLY, EARLY, EARLY, EARLY, ON_TIME, ON_TIME, ON_TIME);
    assertThat(closed).containsExactly(List.of(NOW, 1L, 0L, 7L));

    long next = NOW + 1_000;
    assertThat(arrive(NOW, next, next, next, next, next, next, next, next)).containsOnly(LATE);
    assertThat(arrive(next, next + 1)).containsOnly(ON_TIME);
    arrive(next + 1_000);
    assertThat(closed).containsExactly(List.of(NOW, 1L, 0L, 7L), List.of(next, 2L, 9L, 3L));
    assertThat(windows.counts().points()).isEqualTo(23);
    assertThat(windows.wrongClocks()).isOne();
  }

  /** Nine records that are two hours ahead once stopped all scores for two hours. */
  @Test
  void shouldFallBackBehindWindowsThatAWrongClockHasClosed() {
    arrive(seconds(NOW, 20));
    arrive(seconds(NOW + 2 * HOUR_MS, 9));
    assertThat(windows.time()).isEqualTo(NOW + 2 * HOUR_MS + 8_000);

    long next = NOW + 20_000;
    List<Arrival> arrivals = arrive(seconds(next, 100));
    assertThat(arrivals.subList(0, 8)).containsOnly(LATE);
    assertThat(arrivals.subList(8, 100)).containsOnly(ON_TIME);
    assertThat(windows.time()).isEqualTo(next + 99_000);
    assertThat(closed).hasSize(20 + 1 + 91).endsWith(List.of(next + 98_000, 1L, 0L, 0L));
    assertThat(windows.wrongClocks()).isOne();
  }

  @Test
  void shouldFallBackThoughTheWrongClockGoesOnAmongRightOnes() {
    arrive(seconds(NOW, 20));
    arrive(seconds(NOW + YEAR_MS, 9));
    int late = 0;
    for (int i = 0; i < 200; i++) {
      late += arrive(NOW + 20_000 + i * 1_000).contains(LATE) ? 1 : 0;
      arrive(i % 20 == 0 ? new long[] {NOW + YEAR_MS + i * 1_000} : new long[0]);
    }
    assertThat(late).isLessThan(20);
    assertThat(windows.time()).isEqualTo(NOW + 219_000);
  }

  /** A device sends what it has kept for a day: the stream's time is right all the same. */
  @Test
  void shouldNotFallBackForAnOldBatchInALongStream() {
    arrive(seconds(NOW, 2_000));
    long[] old = seconds(NOW - 24 * HOUR_MS, 900);
    assertThat(arrive(old)).containsOnly(LATE);
    assertThat(arrive(NOW + 2_000_000)).containsExactly(ON_TIME);
    assertThat(windows.wrongClocks()).isZero();
  }

  /** No more than a thousand points outweigh any history, or a wrong time might stay for ever. */
  @Test
  void shouldFallBackAfterAThousandPointsWhateverCameBefore() {
    arrive(seconds(NOW + YEAR_MS, 5_000));
    List<Arrival> arrivals = arrive(seconds(NOW, 1_001));
    assertThat(arrivals.indexOf(ON_TIME)).isEqualTo(999);
    assertThat(windows.time()).isEqualTo(NOW + 1_000_000);
  }

  @Test
  void shouldLeaveATimeOf1970ThatComesAgainAndAgain() {
    arrive(5);
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      arrivals.addAll(arrive(i % 5 == 4 ? 5 : NOW + i * 100));
    }
    assertThat(arrivals.subList(0, 13)).contains(EARLY);
    assertThat(arrivals.subList(13, 100)).doesNotContain(EARLY);
    assertThat(windows.time()).isEqualTo(NOW + 9_800);
  }

  @Test
  void shouldAgeByNoMoreThanTheRightTimeHoweverOftenAClockIsWrong() {
    arrive(seconds(NOW, 100));
    for (int i = 0; i < 5; i++) {
      arrive(seconds(NOW + YEAR_MS, 9));
      arrive(seconds(NOW + 100_000 + i * 20_000, 20));
    }
    assertThat(windows.wrongClocks()).isEqualTo(5);
    assertThat(windows.age()).isBetween(HOUR_MS + 99_000, HOUR_MS + 199_000);
    arrive(seconds(NOW + 200_000, 4_000));
    assertThat(windows.age())
        .as("of 4,199 s, less what passed until each fall")
        .isBetween(4_100_000L, 4_199_000L);
  }

  @Test
  void shouldDoubtATimeThatManyPointsInARowDoNotFit() {
    arrive(seconds(NOW, 20));
    arrive(NOW + HOUR_MS); // within --max-ahead, so it is believed
    arrive(seconds(NOW + 20_000, 7));
    assertThat(windows.pace()).isEqualTo(Pace.TIME);
    arrive(NOW + 27_000);
    assertThat(windows.pace()).isEqualTo(Pace.POINTS);
    arrive(NOW + HOUR_MS);
    assertThat(windows.pace()).isEqualTo(Pace.TIME);
  }

  /** No time has passed from a first record with an unset clock to the next; from others it has. */
  @Test
  void shouldTellAStartFromAPause() {
    arrive(5);
    arrive(NOW, NOW, NOW, NOW, NOW, NOW, NOW);
    assertThat(windows.pace()).isEqualTo(Pace.TIME);
    arrive(NOW);
    assertThat(windows.pace()).isEqualTo(Pace.NOTHING);
    arrive(NOW);
    assertThat(windows.pace()).isEqualTo(Pace.TIME);
    long later = NOW + 10 * HOUR_MS;
    arrive(later, later, later, later, later, later, later, later);
    assertThat(windows.time()).isEqualTo(later);
    assertThat(windows.pace()).isEqualTo(Pace.TIME);
  }

  /** A row a day, with a --max-ahead of an hour: the time follows in jumps, and passes. */
  @Test
  void shouldLetTheTimePassWherePointsAreFurtherApartThanMaxAhead() {
    List<Pace> jumps = new ArrayList<>();
    for (int day = 0; day < 80; day++) {
      long before = windows.time();
      arrive(NOW + day * 24 * HOUR_MS);
      if (windows.time() > before && day > 0) {
        jumps.add(windows.pace());
      }
    }
    assertThat(jumps).hasSizeGreaterThan(8).first().isEqualTo(Pace.NOTHING);
    assertThat(jumps.subList(1, jumps.size())).containsOnly(Pace.TIME);
  }

  private static long[] seconds(long fromMs, int count) {
    return LongStream.range(0, count).map(i -> fromMs + 1_000 * i).toArray();
  }

  @Test
  void shouldRecoverFromAFarPastFirstPoint() {
    arrive(5);
    for (int i = 0; i < 7; i++) {
      assertThat(arrive(NOW + i)).containsExactly(EARLY);
    }
    assertThat(arrive(NOW + 7, NOW + 8)).containsOnly(ON_TIME);
    assertThat(closed).containsExactly(List.of(0L, 1L, 0L, 7L));
  }

  @Test
  void shouldNotOpenAClosedWindowAgainWhenTheGraceIsRaised() {
    arrive(NOW, NOW + 1_500);
    reread(new WindowSettings(1_000, 10_000, HOUR_MS, true));
    assertThat(arrive(NOW + 999, NOW + 1_000, NOW + 20_000))
        .containsExactly(LATE, ON_TIME, ON_TIME);
    assertThat(closed).containsExactly(List.of(NOW, 1L, 0L, 0L), List.of(NOW + 1_000, 2L, 1L, 0L));
  }

  @Test
  void shouldGiveUpOpenWindowsWhenTheirLengthIsChanged() {
    arrive(NOW, NOW + 1_500);
    reread(new WindowSettings(5_000, 0, HOUR_MS, true));
    assertThat(windows.open()).isEmpty();
    assertThat(arrive(NOW + 999, NOW + 1_600, NOW + 5_000)).containsExactly(LATE, ON_TIME, ON_TIME);
    assertThat(closed).containsExactly(List.of(NOW, 1L, 0L, 0L), List.of(NOW, 1L, 1L, 0L));
    assertThat(windows.counts().points()).isEqualTo(5);
  }

  /**
   * Whatever comes: each window closes once, in order, but for those of a wrong time, and every
   * point is counted in one place.
   */
  @Test
  void shouldCountEveryPointOnceAndCloseEveryWindowOnceForAnyTimestamps() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      windows = windows(new WindowSettings(1_000, random.nextInt(4) * 700, HOUR_MS, true));
      closed.clear();
      clocks.clear();
      long base = NOW;
      int points = 300;
      for (int i = 0; i < points; i++) {
        base += random.nextInt(400);
        base += random.nextInt(100) == 0 ? YEAR_MS : 0;
        arrive(
            switch (random.nextInt(8)) {
              case 0 -> base - random.nextInt(5_000);
              case 1 -> Math.floorMod(random.nextLong(), 2 * base);
              default -> base;
            });
        if (random.nextInt(20) == 0) {
          reread(new WindowSettings(1_000, random.nextInt(4) * 700, HOUR_MS, true));
        }
      }
      long open = 0;
      for (Window window : windows.open()) {
        open += window.points + window.late + window.early;
      }
      String because = "seed " + seed;
      assertThat(open + closed.stream().mapToLong(w -> w.get(1) + w.get(2) + w.get(3)).sum())
          .as(because)
          .isEqualTo(points);
      assertThat(windows.counts().points()).as(because).isEqualTo(points);
      assertInOrder(closed, clocks, because);
    }
  }

  private List<Arrival> arrive(long... timestampsMs) {
    List<Arrival> arrivals = new ArrayList<>();
    for (long timestampMs : timestampsMs) {
      Arrival arrival = windows.arrive(timestampMs);
      for (Window window = windows.due(); window != null; window = windows.due()) {
        closed.add(List.of(window.startMs, window.points, window.late, window.early));
        clocks.add(windows.wrongClocks());
        windows.close();
      }
      windows.count(arrival, timestampMs, true, false);
      arrivals.add(arrival);
    }
    return arrivals;
  }

  /** Each window closes once, and after those before it, but for those of a wrong time. */
  static void assertInOrder(List<List<Long>> closed, List<Long> clocks, String because) {
    for (long wrong : new TreeSet<>(clocks)) {
      assertThat(
              IntStream.range(0, closed.size())
                  .filter(i -> clocks.get(i) == wrong)
                  .mapToObj(i -> closed.get(i).get(0)))
          .as(because)
          .isSorted()
          .doesNotHaveDuplicates();
    }
  }

  private static PartitionWindows windows(WindowSettings windowing) {
    return new PartitionWindows(windowing, (wrong, present) -> {});
  }

  private void reread(WindowSettings windowing) {
    StateWriter bytes = new StateWriter();
    windows.write(bytes);
    StateReader in = new StateReader(ByteBuffer.wrap(bytes.toBytes()));
    windows = windows(windowing);
    windows.read(in, windows.version);
    assertThat(in.remaining()).isZero();
  }
}
