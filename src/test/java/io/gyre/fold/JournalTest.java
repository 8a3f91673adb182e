package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.Spirals;
import io.gyre.fold.intake.JournalSource;
import io.gyre.fold.intake.JournalSources;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.intake.LogRecord.Kind;
import io.gyre.fold.intake.OffsetGaps;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.time.PointCounts;
import io.gyre.time.Window;
import io.gyre.time.WindowSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A fold behind a journal, in which the records of several partitions lie in one order. */
class JournalTest {

  private static final long HOUR_MS = 3_600_000;
  private static final long START = 1_000 * HOUR_MS;
  private static final String[] LEARNERS = {
    "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3",
    "\"name\":\"b\",\"kind\":\"network\",\"learningRate\":0.03,\"optimiser\":\"adam\",\"batch\":7"
  };
  private static final Spirals SPIRALS = new Spirals(2, 3, 0.2, 0.67, 0, Spirals.NEVER);

  private static FoldSettings settings(long graceMs) {
    WindowSettings windowing = new WindowSettings(1_000, graceMs, HOUR_MS);
    return new FoldSettings(FoldLoop.learners(LEARNERS), windowing).with(FoldLoop.LATE);
  }

  private FoldLoop journal = new FoldLoop(settings(0));
  private int points;

  /** A record of a partition; one that says nothing if the point is null. */
  private record Next(int partition, Kind kind, Point point, long timestamp) {

    Step apply(FoldLoop direct) {
      return direct.next(kind, point, timestamp);
    }

    Step behind(FoldLoop journal, int ofPartition) {
      return journal.merged(kind, point, timestamp, ofPartition);
    }

    Step behind(FoldLoop journal, JournalSource source) {
      return journal.merged(kind, point, timestamp, source);
    }
  }

  /**
   * Records of all kinds, out of order, with wild jumps, points that came before, labels that come
   * later, and ends.
   */
  private static List<Next> anything(Random random, int partitions, int records) {
    List<Next> all = new ArrayList<>();
    Deque<Point> waiting = new ArrayDeque<>();
    long[] baseMs = random.longs(partitions, START, START + 3 * HOUR_MS).toArray();
    for (int i = 0; i < records; i++) {
      int partition = random.nextInt(partitions);
      baseMs[partition] += random.nextInt(400);
      baseMs[partition] += random.nextInt(100) == 0 ? 1_000 * HOUR_MS : 0;
      all.add(anything(random, partition, SPIRALS.at(i), baseMs[partition], waiting));
    }
    return all;
  }

  private static Next anything(
      Random random, int partition, Point point, long baseMs, Deque<Point> waiting) {
    long timestamp =
        switch (random.nextInt(10)) {
          case 0 -> baseMs - random.nextInt(5_000);
          case 1 -> Math.floorMod(random.nextLong(), 2 * baseMs);
          default -> baseMs;
        };
    return switch (random.nextInt(20)) {
      case 0 -> new Next(partition, Kind.END, null, timestamp);
      case 1 -> new Next(partition, Kind.POINT, point.asRepeated(), timestamp);
      case 2, 3 -> {
        waiting.add(point);
        yield new Next(partition, Kind.POINT, point.withoutLabel(), timestamp);
      }
      case 4, 5 -> new Next(partition, Kind.LABEL, waiting.poll(), timestamp);
      case 6 -> new Next(partition, Kind.POINT, point.withoutLabel(), timestamp);
      default -> new Next(partition, Kind.POINT, point, timestamp);
    };
  }

  /** All that can be told of it, but its offsets. */
  private static List<Object> state(FoldLoop loop) {
    FoldReport report = loop.report();
    List<Object> state = new ArrayList<>(List.of(report.time(), loop.fold.state.windows.age()));
    state.addAll(List.of(loop.digests(), loop.counts(), loop.learner(0)));
    for (Window window : loop.fold.state.windows.open()) {
      state.add(List.of(window.startMs, window.points(), window.labelled()));
      state.add(List.of(window.late(), window.early()));
    }
    state.add(report.learner(1, true));
    return state;
  }

  private static void assertSame(FoldLoop found, FoldLoop expected, long seed) {
    assertThat(state(found)).as("seed %d", seed).isEqualTo(state(expected));
    assertThat(found.last.kind()).as("seed %d", seed).isEqualTo(expected.last.kind());
    assertThat(found.last.closed())
        .as("seed %d", seed)
        .usingRecursiveComparison()
        .isEqualTo(expected.last.closed());
  }

