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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /**
   * Times from NOW on, or from 1970 (@), in ms; Y is a year, H the hour that a time may be ahead.
   * Of each its letter: on time, late, early. Windows are start: points, late, early.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a window closes exactly at its end    | 1000 0 | 0 999 1000 | OOO | 0:2,0,0 1000:1,0,0
          the first instants of 1970            | 1000 0 | @0 @0 @999 @1000 | OOOO | @0:3,0,0 @1000:1,0,0
          one out of order counts where open    | 1000 0 | 900 100 1500 999 | OOOL | 0:2,0,0 1000:1,1,0
          several are open within the grace     | 1000 2500 | 2100 300 1200 3499 0 | OOOOO | 0:2,0,0 1000:1,0,0 2000:1,0,0 3000:1,0,0
          the oldest closes at its grace        | 1000 2500 | 2100 300 1200 3499 0 3500 999 1000 | OOOOOOLO | 0:2,0,0 1000:2,0,0 2000:1,0,0 3000:2,1,0
          several close at once, no empty ones  | 1000 2000 | 0 2000 60000 | OOO | 0:1,0,0 2000:1,0,0 60000:1,0,0
          as far ahead as may be, but not more  | 1000 0 | 0 H 2H+1 | OOE | 0:1,0,0 H:1,0,1
          the eighth of eight is believed       | 1000 0 | 0 Y+6 Y+5 Y+4 Y Y+3 Y+2 Y+1 Y+7 0 | OEEEEEEEOL | 0:1,0,7 Y:1,1,0
          to the smallest of eight, not beyond  | 1000 0 | 0 Y Y Y Y Y Y Y 2Y Y | OEEEEEEEEO | 0:1,0,7 Y:1,0,1
          late ones between are not in the way  | 1000 0 | 0 1000 Y 0 Y 0 Y 0 Y 0 Y 0 Y 0 Y 0 Y | OOELELELELELELELO | 0:1,0,0 1000:1,7,7 Y:1,0,0
          the far past is late                  | 1000 0 | 0 1 2 3 4 5 6 7 @0 -Y 500 | OOOOOOOOLLO | 0:9,2,0
          back from a first in the far future   | 1000 0 | Y 0 10 1000 | OOOO | 0:2,0,1 1000:1,0,0
          falling back keeps late and early     | 1000 0 | Y Y-2000 2Y 0 1000 | OLEOO | 0:1,1,2 1000:1,0,0
          all windows of a wrong time are gone  | 1000 2000 | Y Y+1000 Y+2000 0 0 0 | OOOLLO | 0:1,2,3
          not back for one within the grace     | 60000 7200000 | 0 -H-1 0 | OOO | -H-60000:1,0,0 0:2,0,0
          not back for one of 1970, as if unset | 1000 0 | 0 1 @2 2 3 @4 | OOLOOL | 0:4,2,0
          back when more are behind             | 1000 0 | Y Y Y 0 0 0 0 | OOOLLOO | 0:2,2,3
          back from a batch with a wrong clock  | 1000 0 | 0 Y Y Y Y Y Y Y Y Y Y 0 1000 1000 1000 1000 1000 1000 1000 1000 1000 1001 2000 | OEEEEEEEOOOLLLLLLLLLOOO | 0:1,0,7 1000:2,9,3 2000:1,0,0
          on from a first in the far past       | 1000 0 | @5 0 1 2 3 4 5 6 7 8 | OEEEEEEEOO | @0:1,0,7 0:2,0,0
          """)
  void shouldJudge(String what, String window, String times, String arrivals, String all) {
    String[] sizeAndGrace = window.split(" ");
    windows =
        windows(
            new WindowSettings(
                Long.parseLong(sizeAndGrace[0]), Long.parseLong(sizeAndGrace[1]), HOUR_MS));
    long[] timestamps = Stream.of(times.split(" ")).mapToLong(EventClockTest::time).toArray();

    List<Arrival> found = arrive(timestamps);

    assertThat(found.stream().map(each -> each.name().substring(0, 1)).toList())
        .isEqualTo(List.of(arrivals.split("")));
    List<List<Long>> seen = new ArrayList<>(closed);
    windows.open().forEach(w -> seen.add(List.of(w.startMs, w.points, w.late, w.early)));
    assertThat(seen).isEqualTo(Stream.of(all.split(" ")).map(EventClockTest::window).toList());
    assertThat(windows.counts().points()).isEqualTo(timestamps.length);
    for (Arrival kind : List.of(LATE, EARLY)) {
      long sum = seen.stream().mapToLong(each -> each.get(kind == LATE ? 2 : 3)).sum();
      assertThat(kind == LATE ? windows.counts().late() : windows.counts().early()).isEqualTo(sum);
    }
  }

  private static List<Long> window(String text) {
    String[] parts = text.split("[:,]");
    return Stream.of(
            time(parts[0]), Long.valueOf(parts[1]), Long.valueOf(parts[2]), Long.valueOf(parts[3]))
        .toList();
  }

  /** A sum of times; see the table. */
  private static long time(String text) {
    long sum = text.startsWith("@") ? 0 : NOW;
    for (String part : text.replace("@", "").split("(?=[+-])")) {
      long unit = part.endsWith("Y") ? YEAR_MS : part.endsWith("H") ? HOUR_MS : 1;
      String number = part.replaceAll("[+YH]", "");
      sum += unit * (number.isEmpty() ? 1 : number.equals("-") ? -1 : Long.parseLong(number));
    }
    return sum;
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
  void shouldNotOpenAClosedWindowAgainWhenTheGraceIsRaised() {
    arrive(NOW, NOW + 1_500);
    reread(new WindowSettings(1_000, 10_000, HOUR_MS));
    assertThat(arrive(NOW + 999, NOW + 1_000, NOW + 20_000))
        .containsExactly(LATE, ON_TIME, ON_TIME);
    assertThat(closed).containsExactly(List.of(NOW, 1L, 0L, 0L), List.of(NOW + 1_000, 2L, 1L, 0L));
  }

  @Test
  void shouldGiveUpOpenWindowsWhenTheirLengthIsChanged() {
    arrive(NOW, NOW + 1_500);
    reread(new WindowSettings(5_000, 0, HOUR_MS));
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
      windows = windows(new WindowSettings(1_000, random.nextInt(4) * 700, HOUR_MS));
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
          reread(new WindowSettings(1_000, random.nextInt(4) * 700, HOUR_MS));
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
