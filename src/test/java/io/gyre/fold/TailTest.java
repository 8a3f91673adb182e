package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.intake.JournalSource;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.intake.LogRecord.Kind;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.LogPosition;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.MapEntries;
import io.gyre.state.MapStorage;
import io.gyre.state.StatePart;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import io.gyre.time.WindowSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is saved between two snapshots leads to the state that would have been saved. {@code
 * -Dgyre.seed=7} drives the run of that seed.
 */
class TailTest {

  private static final int RECORDS = 300;
  private static final int BEHIND_JOURNAL = 120;

  private static final String LOGISTIC =
      "\"name\":\"first\",\"kind\":\"logistic\",\"optimiser\":\"adagrad\",\"learningRate\":0.3,\"batch\":1,\"clip\":5";
  private static final String NETWORK =
      "\"name\":\"second\",\"kind\":\"network\",\"optimiser\":\"adam\",\"learningRate\":0.03,\"batch\":7,\"replay\":7,\"memory\":90";
  private static final String PRIOR = "\"name\":\"prior\",\"kind\":\"prior\"";
  private static final String CHAIN = "\"name\":\"runs\",\"kind\":\"label-chain\"";

  private final int seed = Integer.getInteger("gyre.seed", new Random().nextInt(1_000_000));
  private final Random random = new Random(seed);
  private final AnyRecords any = new AnyRecords(seed);
  private final long[] offsets = new long[3];
  private long time = 1_000_000;

  /**
   * Points, labels, old questions, garbage; late, early, repeated, lost; a journal from midway on.
   */
  private List<LogRecord> log() throws InvalidPointException {
    List<LogRecord> log = new ArrayList<>(List.of(LogRecord.log("topic")));
    for (int next = 0; next < RECORDS; next++) {
      if (next == BEHIND_JOURNAL) {
        log.add(LogRecord.log("journal"));
      }
      if (random.nextInt(30) == 0) {
        log.add(LogRecord.missed(1 + random.nextInt(3)));
      }
      time += random.nextInt(9);
      long offset = next < BEHIND_JOURNAL ? next : next - BEHIND_JOURNAL;
      log.add(record(next, offset));
    }
    return log;
  }

  private LogRecord record(int next, long offset) throws InvalidPointException {
    long shown = time + (random.nextInt(15) == 0 ? random.nextInt(3_000) - 1_000 : 0);
    Label label = Label.ofText("class " + random.nextInt(1 + Math.min(4, next / 50)));
    Kind kind =
        switch (random.nextInt(20)) {
          case 0 -> Kind.END;
          case 1 -> Kind.PASSED_OVER;
          case 2, 3, 4, 5 -> Kind.LABEL;
          default -> Kind.POINT;
        };
    String id = "p-" + Math.max(0, next - (kind == Kind.LABEL ? random.nextInt(30) : 0));
    Label its = kind == Kind.LABEL || random.nextInt(3) > 0 ? label : null;
    Point point = new Point(id, AnyRecords.fields(any.nextWithText()), its, Point.NO_TIME, false);
    byte[] value = random.nextInt(25) == 0 ? new byte[] {'{'} : FoldLoop.json(point);
    int partition = random.nextInt(offsets.length);
    String unusable = random.nextInt(40) == 0 ? "it was cut" : null;
    boolean repeated = kind == Kind.POINT && random.nextInt(15) == 0;
    JournalSource source =
        next < BEHIND_JOURNAL
            ? null
            : new JournalSource("topic", partition, offsets[partition]++, random.nextInt(2));
    String schema = random.nextInt(10) == 0 ? "content/" + random.nextInt(3) : null;
    return new LogRecord(
        kind, value, schema, shown, offset, partition, source, repeated, next % 3, unusable, null);
  }

  /** Points are given up, or are silent, or are learned as well by labels that come too late. */
  private static LateLabels late(int version) {
    return version % 3 == 0
        ? new LateLabels(600, 30 + version, 1 << 20, null, false)
        : new LateLabels(60, 30 + version, 1 << 20, Label.of(7), version % 3 == 1);
  }