  @Test
  void shouldBeADirectFoldBitForBitWithOneSource() {
    for (long seed = 1; seed <= 4; seed++) {
      Random random = new Random(seed);
      FoldLoop behind = new FoldLoop(settings(random.nextInt(4) * 700));
      FoldLoop direct = behind.restarted();
      for (Next next : anything(random, 1, 300)) {
        next.behind(behind, 0);
        next.apply(direct);
        assertSame(behind, direct, seed);
        if (random.nextInt(30) == 0) {
          FoldSettings changed = settings(random.nextInt(4) * 700);
          behind = behind.restarted(changed);
          direct = direct.restarted(changed);
        }
      }
    }
  }

  @Test
  void shouldGoOnBitForBitWhenADirectFoldMovesBehindAJournal() {
    for (long seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      FoldLoop moved = new FoldLoop(settings(random.nextInt(4) * 700));
      FoldLoop direct = moved.restarted();
      moved.apply(LogRecord.log(FoldLoop.POINTS));
      int at = random.nextInt(1, 200);
      List<Next> all = anything(random, 1, 300);
      for (int i = 0; i < all.size(); i++) {
        if (i == at) {
          moved.apply(LogRecord.log("topic-id-of-journal"));
          assertThat(moved.report().topicId()).isEqualTo("topic-id-of-journal");
          assertThat(moved.report().next()).isZero();
          JournalSource last = new JournalSource(FoldLoop.POINTS, 0, at - 1, 0);
          assertThat(moved.merged(Kind.END, null, 0, last).kind()).isEqualTo(Step.Kind.REPEATED);
        }
        all.get(i).apply(direct);
        if (i < at) {
          all.get(i).apply(moved);
        } else {
          all.get(i).behind(moved, new JournalSource(FoldLoop.POINTS, 0, i, 0));
        }
        assertSame(moved, direct, seed);
      }
      assertThat(state(moved.restarted())).isEqualTo(state(direct));
    }
  }

  @Test
  void shouldNotDependOnTheNumbersOfThePartitions() {
    for (long seed = 1; seed <= 5; seed++) {
      FoldLoop one = new FoldLoop(settings(700));
      FoldLoop other = new FoldLoop(settings(700));
      for (Next next : anything(new Random(seed), 5, 300)) {
        next.behind(one, next.partition());
        next.behind(other, 40 - 7 * next.partition());
        assertSame(other, one, seed);
      }
    }
  }

  private static Step point(FoldLoop loop, int partition, int i, long timestamp) {
    return loop.merged(Kind.POINT, SPIRALS.at(i), timestamp, partition);
  }

  @Test
  void shouldScoreEveryPointAsEverWhenOneOfTwelvePartitionsIsThreeHoursBehind() {
    FoldLoop none = new FoldLoop(settings(0));
    for (int i = 0; i < 12_000; i++) {
      point(none, i % 12, i, START + i);
      point(journal, i % 12, i, START + i - (i % 12 == 7 ? 3 * HOUR_MS : 0));
      assertThat(journal.last.labelled().get(0).scored()).isTrue();
      assertThat(journal.fold.state.windows.open()).hasSizeLessThanOrEqualTo(2);
    }
    assertThat(journal.learner(0).counts()).isEqualTo(new PointCounts(12_000, 0, 0, 0));
    assertThat(journal.closed).hasSizeGreaterThanOrEqualTo(10);
    for (int learner = 0; learner < LEARNERS.length; learner++) {
      Map<String, Object> total = journal.learner(learner).total();
      Map<String, Object> expected = none.learner(learner).total();
      assertThat(total).containsEntry("n", 11_999.0);
      assertThat((Double) expected.get("accuracy")).isGreaterThan(0.6);
      // Windows end elsewhere, and with them batches.
      assertThat((Double) total.get("accuracy"))
          .isCloseTo((Double) expected.get("accuracy"), within(0.01));
      assertThat((Double) total.get("cost")).isCloseTo((Double) expected.get("cost"), within(0.02));
    }
  }

