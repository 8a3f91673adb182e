package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.Spirals;
import io.gyre.fold.Journal.Step;
import io.gyre.scoring.Window;
import io.gyre.scoring.WindowSettings;
import io.gyre.state.MapEntries;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
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
    return new FoldSettings(
        Loop.learners(LEARNERS), new WindowSettings(1_000, graceMs, HOUR_MS, true));
  }

  private final Journal journal = new Journal(settings(0));

  /** A step, and the partition that its record is of. */
  private record Next(int partition, Step step) {}

  private static Step point(int i, long timestamp) {
    Point point = SPIRALS.at(i);
    return journal -> journal.apply(point, timestamp);
  }

  /** Records of all kinds, out of order, with wild jumps, points that came before, and ends. */
  private static List<Next> anything(Random random, int partitions, int records) {
    List<Next> all = new ArrayList<>();
    long[] baseMs = random.longs(partitions, START, START + 3 * HOUR_MS).toArray();
    for (int i = 0; i < records; i++) {
      int partition = random.nextInt(partitions);
      baseMs[partition] += random.nextInt(400);
      baseMs[partition] += random.nextInt(100) == 0 ? 1_000 * HOUR_MS : 0;
      all.add(new Next(partition, anything(random, i, baseMs[partition])));
    }
    return all;
  }

  private static Step anything(Random random, int i, long baseMs) {
    Point point = SPIRALS.at(i);
    long timestamp =
        switch (random.nextInt(10)) {
          case 0 -> baseMs - random.nextInt(5_000);
          case 1 -> Math.floorMod(random.nextLong(), 2 * baseMs);
          default -> baseMs;
        };
    return switch (random.nextInt(20)) {
      case 0 -> Journal::end;
      case 1 -> journal -> journal.apply(point.asRepeated(), timestamp);
      case 2, 3 -> journal -> journal.await(point, timestamp);
      case 4, 5 -> Journal::label;
      case 6 -> journal -> journal.apply(point.withoutLabel(), timestamp);
      default -> journal -> journal.apply(point, timestamp);
    };
  }

  @Test
  void shouldBeADirectFoldBitForBitWithOneSource() {
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      FoldSettings settings = settings(random.nextInt(4) * 700);
      Journal behind = new Journal(settings);
      Journal direct = new Journal(settings);
      for (Next next : anything(random, 1, 300)) {
        behind.next(0, next.step());
        direct.direct(next.step());
        if (random.nextInt(30) == 0) {
          FoldSettings changed = settings(random.nextInt(4) * 700);
          behind.restart(changed);
          direct.restart(changed);
        }
        assertThat(behind.state()).as("seed %d", seed).isEqualTo(direct.state());
      }
      assertThat(behind.closed).as("seed %d", seed).isEqualTo(direct.closed);
    }
  }

  @Test
  void shouldGoOnBitForBitWhenADirectFoldMovesBehindAJournal() {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      FoldSettings settings = settings(random.nextInt(4) * 700);
      Journal moved = new Journal(settings);
      Journal direct = new Journal(settings);
      moved.fold.position().bind(Journal.POINTS);
      int at = random.nextInt(1, 200);
      List<Next> all = anything(random, 1, 300);
      for (int i = 0; i < all.size(); i++) {
        direct.direct(all.get(i).step());
        if (i < at) {
          moved.direct(all.get(i).step());
          continue;
        }
        if (i == at) {
          moved.fold.moveBehindJournal("topic-id-of-journal");
          assertThat(moved.fold.position().topicId()).isEqualTo("topic-id-of-journal");
          assertThat(moved.fold.position().next()).isZero();
          assertThat(moved.forwarded(new Source(Journal.POINTS, 0, at - 1, 0), Journal::end))
              .isFalse();
        }
        moved.next(0, all.get(i).step());
        assertThat(moved.state()).as("seed %d", seed).isEqualTo(direct.state());
      }
      assertThat(moved.closed).as("seed %d", seed).isEqualTo(direct.closed);
      moved.restart(settings);
      assertThat(moved.state()).isEqualTo(direct.state());
    }
  }

  /** What is saved must be all: the next record meets the same sources, in any order. */
  @Test
  void shouldGoOnBitForBitWhenRestartedAfterAnyRecord() {
    for (long seed = 1; seed <= 8; seed++) {
      Random random = new Random(seed);
      FoldSettings settings = settings(random.nextInt(4) * 700);
      Journal whole = new Journal(settings);
      Journal restarted = new Journal(settings);
      for (Next next : anything(random, 12, 300)) {
        whole.next(next.partition(), next.step());
        restarted.next(next.partition(), next.step());
        restarted.restart(settings);
        assertThat(restarted.state()).as("seed %d", seed).isEqualTo(whole.state());
      }
      assertThat(restarted.closed).as("seed %d", seed).isEqualTo(whole.closed);
      whole.save();
      assertThat(withoutMemory(restarted.store))
          .usingRecursiveComparison()
          .isEqualTo(withoutMemory(whole.store));
    }
  }

  /** Blocks of the memory that hold no point any more may be of any age. */
  private static Map<String, byte[]> withoutMemory(Map<String, byte[]> store) {
    Map<String, byte[]> kept = new TreeMap<>(store);
    kept.keySet().removeIf(key -> key.startsWith("memory/"));
    return kept;
  }

  @Test
  void shouldNotDependOnTheNumbersOfThePartitions() {
    for (long seed = 1; seed <= 20; seed++) {
      Journal one = new Journal(settings(700));
      Journal other = new Journal(settings(700));
      for (Next next : anything(new Random(seed), 5, 300)) {
        one.next(next.partition(), next.step());
        other.next(40 - 7 * next.partition(), next.step());
      }
      assertThat(other.state()).isEqualTo(one.state());
      assertThat(other.closed).isEqualTo(one.closed);
    }
  }

  @Test
  void shouldScoreEveryPointWhenOneOfTwelvePartitionsIsThreeHoursBehind() {
    int points = 12_000;
    for (int i = 0; i < points; i++) {
      int partition = i % 12;
      long timestamp = START + i - (partition == 7 ? 3 * HOUR_MS : 0);
      journal.next(partition, point(i, timestamp));
      assertThat(journal.fold.scored()).isTrue();
      assertThat(journal.fold.open()).hasSizeLessThanOrEqualTo(2);
    }
    LearnerView learner = journal.fold.report(0);
    assertThat(learner.counts()).isEqualTo(new PointCounts(points, 0, 0, 0));
    assertThat(learner.total()).containsEntry("n", (double) points);
    assertThat(journal.closed).hasSizeGreaterThanOrEqualTo(10);
  }

  @Test
  void shouldScoreOneThatIsThreeHoursBehindAsWithoutThat() {
    Journal none = new Journal(settings(0));
    for (int i = 0; i < 12_000; i++) {
      none.next(i % 12, point(i, START + i));
      journal.next(i % 12, point(i, START + i - (i % 12 == 7 ? 3 * HOUR_MS : 0)));
    }
    for (int learner = 0; learner < LEARNERS.length; learner++) {
      Map<String, Object> total = journal.fold.report(learner).total();
      Map<String, Object> expected = none.fold.report(learner).total();
      assertThat((Double) expected.get("accuracy")).isGreaterThan(0.6);
      // Windows end elsewhere, and with them batches.
      assertThat((Double) total.get("accuracy"))
          .isCloseTo((Double) expected.get("accuracy"), within(0.01));
      assertThat((Double) total.get("cost")).isCloseTo((Double) expected.get("cost"), within(0.02));
    }
  }

  @Test
  void shouldScoreEveryPointOfAPartitionThatComesThreeHoursBehindTheOthers() {
    for (int i = 0; i < 3_000; i++) {
      journal.next(0, point(i, START + i));
    }
    for (int i = 3_000; i < 6_000; i++) {
      journal.next(i % 2, point(i, START + i - (i % 2) * 3 * HOUR_MS));
    }
    assertThat(journal.fold.report(0).total()).containsEntry("n", 6_000.0);
    assertThat(journal.fold.report(0).counts()).isEqualTo(new PointCounts(6_000, 0, 0, 0));
    assertThat(journal.closed).hasSize(5);
    assertThat(journal.fold.time()).isEqualTo(START + 5_998);
  }

  @Test
  void shouldNotBeHeldUpByASilentPartitionForMoreThanTenThousandRecords() {
    journal.next(1, point(0, START));
    for (int i = 0; i < 10_000; i++) {
      assertThat(journal.fold.time()).isLessThanOrEqualTo(START);
      journal.next(0, point(i, START + 1 + i));
    }
    assertThat(journal.fold.time()).isEqualTo(START + 10_000);
    journal.next(0, point(0, START + 11_000));
    assertThat(journal.fold.open()).extracting(Window::startMs).containsExactly(START + 11_000);
  }

  /** Merge was given its sources again: the journal holds the records twice. */
  @Test
  void shouldSkipWhatHasBeenApplied() {
    Journal once = new Journal(settings(0));
    List<Next> all = anything(new Random(5), 3, 200);
    all.forEach(next -> once.next(next.partition(), next.step()));
    long[] offsets = new long[3];
    List<Source> sources =
        all.stream()
            .map(n -> new Source(Journal.POINTS, n.partition(), offsets[n.partition()]++, 0))
            .toList();
    for (int i = 0; i < 200; i++) {
      journal.forwarded(sources.get(i), all.get(i).step());
      if (i == 120) {
        journal.restart(settings(0));
        IntStream.rangeClosed(50, 120)
            .forEach(
                again ->
                    assertThat(journal.forwarded(sources.get(again), all.get(again).step()))
                        .isFalse());
      }
    }
    assertThat(journal.state()).isEqualTo(once.state());
    assertThat(journal.closed).isEqualTo(once.closed);
    assertThat(journal.fold.skipped()).isEqualTo(71);
    assertThat(journal.fold.position().next()).isEqualTo(271);
    journal.restart(settings(0));
    assertThat(journal.fold.skipped()).isEqualTo(71);
  }

  /** It changes nothing but where its source stands. */
  @Test
  void shouldNotTakeADeadLetterAgainAfterARestart() {
    Source deadLetter = new Source(Journal.POINTS, 0, 1, 0);
    Step nothing = each -> {};
    journal.next(0, point(0, START));
    journal.restart(settings(0));

    assertThat(journal.forwarded(deadLetter, nothing)).isTrue();
    journal.restart(settings(0));
    assertThat(journal.forwarded(deadLetter, nothing)).isFalse();
    journal.restart(settings(0));
    assertThat(journal.fold.skipped()).isOne();
  }

  @Test
  void shouldTellPartitionsAndTopicsApart() {
    Step step = point(0, START);
    assertThat(journal.forwarded(new Source("x", 0, 5, 0), step)).isTrue();
    assertThat(journal.forwarded(new Source("x", 1, 5, 0), step)).isTrue();
    assertThat(journal.forwarded(new Source("y", 0, 5, 0), step)).isTrue();
    assertThat(journal.forwarded(new Source("x", 0, 5, 0), step)).isFalse();
    assertThat(journal.forwarded(new Source("y", 0, 5, 0), step)).isFalse();
    assertThat(journal.forwarded(new Source("x", 0, 7, 0), step)).isTrue();
  }

  /** Somebody else has written an offset to the journal that is far ahead. */
  @Test
  void shouldApplyWhatComesBehindAnOffsetThatIsFarAhead() {
    Step step = point(0, START);
    journal.forwarded(new Source("x", 0, 0, 0), step);
    long far = Long.MAX_VALUE - 1;
    journal.forwarded(new Source("x", 0, far, far), step);
    assertThat(missed()).isEqualTo(far - 1);
    for (long offset = 1; offset < 1_000; offset += 1 + offset % 2) {
      assertThat(journal.forwarded(new Source("x", 0, offset, 0), step)).isTrue();
      assertThat(journal.forwarded(new Source("x", 0, offset, 0), step)).isFalse();
      journal.restart(settings(0));
      assertThat(journal.forwarded(new Source("x", 0, offset, 0), step)).isFalse();
    }
    assertThat(missed()).isZero();
    assertThat(journal.forwarded(new Source("x", 0, far, 0), step)).isFalse();
  }

  @Test
  void shouldApplyEachOffsetOnceHoweverTheyAreForged() {
    Random random = new Random(9);
    Step step = point(0, START);
    for (int round = 0; round < 50; round++) {
      String topic = "x" + round;
      Set<Long> applied = new HashSet<>();
      int forged = 0;
      for (long offset = 0; offset < 300; offset += 1 + random.nextInt(3)) {
        // No more at a time than gaps are kept.
        if (random.nextInt(60) == 0 && forged++ < OffsetGaps.MOST) {
          long ahead = offset + 1_000 + random.nextInt(1_000_000);
          Source source = new Source(topic, 0, ahead, random.nextInt(3) * 1_000);
          assertThat(journal.forwarded(source, step)).isEqualTo(applied.add(ahead));
        }
        assertThat(journal.forwarded(new Source(topic, 0, offset, 0), step)).isTrue();
        applied.add(offset);
        long again = random.nextLong(offset + 1);
        boolean isNew = journal.forwarded(new Source(topic, 0, again, 0), step);
        assertThat(isNew && !applied.add(again)).isFalse();
      }
    }
  }

  @Test
  void shouldNotCountMoreAsMissedThanLiesBetweenTwoRecords() {
    Step step = point(0, START);
    journal.forwarded(new Source("x", 0, 9, 0), step);
    journal.forwarded(new Source("x", 0, 15, 14), step);
    assertThat(missed()).isEqualTo(5);
    journal.forwarded(new Source("y", 0, Long.MAX_VALUE, Long.MAX_VALUE), step);
    journal.forwarded(new Source("z", 0, Long.MAX_VALUE, Long.MAX_VALUE), step);
    assertThat(missed()).isEqualTo(Long.MAX_VALUE);
  }

  /** Each costs memory, and time with every record. */
  @Test
  void shouldHaveRoomForSoManySourcesAndNoMore() {
    for (int i = 0; i < Sources.MOST; i++) {
      assertThat(journal.fold.hasRoom(new Source("x", i, 0, 0))).isTrue();
      journal.fold.from(new Source("x", i, 0, 0));
    }
    assertThat(journal.fold.hasRoom(new Source("y", 0, 0, 0))).isFalse();
    assertThat(journal.fold.hasRoom(new Source("x", 7, 0, 0))).isTrue();
  }

  private long missed() {
    return journal.fold.report(0).counts().missed();
  }

  @Test
  void shouldCountOnceWhatASourceHasLost() {
    Step step = point(0, START);
    journal.forwarded(new Source("x", 0, 5, 5), step);
    journal.forwarded(new Source("x", 0, 5, 5), step);
    journal.forwarded(new Source("x", 1, 3, 2), step);
    assertThat(journal.fold.report(0).counts()).isEqualTo(new PointCounts(2, 0, 0, 7));
  }

  /** Whatever a record says of itself: an immutable log would end every start. */
  @Test
  void shouldTakeAnySource() {
    Step step = point(0, START);
    for (long offset : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0}) {
      journal.forwarded(new Source("", -3, offset, -7), step);
      journal.restart(settings(0));
    }
    assertThat(journal.fold.report(0).counts().missed()).isZero();
  }

  /** Records of a topic of labels have sources of their own, which have no time. */
  @Test
  void shouldNotMoveTheTimeWithLabels() {
    Point waits = new Point("w", SPIRALS.at(0).features(), Label.of(1));
    journal.forwarded(new Source("labels", 0, 0, 0), journal -> {});
    journal.next(0, journal -> journal.await(waits, START));
    for (int i = 0; i < 20_000; i++) {
      journal.forwarded(new Source("labels", 0, i + 1, 0), i == 9 ? Journal::label : each -> {});
    }
    assertThat(journal.fold.time()).isEqualTo(START);
    assertThat(journal.fold.open()).extracting(Window::labelled).containsExactly(1L);
    journal.next(1, point(1, START - 500));
    assertThat(journal.fold.time()).isEqualTo(START - 500);
  }

  /** A learner that was away when a forged count was taken back. */
  @Test
  void shouldNeverMissFewerThanNone() {
    PointCounts since = new PointCounts(9, 0, 0, 3).minus(new PointCounts(5, 0, 0, Long.MAX_VALUE));
    assertThat(since).isEqualTo(new PointCounts(4, 0, 0, 0));
  }

  @Test
  void shouldStoreOnceThatThereIsNoSourceWithoutAJournal() {
    PartitionFold fold = new PartitionFold(settings(0), "test");
    Map<String, byte[]> store = new TreeMap<>();
    fold.load(new MapEntries(store));
    fold.apply(SPIRALS.at(0), START, window -> {});
    fold.position().moveTo(1);
    fold.save(new MapEntries(store));
    assertThat(store).containsKey("clock").doesNotContainKey("age");
    byte[] none = store.get("sources");
    fold.apply(SPIRALS.at(1), START + 1, window -> {});
    fold.position().moveTo(2);
    fold.save(new MapEntries(store));
    assertThat(store.get("sources")).isSameAs(none);

    journal.next(0, point(0, START));
    journal.save();
    assertThat(journal.store).containsKeys("clock", "sources", "age");
  }
}