  private static FoldSettings settings(int version) {
    List<LearnerSettings> learners =
        new ArrayList<>(
            switch (version % 3) {
              case 0 -> LearnerPresets.DATA.learners();
              case 1 -> FoldLoop.learners(LOGISTIC, PRIOR);
              default -> FoldLoop.learners(NETWORK, CHAIN, LOGISTIC);
            });
    WindowSettings windowing = new WindowSettings(50, 10, 1_000);
    return new FoldSettings(learners, windowing).with(late(version)).withReports(version * 15);
  }

  /** Drives a log; what is not saved when it is killed is applied again. */
  private static final class Driven {

    private final Map<String, byte[]> store = new TreeMap<>();
    private final MapStorage waiting = new MapStorage();
    private final List<String> answers = new ArrayList<>();
    private final SnapshotRule rule;
    private FoldLoop loop;

    Driven(SnapshotRule rule) {
      this.rule = rule;
      start(0);
    }

    void start(int version) {
      loop = new FoldLoop(settings(version), store, waiting, 0, rule);
    }

    Driven run(List<LogRecord> log, BitSet saves, BitSet kills) {
      int saved = 0;
      int killed = 0;
      for (int i = 0; i < log.size(); i++) {
        Step step = loop.apply(log.get(i));
        answers.add(i + " " + (step.isPoint() ? FoldLoop.text(step.answer()) : step.kind()));
        step.closed().forEach(report -> answers.add(text(report)));
        // A record about others is committed with the next of the log.
        if (saves.get(i) && log.get(i).isInLog()) {
          loop.save();
          saved = i + 1;
        }
        if (kills.get(i) && i - saved < 100) {
          kills.clear(i);
          start(++killed / 2);
          i = saved - 1;
        }
      }
      return this;
    }

    private static String text(ClosedWindow report) {
      return "%d to %d, %d points: %s"
          .formatted(
              report.window().startMs,
              report.window().endMs,
              report.window().points(),
              report.learners().stream()
                  .map(each -> each.digest() + each.window() + (each.learned() != null))
                  .toList());
    }

    /** All that would be saved as a whole, but for where. */
    Map<String, String> parts() {
      return loop.fold
          .state
          .parts()
          .filter(stored -> stored.part.present() && !stored.key.equals(LogPosition.KEY))
          .collect(
              Collectors.toMap(
                  each -> each.key, stored -> bytes(stored.part), (a, b) -> a, TreeMap::new));
    }

    private static String bytes(StatePart part) {
      StateWriter out = new StateWriter();
      part.write(out);
      return HexFormat.of().formatHex(out.toBytes());
    }
  }

  private BitSet some(int oneIn) {
    BitSet some = new BitSet();
    for (int i = 0; i < 2 * RECORDS; i++) {
      some.set(i, random.nextInt(oneIn) == 0);
    }
    return some;
  }

  private static SnapshotRule rule(int records) {
    return new SnapshotRule(
        records, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, () -> 0, () -> 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 40, 512})
  void shouldGoOnAsIfEachSaveHadBeenASnapshot(int records) throws InvalidPointException {
    System.out.println("seed " + seed);
    List<LogRecord> log = log();
    BitSet saves = some(4);
    BitSet kills = some(25);
    Driven whole = new Driven(SnapshotRule.ALWAYS).run(log, saves, (BitSet) kills.clone());
    Driven tailed = new Driven(rule(records)).run(log, saves, (BitSet) kills.clone());

    assertThat(tailed.answers).isEqualTo(whole.answers);
    assertThat(tailed.parts()).isEqualTo(whole.parts());
    assertThat(tailed.loop.digests()).isEqualTo(whole.loop.digests());
    assertThat(tailed.loop.counts()).isEqualTo(whole.loop.counts());
  }