  @Test
  void shouldScoreEveryPointOfAPartitionThatComesThreeHoursBehindTheOthers() {
    for (int i = 0; i < 6_000; i++) {
      int partition = i < 3_000 ? 0 : i % 2;
      point(journal, partition, i, START + i - partition * 3 * HOUR_MS);
    }
    assertThat(journal.learner(0).total()).containsEntry("n", 5_999.0);
    assertThat(journal.learner(0).counts()).isEqualTo(new PointCounts(6_000, 0, 0, 0));
    assertThat(journal.closed).hasSize(5);
    assertThat(journal.report().time()).isEqualTo(START + 5_998);
  }

  @Test
  void shouldNotBeHeldUpByASilentPartitionForMoreThanTenThousandRecords() {
    point(journal, 1, 0, START);
    for (int i = 0; i < 10_000; i++) {
      assertThat(journal.report().time()).isLessThanOrEqualTo(START);
      point(journal, 0, i + 1, START + 1 + i);
    }
    assertThat(journal.report().time()).isEqualTo(START + 10_000);
    point(journal, 0, 10_001, START + 11_000);
    assertThat(journal.fold.state.windows.open())
        .extracting(window -> window.startMs)
        .containsExactly(START + 11_000);
  }

  /** Merge was given its sources again: the journal holds the records twice. */
  @Test
  void shouldSkipWhatHasBeenApplied() {
    FoldLoop once = new FoldLoop(settings(0));
    List<Next> all = anything(new Random(5), 3, 200);
    long[] offsets = new long[3];
    List<JournalSource> sources =
        all.stream()
            .map(
                n -> new JournalSource(FoldLoop.POINTS, n.partition(), offsets[n.partition()]++, 0))
            .toList();
    for (int i = 0; i < 200; i++) {
      all.get(i).behind(once, sources.get(i));
      all.get(i).behind(journal, sources.get(i));
      assertSame(journal, once, 5);
      if (i == 120) {
        journal = journal.restarted();
        for (int again = 50; again <= 120; again++) {
          assertThat(all.get(again).behind(journal, sources.get(again)).kind())
              .isEqualTo(Step.Kind.REPEATED);
        }
      }
    }
    assertThat(journal.report().next()).isEqualTo(271);
  }

  /** It changes nothing but where its source stands. */
  @Test
  void shouldNotTakeADeadLetterAgainAfterARestart() {
    JournalSource source = new JournalSource(FoldLoop.POINTS, 0, 1, 0);
    Point deadLetter = new Point("p", Fields.NONE, null, Point.NO_TIME, false);
    point(journal, 0, 0, START);
    journal = journal.restarted();

    assertThat(journal.merged(Kind.POINT, deadLetter, START, source).isRefused()).isTrue();
    journal = journal.restarted();
    Step again = journal.merged(Kind.POINT, deadLetter, START, source);
    assertThat(again.kind()).isEqualTo(Step.Kind.REPEATED);
  }

  /** Tells whether one more point, from so far, is applied. */
  private boolean comes(String topic, int partition, long offset, long missed) {
    JournalSource source = new JournalSource(topic, partition, offset, missed);
    Step step = journal.merged(Kind.POINT, SPIRALS.at(points++), START, source);
    return step.kind() != Step.Kind.REPEATED;
  }

  private boolean comes(long offset) {
    return comes("x", 0, offset, 0);
  }

  private long missed() {
    return journal.learner(0).counts().missed();
  }

  @Test
  void shouldTellPartitionsAndTopicsApart() {
    assertThat(comes("x", 0, 5, 0)).isTrue();
    assertThat(comes("x", 1, 5, 0)).isTrue();
    assertThat(comes("y", 0, 5, 0)).isTrue();
    assertThat(comes("x", 0, 5, 0)).isFalse();
    assertThat(comes("y", 0, 5, 0)).isFalse();
    assertThat(comes("x", 0, 7, 0)).isTrue();
  }

  /** Somebody else has written an offset to the journal that is far ahead. */
  @Test
  void shouldApplyWhatComesBehindAnOffsetThatIsFarAhead() {
    comes(0);
    long far = Long.MAX_VALUE - 1;
    comes("x", 0, far, far);
    assertThat(missed()).isEqualTo(far - 1);
    for (long offset = 1; offset < 1_000; offset += 1 + offset % 2) {
      assertThat(comes(offset)).isTrue();
      assertThat(comes(offset)).isFalse();
      journal = journal.restarted();
      assertThat(comes(offset)).isFalse();
    }
    assertThat(missed()).isZero();
    assertThat(comes(far)).isFalse();
  }

  @Test
  void shouldApplyEachOffsetOnceHoweverTheyAreForged() {
    Random random = new Random(9);
    for (int round = 0; round < 50; round++) {
      String topic = "x" + round;
      Set<Long> applied = new HashSet<>();
      int forged = 0;
      for (long offset = 0; offset < 300; offset += 1 + random.nextInt(3)) {
        // No more at a time than gaps are kept.
        if (random.nextInt(60) == 0 && forged++ < OffsetGaps.MOST) {
          long ahead = offset + 1_000 + random.nextInt(1_000_000);
          assertThat(comes(topic, 0, ahead, random.nextInt(3) * 1_000))
              .isEqualTo(applied.add(ahead));
        }
        assertThat(comes(topic, 0, offset, 0)).isTrue();
        applied.add(offset);
        long again = random.nextLong(offset + 1);
        assertThat(comes(topic, 0, again, 0) && !applied.add(again)).isFalse();
      }
    }
  }

  @Test
  void shouldNotCountMoreAsMissedThanLiesBetweenTwoRecords() {
    comes(9);
    comes("x", 0, 15, 14);
    assertThat(missed()).isEqualTo(5);
    comes("y", 0, Long.MAX_VALUE, Long.MAX_VALUE);
    comes("z", 0, Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(missed()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldCountOnceWhatASourceHasLost() {
    comes("x", 0, 5, 5);
    comes("x", 0, 5, 5);
    comes("x", 1, 3, 2);
    assertThat(journal.learner(0).counts()).isEqualTo(new PointCounts(2, 0, 0, 7));
  }

  /** Whatever a record says of itself: an immutable log would end every start. */
  @Test
  void shouldTakeAnySource() {
    for (long offset : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0}) {
      comes("", -3, offset, -7);
      journal = journal.restarted();
    }
    assertThat(missed()).isZero();
  }

  /** Each costs memory, and time with every record. */
  @Test
  void shouldHaveRoomForSoManySourcesAndNoMore() {
    for (int i = 0; i < JournalSources.MOST; i++) {
      journal.merged(Kind.POINT, null, START, new JournalSource("x", i, 0, 0));
      assertThat(journal.last.kind()).isEqualTo(Step.Kind.IGNORED);
    }
    comes("y", 0, 0, 0);
    assertThat(journal.last.kind()).isEqualTo(Step.Kind.STRAY);
    assertThat(journal.last.isRefused()).isTrue();
    assertThat(comes("x", 7, 0, 0)).isFalse();
  }

  /** Records of a topic of labels have sources of their own, which have no time. */
  @Test
  void shouldNotMoveTheTimeWithLabels() {
    Point waits = SPIRALS.at(0).withLabel(Label.of(1));
    journal.merged(Kind.POINT, waits.withoutLabel(), START, 0);
    for (int i = 0; i < 20_000; i++) {
      JournalSource source = new JournalSource("labels", 0, i, 0);
      journal.merged(Kind.LABEL, i == 9 ? waits : null, START + i, source);
    }
    assertThat(journal.report().time()).isEqualTo(START);
    assertThat(journal.fold.state.windows.open()).extracting(Window::labelled).containsExactly(1L);
    point(journal, 1, 1, START - 500);
    assertThat(journal.report().time()).isEqualTo(START - 500);
  }

  /** A learner that was away when a forged count was taken back. */
  @Test
  void shouldNeverMissFewerThanNone() {
    PointCounts since = new PointCounts(9, 0, 0, 3).minus(new PointCounts(5, 0, 0, Long.MAX_VALUE));
    assertThat(since).isEqualTo(new PointCounts(4, 0, 0, 0));
  }

  @Test
  void shouldStoreOnceThatThereIsNoSourceWithoutAJournal() {
    FoldLoop direct = new FoldLoop(settings(0).with((LateLabels) null));
    direct.run(List.of(SPIRALS.at(0)));
    assertThat(direct.store).containsKey("clock").doesNotContainKey("age");
    byte[] none = direct.store.get("sources");
    direct.run(List.of(SPIRALS.at(1)));
    assertThat(direct.store.get("sources")).isSameAs(none);

    point(journal, 0, 0, START);
    assertThat(journal.saved()).containsKeys("clock", "sources", "age");
  }
}