  /** A replay would read what its own future wrote. */
  @Test
  void shouldLeaveWhatWaitsAsItWasAtTheSnapshot() {
    MapStorage waiting = new MapStorage();
    FoldLoop loop = new FoldLoop(settings(1), new TreeMap<>(), waiting, 1_000_000, rule(5));
    loop.apply(point("a"));
    loop.save();
    MapStorage then = FoldLoop.copy(waiting);
    loop.apply(point("b"));
    loop.label("a", 1);
    loop.save();
    assertThat(loop.store).containsKey("tail/0");
    assertThat(FoldLoop.entries(waiting)).isEqualTo(FoldLoop.entries(then));

    loop.apply(point("c"));
    loop.apply(point("d"));
    loop.apply(point("e"));
    loop.save();
    assertThat(FoldLoop.entries(waiting)).isNotEqualTo(FoldLoop.entries(then));
  }

  private static FoldLoop loop(SnapshotRule rule) {
    return loop(new TreeMap<>(), rule);
  }

  private static FoldLoop loop(Map<String, byte[]> store, SnapshotRule rule) {
    return new FoldLoop(settings(1).with(null), store, new MapStorage(), 1_000_000, rule);
  }

  private static Point point(String id) {
    return new Point(id, AnyRecords.of("x", id.length()), null, Point.NO_TIME, false);
  }

  private static void applyAndSave(FoldLoop loop, int count) {
    for (int i = 0; i < count; i++) {
      loop.apply(new Point(null, AnyRecords.of("x", i), Label.of(i % 2), Point.NO_TIME, false));
      loop.save();
    }
  }

  @Test
  void shouldOverwriteEntriesAndDeleteNone() {
    List<String> deleted = new ArrayList<>();
    Map<String, byte[]> map = new TreeMap<>();
    StateStorage watched =
        new MapEntries(map) {
          @Override
          public void delete(byte[] key) {
            deleted.add(new String(key));
          }
        };
    Fold fold =
        Fold.open(settings(1), new FoldStore("test", watched, new MapStorage(), null, rule(20)));
    for (int i = 0; i < 10_000; i++) {
      Point point =
          new Point("p-" + i, AnyRecords.of("x", i % 9), Label.of(i % 2), Point.NO_TIME, false);
      fold.apply(LogRecord.of(Kind.POINT, FoldLoop.json(point), 1_000_000 + i, 0, i));
      fold.save();
    }

    assertThat(deleted).isEmpty();
    assertThat(map.keySet().stream().filter(key -> key.startsWith("tail/"))).hasSize(19);
  }

  /** Entries hold neither what was withheld from a record nor what was given back. */
  @Test
  void shouldSaveAllOfItAfterALabelThatIsWithheldOrGivenBack() {
    Point point = new Point("p", AnyRecords.of("x", 1), Label.of(1), Point.NO_TIME, false);
    FoldLoop loop =
        new FoldLoop(settings(0), new TreeMap<>(), new MapStorage(), 1_000_000, rule(20));
    loop.hold(point, 1_000_000);
    assertThat(loop.restarted().counts().waiting()).isOne();

    loop.release(point);
    assertThat(loop.restarted().digests()).isEqualTo(loop.digests());
    assertThat(loop.report().tail()).isZero();
  }

  @Test
  void shouldSaveAllOfItWhenRecordsOrTheirBytesOrTheirTimeAreTooMany() {
    long[] now = {0};
    SnapshotRule few = new SnapshotRule(3, 1 << 20, 1_000, 1_000_000, () -> 0, () -> now[0]);
    assertThat(snapshots(few, now, 0)).containsExactly(1L, 1L, 1L, 2L, 2L, 2L, 3L, 3L);
    SnapshotRule small = new SnapshotRule(100, 1, 1_000, 1_000_000, () -> 0, () -> now[0]);
    assertThat(snapshots(small, now, 0)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    SnapshotRule old = new SnapshotRule(100, 1 << 20, 1_000, 30, () -> 0, () -> now[0]);
    assertThat(snapshots(old, now, 10)).containsExactly(1L, 1L, 1L, 2L, 2L, 2L, 3L, 3L);
    SnapshotRule slow = new SnapshotRule(100, 1 << 20, 2, 1_000_000, () -> now[0]++, () -> 0);
    assertThat(snapshots(slow, now, 0)).containsExactly(1L, 1L, 1L, 2L, 2L, 2L, 3L, 3L);
  }

  /** The number of the last snapshot after each save. */
  private static List<Long> snapshots(SnapshotRule rule, long[] now, long step) {
    FoldLoop loop = loop(rule);
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      applyAndSave(loop, 1);
      now[0] += step;
      numbers.add(loop.fold.state.position.snapshot());
    }
    return numbers;
  }

  @Test
  void shouldSaveWhatIsOldThoughNothingComes() {
    long[] now = {0};
    FoldLoop loop = loop(new SnapshotRule(100, 1 << 20, 1_000, 30, () -> 0, () -> now[0]));
    applyAndSave(loop, 3);
    assertThat(loop.fold.state.position.tail()).isEqualTo(2);
    loop.save();
    assertThat(loop.fold.state.position.tail()).isEqualTo(2);

    now[0] = 30;
    loop.save();
    assertThat(loop.fold.state.position.tail()).isZero();
    assertThat(loop.fold.state.position.snapshot()).isEqualTo(2);
  }

  /** It is larger than a topic takes at once. */
  @Test
  void shouldNotPutARecordThatIsTooLong() {
    FoldLoop loop = loop(rule(512));
    applyAndSave(loop, 1);
    String text = "ä".repeat(Blocks.MOST_BYTES / 2);
    loop.apply(new Point("long", AnyRecords.of("t", text), null, Point.NO_TIME, false));
    loop.save();

    assertThat(loop.fold.state.position.snapshot()).isEqualTo(2);
    assertThat(loop.store).doesNotContainKey("tail/0");
  }

  @Test
  void shouldRefuseAnEntryThatIsDamagedOrMissingOrOfAnotherSnapshot() {
    FoldLoop loop = loop(rule(5));
    applyAndSave(loop, 4);
    byte[] old = loop.store.get("tail/1");
    applyAndSave(loop, 4);
    byte[] cut = loop.store.get("tail/1").clone();
    cut[12]++;

    for (byte[] wrong : new byte[][] {null, old, cut}) {
      Map<String, byte[]> store = new TreeMap<>(loop.store);
      if (wrong == null) {
        store.remove("tail/1");
      } else {
        store.put("tail/1", wrong);
      }
      assertThatThrownBy(() -> loop(store, rule(5)))
          .isInstanceOf(DamagedStateException.class)
          .hasMessageContaining("tail/1");
    }
  }

  @Test
  void shouldEndWhereOtherAnswersFollowThanWerePublished() {
    FoldLoop loop = loop(rule(512));
    applyAndSave(loop, 30);
    // The record is the same, the answer to it was another one.
    byte[] content = Blocks.join(loop.store.get("tail/20"), other -> null);
    ByteBuffer.wrap(content).putLong(16, 4_711);
    loop.store.put(
        "tail/20", Blocks.cut(Blocks.version(loop.store.get("tail/20")), content).get(0));

    assertThatThrownBy(() -> loop(loop.store, rule(512)))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("other answers follow");

    ByteBuffer.wrap(content).putInt(12, Tail.MATHS - 1);
    loop.store.put(
        "tail/20", Blocks.cut(Blocks.version(loop.store.get("tail/20")), content).get(0));
    FoldLoop other = loop(loop.store, rule(512));
    assertThat(other.digests()).isEqualTo(loop.digests());
  }

  /** Else records that an earlier version saved would be taken for others. */
  @Test
  void shouldKeepTheNumbersOfKinds() {
    assertThat(Kind.values())
        .extracting(kind -> kind + " " + kind.number())
        .containsExactly(
            "POINT 0",
            "WITHHELD 1",
            "LABEL 2",
            "PASSED_OVER 3",
            "END 4",
            "STRAY 5",
            "LOG 7",
            "MISSED 8",
            "SCHEMA 9");
  }

  @Test
  void shouldStandAtTheSnapshotWhereItIsOnlyAsked() {
    FoldLoop loop =
        new FoldLoop(settings(1), new TreeMap<>(), new MapStorage(), 1_000_000, rule(10));
    applyAndSave(loop, 10);
    Map<String, String> then = new TreeMap<>(loop.digests());
    applyAndSave(loop, 1);
    assertThat(loop.report().next()).isEqualTo(11);
    applyAndSave(loop, 5);

    Fold copy =
        Fold.open(settings(1).with(null), FoldStore.copy("copy", new MapEntries(loop.store), null));
    assertThat(copy.report().next()).isEqualTo(11);
    assertThat(then).isNotEqualTo(loop.digests());
  }

  @Test
  void shouldStandAtTheLastRecordWhereItIsOnlyAskedAndNoLabelIsLate() {
    FoldSettings settings = settings(1).with(null);
    FoldLoop loop = new FoldLoop(settings, new TreeMap<>(), new MapStorage(), 1_000_000, rule(10));
    applyAndSave(loop, 17);

    Fold copy = Fold.open(settings, FoldStore.copy("copy", new MapEntries(loop.store), null));
    assertThat(copy.report().next()).isEqualTo(17);
    for (int learner = 0; learner < settings.learners().size(); learner++) {
      assertThat(copy.report().digest(learner)).isEqualTo(loop.digest(learner));
    }
  }

  @Test
  void shouldSwitchLateLabelsOffOnceNothingLiesBehindTheSnapshot() {
    MapStorage waiting = new MapStorage();
    FoldLoop loop = new FoldLoop(settings(1), new TreeMap<>(), waiting, 1_000_000, rule(10));
    applyAndSave(loop, 17);
    FoldStore without = new FoldStore("loop", new MapEntries(loop.store), null, null, rule(10));

    assertThatThrownBy(() -> Fold.open(settings(1).with(null), without))
        .hasMessageStartingWith("loop: late labels cannot be switched off yet: ")
        .hasMessageContaining("once more with --late-labels");
    new FoldLoop(settings(1), loop.store, waiting, 1_000_000, rule(10)).save();
    assertThat(Fold.open(settings(1).with(null), without).report().next()).isEqualTo(17);
  }

  @Test
  void shouldForgetALearnerOnceTheRecordsBehindTheSnapshotAreLearned() {
    FoldLoop loop = loop(rule(512));
    applyAndSave(loop, 50);
    String prior = loop.digest(1);
    loop.store.put(FoldStore.forgetKey("first"), new byte[1]);

    FoldLoop next = loop(loop.store, rule(512));
    assertThat(next.learner(0).step()).isZero();
    assertThat(next.digest(1)).isEqualTo(prior);
    next.apply(new Point(null, AnyRecords.of("x", 1), Label.of(1), Point.NO_TIME, false));
    next.save();
    assertThat(next.store).doesNotContainKey(FoldStore.forgetKey("first"));
    assertThat(next.restarted().learner(0).step()).isOne();
  }

  @Test
  void shouldSwitchKeysOffOnceNothingLiesBehindTheSnapshot() {
    FoldSettings keyed =
        settings(1).withRecords(settings(1).records().withKeys(List.of("x"))).with(null);
    MapStorage keys = new MapStorage();
    MapStorage waiting = new MapStorage();
    FoldLoop loop = new FoldLoop(keyed, new TreeMap<>(), waiting, keys, 1_000_000, rule(10));
    applyAndSave(loop, 17);
    FoldStore without = new FoldStore("loop", new MapEntries(loop.store), null, null, rule(10));

    assertThatThrownBy(() -> Fold.open(settings(1).with(null), without))
        .hasMessageStartingWith("loop: --key cannot be left out yet: ")
        .hasMessageContaining("once more with --key x");
    new FoldLoop(keyed, loop.store, waiting, keys, 1_000_000, rule(1)).save();
    assertThat(Fold.open(settings(1).with(null), without).report().next()).isEqualTo(17);
  }
}
