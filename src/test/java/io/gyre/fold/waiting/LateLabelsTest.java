package io.gyre.fold.waiting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.FoldParts;
import io.gyre.fold.FoldTest;
import io.gyre.fold.Labelled;
import io.gyre.fold.Step;
import io.gyre.fold.Step.Kind;
import io.gyre.fold.state.FoldSettings;
import io.gyre.learning.Members;
import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.MapStorage;
import io.gyre.time.Window;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for labels that come in records of their own. */
public class LateLabelsTest {

  private static final String PRIOR = "\"name\":\"prior\",\"kind\":\"prior\"";
  private static final String LOGISTIC =
      "\"name\":\"logistic\",\"kind\":\"logistic\",\"learningRate\":0.1,\"batch\":1";
  private static final String CHAIN = "\"name\":\"chain\",\"kind\":\"label-chain\"";
  private static final String BLEND = "\"name\":\"blend\",\"kind\":\"blend\"";
  private static final String BLEND_OF_ONE = "\"name\":\"first\",\"kind\":\"blend\"";

  private static Point point(String id) {
    return new Point(id, new double[] {id.hashCode() % 7, id.length()}, null);
  }

  private static Point point(String id, int label) {
    return point(id).withLabel(Label.of(label));
  }

  private static Point labelOf(String id, int label) {
    return new Point(id, Fields.NONE, Label.of(label), Point.NO_TIME, false);
  }

  /** Two classes are known, and some have been learned. */
  private static FoldLoop trained(String... learners) {
    return train(FoldLoop.late(learners));
  }

  private static FoldLoop train(FoldLoop loop) {
    for (int i = 0; i < 40; i++) {
      loop.apply(point("before-" + i, i % 3 == 0 ? 1 : 0));
    }
    return loop;
  }

  private static FoldLoop bounded(long waitMs, long waiting, long bytes) {
    return new FoldLoop(
        FoldLoop.settings(PRIOR).with(new LateLabels(waitMs, waiting, bytes, null, false)));
  }

  /** What is counted that is not 0, without bytes, delays and the digest. */
  private static Map<String, Long> counts(FoldLoop loop) {
    Map<String, Object> all =
        new JsonMapper()
            .convertValue(loop.counts(), new TypeReference<LinkedHashMap<String, Object>>() {});
    all.keySet().removeAll(List.of("waitingBytes", "delayP50", "delayP99", "waitingDigest"));
    Map<String, Long> counts = new LinkedHashMap<>();
    all.forEach((name, count) -> counts.put(name, ((Number) count).longValue()));
    return counts;
  }

  private static String changes(Map<String, Long> before, Map<String, Long> now) {
    return now.keySet().stream()
        .filter(name -> now.get(name) != (long) before.getOrDefault(name, 0L))
        .map(name -> "%s%+d".formatted(name, now.get(name) - before.getOrDefault(name, 0L)))
        .collect(Collectors.joining(" "));
  }

  /** Checks all that is counted which is not 0. */
  private static void assertCounts(FoldLoop loop, String expected) {
    assertThat(changes(Map.of(), counts(loop))).isEqualTo(expected);
  }

  /** The digest is the sum of the hashes of all entries that are there. */
  public static void assertDigest(FoldLoop loop) {
    BigInteger sum = BigInteger.ZERO;
    for (Map.Entry<byte[], byte[]> entry : FoldLoop.entries(loop.waiting()).entrySet()) {
      int length = entry.getKey().length;
      ByteBuffer hashed = ByteBuffer.allocate(4 + length + entry.getValue().length);
      hashed.putInt(length).put(entry.getKey()).put(entry.getValue());
      try {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(hashed.array());
        sum = sum.add(new BigInteger(1, hash));
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }
    assertThat(loop.counts().waitingDigest())
        .isEqualTo("%064x".formatted(sum.mod(BigInteger.ONE.shiftLeft(256))));
  }

  private static Step apply(FoldLoop loop, String record) {
    return switch (record) {
      case "point" -> loop.apply(point("a"));
      case "point, 1" -> loop.apply(point("a", 1));
      case "point, 0" -> loop.apply(point("a", 0));
      case "other point" -> loop.apply(new Point("a", new double[] {1e9, 1e9, 1e9}, null));
      case "other point, 1" ->
          loop.apply(new Point("a", new double[] {1e9, 1e9, 1e9}, Label.of(1)));
      case "label 1" -> loop.label("a", 1);
      case "label 0" -> loop.label("a", 0);
      default -> throw new IllegalArgumentException(record);
    };
  }

  /** As a page asks, of a point that it has shown without a label. */
  @Test
  void shouldTellTheLabelOfAPointOnceItIsLearned() {
    FoldLoop loop = trained(PRIOR);
    loop.apply(point("a"));
    assertThat(loop.report().lateLabel("a")).as("it waits").isNull();
    loop.label("a", 1);
    assertThat(loop.report().lateLabel("a")).isEqualTo(Label.of(1));
    loop.label("a", 0);
    assertThat(loop.report().lateLabel("a")).as("not the second").isEqualTo(Label.of(1));
    assertThat(loop.restarted().report().lateLabel("a")).isEqualTo(Label.of(1));

    loop.label("early", 1);
    assertThat(loop.report().lateLabel("early")).as("its point is not there").isNull();
    loop.apply(point("early"));
    assertThat(loop.report().lateLabel("early")).isEqualTo(Label.of(1));
    assertThat(loop.report().lateLabel("never came")).isNull();
  }

  @Test
  void shouldTellNoLabelOfWhatGaveWayToOthersOrDoesNotWait() {
    FoldLoop small = train(bounded(1 << 30, 2, 1 << 30));
    Stream.of("a", "b", "c").forEach(id -> small.apply(point(id)));
    Stream.of("b", "a").forEach(id -> small.label(id, 1));
    assertThat(small.report().lateLabel("a")).as("evicted").isNull();
    assertThat(small.report().lateLabel("b")).isEqualTo(Label.of(1));

    FoldLoop atOnce = train(new FoldLoop(FoldLoop.settings(PRIOR)));
    assertThat(atOnce.report().lateLabel("before-1")).isNull();
  }

  /** All that may come, whatever is known of its id. */
  @ParameterizedTest(name = "{0} after {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          point          | nothing      | WAITING   | waiting+1                        |
          label 1        | nothing      | WAITING   | waitingLabels+1                  |
          point, 1       | nothing      | LEARNED   | done+1                           |
          other point    | point        | PREDICTED | sameId+1                         |
          label 1        | point        | LABELLED  | waiting-1 done+1 matched+1       |
          other point, 1 | point        | LABELLED  | waiting-1 done+1 matched+1       |
          point          | label        | LEARNED   | waitingLabels-1 done+1 matched+1 before+1 |
          point, 1       | label        | LEARNED   | waitingLabels-1 done+1 matched+1 before+1 |
          label 1        | label        | REFUSED   | repeated+1    | label: "1" has come already for this id, whose point is awaited
          label 0        | label        | REFUSED   | corrections+1 | label: this id, whose point is awaited, has come as "1"; a correction to "0" is not taken
          point, 0       | label        | REFUSED   | corrections+1 | label: this id, whose point is awaited, has come as "1"; a correction to "0" is not taken
          other point    | point, label | PREDICTED | sameId+1                         |
          other point    | both         | PREDICTED | sameId+1                         |
          label 1        | point, label | REFUSED   | repeated+1    | label: "1" has been learned already for this id
          label 1        | both         | REFUSED   | repeated+1    | label: "1" has been learned already for this id
          point, 1       | point, label | REFUSED   | repeated+1    | label: "1" has been learned already for this id
          label 0        | point, label | REFUSED   | corrections+1 | label: this id was learned as "1"; a correction to "0" cannot be unlearned
          point, 0       | both         | REFUSED   | corrections+1 | label: this id was learned as "1"; a correction to "0" cannot be unlearned
          """)
  void shouldFollowTheTable(String record, String known, Kind kind, String changes, String reason) {
    FoldLoop loop = trained(LOGISTIC, CHAIN, BLEND);
    FoldLoop learned = loop.restarted();
    learned.apply(point("a", 1));
    List<String> before =
        switch (known) {
          case "point" -> List.of("point");
          case "label" -> List.of("label 1");
          case "point, label" -> List.of("point", "label 1");
          case "both" -> List.of("point, 1");
          default -> List.of();
        };
    before.forEach(each -> apply(loop, each));
    Map<String, Long> counts = counts(loop);
    Map<String, String> digests = loop.digests();
    long time = loop.report().time();
    FoldLoop amongPoints = loop.restarted();

    Step step = apply(loop, record);

    assertThat(step.kind()).isEqualTo(kind);
    assertThat(step.reason()).isEqualTo(reason);
    assertThat(changes(counts, counts(loop))).isEqualTo(changes);
    boolean scored = kind == Kind.LEARNED || kind == Kind.LABELLED;
    assertThat(step.labelled().stream().anyMatch(Labelled::scored)).isEqualTo(scored);
    assertThat(loop.digests()).isEqualTo(scored ? learned.digests() : digests);
    boolean isPoint = record.contains("point") && kind != Kind.LABELLED && kind != Kind.REFUSED;
    assertThat(step.isPoint()).isEqualTo(isPoint);
    assertThat(loop.report().time() > time).isEqualTo(isPoint);
    assertDigest(loop);
    assertThat(loop.restarted().counts()).isEqualTo(loop.counts());
    if (record.startsWith("label")) {
      // A record of the topic of points that has no fields is a label as well.
      Step same = amongPoints.apply(labelOf("a", record.endsWith("1") ? 1 : 0));
      assertThat(same.kind()).isEqualTo(kind);
      assertThat(same.reason()).isEqualTo(reason);
      assertThat(counts(amongPoints)).isEqualTo(counts(loop));
      assertThat(amongPoints.digests()).isEqualTo(loop.digests());
    }
  }

  @Test
  void shouldScoreWhatWasAnsweredWhenThePointCame() {
    FoldLoop loop = trained(PRIOR, LOGISTIC);
    FoldLoop withheld = trained(PRIOR, LOGISTIC);
    withheld.hold(point("a", 1), withheld.time);
    loop.apply(point("a"));
    for (int i = 0; i < 20; i++) {
      loop.apply(point("between-" + i, 0));
      withheld.apply(point("between-" + i, 0));
    }
    Labelled labelled = loop.label("a", 1).labelled().get(0);

    assertThat(labelled.point().label()).isEqualTo(Label.of(1));
    assertThat(withheld.release(point("a", 1)).labelled().get(0))
        .usingRecursiveComparison()
        .ignoringFields("point", "answer")
        .isEqualTo(labelled);
    assertThat(loop.digests()).isEqualTo(withheld.digests());
    assertThat(loop.learner(1)).isEqualTo(withheld.learner(1));
  }

  @Test
  void shouldLetPointsWaitOnWhenLateLabelsReturn() {
    FoldLoop loop = trained(PRIOR, LOGISTIC);
    loop.apply(point("a"));
    FoldLoop without = loop.restarted(loop.settings().with((LateLabels) null));
    without.apply(point("between", 0));
    FoldLoop again = without.restarted(loop.settings());

    assertThat(again.label("a", 1).kind()).isEqualTo(Kind.LABELLED);
    assertThat(again.counts().matched()).isEqualTo(loop.counts().matched() + 1);
  }

  /** Points of before and after the restart take turns: none makes those before it forgotten. */
  @Test
  void shouldRankByTheClassThatIsPositiveWhenTheLabelComes() {
    FoldLoop before = trained(LOGISTIC);
    before.apply(point("old-0"));
    before.apply(point("old-1"));
    FoldLoop loop = before.restarted(before.settings().withClasses(List.of(), Label.of(0)));
    for (int label = 0; label < 2; label++) {
      loop.label("old-" + label, label);
      loop.apply(point("new-" + label, label));
    }
    assertThat(loop.total(0, "positive-share")).isEqualTo(0.5);
    assertThat(loop.total(0, "n-average-precision")).isEqualTo(2.0);
  }

  @Test
  void shouldScoreInTheWindowThatIsPresentThen() {
    FoldLoop loop = trained(PRIOR);
    loop.apply(point("a"));
    loop.apply(point("later", 0), 2_500_000);
    loop.label("a", 1);

    assertThat(FoldParts.windows(loop.fold).open()).hasSize(1);
    Window window = FoldParts.windows(loop.fold).open().get(0);
    assertThat(List.of(window.startMs, window.points(), window.labelled()))
        .containsExactly(2_500_000L, 1L, 2L);
  }

  @Test
  void shouldTellHowLateLabelsAre() {
    FoldLoop loop = FoldLoop.late(PRIOR);
    assertThat(loop.counts().delayP50()).isNull();
    for (int i = 0; i < 100; i++) {
      loop.apply(point("p" + i), 1_000_000);
      loop.label("p" + i, Label.of(0), 1_000_000 + (i < 60 ? 50 : i < 98 ? 9_000 : 80_000));
    }
    loop.apply(point("clock"), 1_000_000);
    loop.label("clock", Label.of(0), 5);

    assertThat(loop.counts().delayP50()).isEqualTo(50);
    assertThat((double) loop.counts().delayP99()).isCloseTo(80_000, within(800.0));
    assertThat(loop.restarted().counts()).isEqualTo(loop.counts());
  }

  /** One without an id is named by its partition and offset. */
  @Test
  void shouldFindAPointByWhereItLay() {
    FoldLoop loop = trained(PRIOR);
    String id = loop.apply(new Point(null, new double[] {1, 2}, null)).point().id();

    assertThat(id).isEqualTo("0-40");
    assertThat(loop.label(id, 1).kind()).isEqualTo(Kind.LABELLED);
  }

  @Test
  void shouldRefuseALabelWithoutIdOrLabel() {
    FoldLoop loop = trained(PRIOR);
    Map<String, String> digests = loop.digests();

    assertThat(loop.label(null, 1).reason()).contains("expected the label and the id of a point");
    assertThat(loop.label("a", null, 0).reason()).contains("expected");
    assertThat(loop.apply(labelOf("a", 1).withLabel(null)).isRefused()).isTrue();
    assertThat(loop.apply(labelOf(null, 1)).isRefused()).isTrue();
    assertThat(loop.digests()).isEqualTo(digests);
    assertCounts(loop, "done+40");
    Step plain = new FoldLoop(FoldLoop.settings(PRIOR)).label("a", 1);
    assertThat(plain.reason()).contains("--late-labels");
  }

  /** One class less than there may be. */
  private static FoldLoop nearlyFull() {
    FoldLoop loop = FoldLoop.late(PRIOR);
    for (int k = 0; k < Label.MAX_CLASSES - 1; k++) {
      loop.apply(point("k" + k, k));
    }
    return loop;
  }

  @Test
  void shouldRefuseALabelOfAClassThatHasNoRoom() {
    FoldLoop loop = nearlyFull();
    loop.apply(point("last", 10_000));
    loop.apply(point("a"));

    assertThat(loop.label("a", 10_001).reason()).contains("no room for more");
    assertCounts(loop, "waiting+1 done+1000");
    loop.label("a", 10_000);
    assertCounts(loop, "done+1001 matched+1");
  }

  /** The point is none the worse for it: its label had room, and another class took it. */
  @Test
  void shouldForgetALabelThatHasNoRoomAnyMoreWhenItsPointComes() {
    FoldLoop loop = nearlyFull();
    loop.label("a", 10_001);
    loop.apply(point("last", 10_000));

    assertThat(loop.apply(point("a")).kind()).isEqualTo(Kind.WAITING);

    assertCounts(loop, "waiting+1 done+1000 unmatched+1");
    assertThat(loop.label("a", 7).kind()).isEqualTo(Kind.LABELLED);
    assertDigest(loop);
  }

  // Bounds

  @Test
  void shouldEvictTheOldestOfTooMany() {
    FoldLoop loop = bounded(1_000_000, 10, 1 << 30);
    for (int i = 0; i < 25; i++) {
      loop.apply(point("p" + i));
      if (i == 12) {
        loop.label("p11", 0);
      }
    }

    assertCounts(loop, "waiting+10 done+1 matched+1 evicted+14");
    assertThat(loop.label("p15", 0).kind()).isEqualTo(Kind.LABELLED);
    assertThat(loop.label("p14", 0).kind()).isEqualTo(Kind.WAITING);
    assertDigest(loop);
  }

  @Test
  void shouldEvictTheOldestOfTooManyBytes() {
    FoldLoop free = bounded(1_000_000, 1_000, 1 << 30);
    free.apply(point("p0"));
    long one = free.counts().waitingBytes();
    FoldLoop loop = bounded(1_000_000, 1_000, 5 * one);
    for (int i = 0; i < 9; i++) {
      loop.apply(point("p" + i));
      assertThat(loop.counts().waitingBytes()).isLessThanOrEqualTo(5 * one);
    }

    assertCounts(loop, "waiting+5 evicted+4");
  }

  @Test
  void shouldTellBytesThatTheStoreHas() {
    FoldLoop loop = FoldLoop.late(PRIOR);
    loop.apply(point("p0"));
    loop.label("other", 1);
    long bytes = 0;
    for (Map.Entry<byte[], byte[]> entry : FoldLoop.entries(loop.waiting()).entrySet()) {
      bytes += entry.getKey().length + entry.getValue().length;
    }

    assertThat(loop.counts().waitingBytes()).isEqualTo(bytes);
  }

  @Test
  void shouldExpireWhatIsTooOld() {
    FoldLoop loop = bounded(5_000, 1_000, 1 << 30);
    loop.apply(point("a"), 1_000_000);
    loop.label("early", 0);
    loop.apply(point("b"), 1_005_000);
    assertCounts(loop, "waiting+2 waitingLabels+1");
    loop.apply(point("c"), 1_005_001);

    assertCounts(loop, "waiting+2 expired+1 unmatched+1");
  }

  /** A clock that is days ahead ages nothing by days. */
  @Test
  void shouldCountAStepOfTheClockAtMostAsFarAsItMayBeAhead() {
    FoldLoop loop = bounded(2 * 3_600_000, 1_000, 1 << 30);
    loop.apply(point("a"), 1_000_000);
    for (int i = 0; i < 8; i++) {
      loop.apply(point("ahead-" + i), 900_000_000_000L);
    }
    assertThat(loop.report().time()).isEqualTo(900_000_000_000L);
    assertThat(FoldParts.windows(loop.fold).age()).isEqualTo(3_600_000);
    assertThat(loop.counts().expired()).isZero();
    assertThat(FoldParts.windows(loop.restarted().fold).age()).isEqualTo(3_600_000);
  }

  @Test
  void shouldForgetTheOldestOfTooManyThatWereLearned() {
    FoldLoop loop = bounded(5_000, 3, 1 << 30);
    for (int i = 0; i < 5; i++) {
      loop.apply(point("p" + i, 0));
    }
    assertThat(loop.counts().done()).isEqualTo(3);
    assertThat(loop.restarted().label("p1", 0).isRefused()).isFalse();
    assertThat(loop.label("p2", 0).isRefused()).isTrue();

    loop.apply(point("later", 0), 1_900_000);
    assertThat(loop.counts().done()).isOne();
    assertThat(FoldLoop.entries(loop.waiting())).hasSize(2);
  }

  /** What is left of the oldest is found, however many were taken out before it. */
  @Test
  void shouldFindTheOldestBehindMany() {
    FoldLoop loop = bounded(1L << 40, 1_000, 1 << 30);
    for (int i = 0; i < 500; i++) {
      loop.apply(point("p" + i));
    }
    for (int i = 1; i < 499; i++) {
      loop.label("p" + i, 0);
    }
    loop.label("p0", 0);
    loop =
        loop.restarted(
            FoldLoop.settings(PRIOR).with(new LateLabels(1L << 40, 1, 1 << 30, null, false)));
    loop.apply(point("next"));

    assertCounts(loop, "waiting+1 done+1 matched+499 evicted+1");
    loop.label("next", 0);
    assertThat(loop.counts().waitingBytes()).isZero();
    assertDigest(loop);
  }

  @Test
  void shouldBeChecked() {
    for (long[] wrong : new long[][] {{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}) {
      assertThatThrownBy(() -> new LateLabels(wrong[0], wrong[1], wrong[2], null, false))
          .isInstanceOf(GyreException.class)
          .hasMessageContaining("expected 1 or more");
    }
  }

  // Later passes over the same rows

  @Test
  void shouldHaveIdsOfTheirOwn() {
    FoldLoop loop = FoldLoop.late(LOGISTIC);
    for (int pass = 0; pass < 3; pass++) {
      for (int i = 0; i < 10; i++) {
        Point point = point("p" + i);
        assertThat(loop.apply(pass == 0 ? point : point.asRepeated()).isPoint()).isTrue();
      }
      for (int i = 0; i < 10; i++) {
        Point label = point("p" + i, i % 2);
        assertThat(loop.apply(pass == 0 ? label : label.asRepeated()).isPoint()).isFalse();
      }
    }

    assertCounts(loop, "done+10 matched+10");
    assertThat(loop.learner(0).labelled()).isEqualTo(10);
    assertDigest(loop);
  }

  @Test
  void shouldNotTakeTheLabelOfTheFirst() {
    FoldLoop loop = trained(PRIOR);
    loop.apply(point("a"));
    loop.apply(point("a").asRepeated());
    loop.label("a", 1);

    assertCounts(loop, "waiting+1 done+41 matched+1");
    assertThat(loop.learner(0).labelled()).isEqualTo(41);
  }

  /** A file that is sent once more says nothing about the labels of the stream. */
  @Test
  void shouldBeCountedNowhere() {
    FoldLoop loop = bounded(60_000, 1, 1 << 20);
    loop.apply(point("first", 0));
    LateLabelCounts before = loop.counts();

    // A point with its label; a label before its point; both once more.
    loop.apply(point("a", 1).asRepeated());
    loop.apply(labelOf("b", 1).asRepeated());
    assertThat(loop.apply(labelOf("b", 1).asRepeated()).isRefused()).isTrue();
    assertThat(loop.apply(labelOf("b", 0).asRepeated()).isRefused()).isTrue();
    assertThat(loop.apply(point("b").asRepeated()).kind()).isEqualTo(Kind.LEARNED);
    // Two points of one id; points and a label that the next one evicts.
    loop.apply(point("c").asRepeated());
    loop.apply(point("c").asRepeated());
    loop.apply(point("d").asRepeated());
    loop.apply(labelOf("e", 1).asRepeated());
    loop.apply(point("f").asRepeated());
    loop.apply(labelOf("f", 1).asRepeated());

    assertThat(loop.counts()).isEqualTo(before);
  }

  // Other learners than those that were there when the point came

  private static FoldSettings late(String... learners) {
    return FoldLoop.settings(learners).with(FoldLoop.LATE);
  }

  @Test
  void shouldScoreWhoWasThereAndTeachWhoIs() {
    FoldLoop loop = trained(PRIOR, LOGISTIC);
    loop.apply(point("a"));
    FoldLoop other = loop.restarted(late(CHAIN, LOGISTIC));
    double costBefore = (double) other.total(1, "cost");

    other.label("a", 1);

    assertThat(other.learner(0).labelled()).isOne();
    assertThat(other.total(0, "cost")).isNull();
    assertThat(other.learner(1).labelled()).isEqualTo(41);
    assertThat((double) other.total(1, "cost")).isNotEqualTo(costBefore);
  }

  @Test
  void shouldScoreALearnerByItsNameWhereverItIs() {
    FoldLoop loop = trained(PRIOR, LOGISTIC, CHAIN, BLEND);
    loop.apply(point("a"));
    FoldLoop same = loop.restarted();
    FoldLoop moved = loop.restarted(late(CHAIN, BLEND_OF_ONE, PRIOR, LOGISTIC, BLEND));
    same.label("a", 1);
    moved.label("a", 1);

    assertThat(moved.total(2, "cost")).isEqualTo(same.total(0, "cost"));
    assertThat(moved.total(3, "cost")).isEqualTo(same.total(1, "cost"));
    assertThat(moved.total(0, "cost")).isEqualTo(same.total(2, "cost"));
    assertThat(moved.total(4, "cost")).isEqualTo(same.total(3, "cost"));
    assertThat(moved.total(1, "cost")).isNull();
    // The mixers of the blend that was there are told what they had said, in their new places.
    Map<String, Double> weights = same.learner(3).weights();
    assertThat(moved.learner(4).weights())
        .hasSize(3)
        .allSatisfy((name, w) -> assertThat(w).isCloseTo(weights.get(name), within(1e-12)));
  }

  @Test
  void shouldLeaveOutOfABlendWhoWasAbsent() {
    FoldLoop loop = trained(PRIOR, BLEND);
    loop.apply(point("a"));
    FoldLoop other = loop.restarted(late(PRIOR, LOGISTIC, BLEND));
    Map<String, Double> before = other.learner(2).weights();
    other.label("a", 1);
    Map<String, Double> after = other.learner(2).weights();

    assertThat(before.get("logistic")).isPositive();
    assertThat(after.get("prior")).isNotEqualTo(before.get("prior"));
    assertThat(after.values()).allMatch(Double::isFinite);
  }

  @Test
  void shouldNotMindThatNobodyIsLeft() {
    FoldLoop loop = trained(PRIOR, BLEND);
    loop.apply(point("a"));
    FoldLoop other = loop.restarted(late(LOGISTIC, CHAIN, BLEND_OF_ONE));
    assertThat(other.label("a", 1).kind()).isEqualTo(Kind.LABELLED);

    assertThat(other.learner(2).weights().values()).allMatch(Double::isFinite);
    FoldTest.assertProbabilities(other.apply(point("b")).answer());
  }

  /** A name may have passed from a learner to one that mixes others, and back. */
  @Test
  void shouldNotTakeALearnersAnswersForThoseOfAMixer() {
    String mixer = "\"name\":\"x\",\"kind\":\"blend\"";
    FoldLoop loop = trained(PRIOR, mixer);
    loop.apply(point("a"));
    FoldLoop other = FoldLoop.late("\"name\":\"x\",\"kind\":\"prior\"", BLEND);
    byte[] state = loop.waiting().get(WaitingQueue.key('w', 0));
    assertThat(state).isNotNull();
    other.apply(point("seed", 0));
    other.apply(point("seed-1", 1));
    WaitingPointFormat format =
        new WaitingPointFormat(
            other.fold.report().learners(),
            FoldParts.classes(other.fold),
            FoldParts.shared(other.fold).members(),
            FoldParts.keys(other.fold),
            null);
    WaitingPoint read =
        format.read(WaitingQueue.open(Blocks.join(state, block -> null)), "a", false);

    assertThat(read.answer().has(0)).isTrue();
    assertThat(read.answer().has(1)).isFalse();
    Members members = FoldParts.shared(other.fold).members();
    assertThat(IntStream.range(0, members.places()).filter(members::isInner))
        .isNotEmpty()
        .allMatch(place -> read.answers().of(place) == null);
  }

  @Test
  void shouldScoreAClassThatWasUnknownThenAsOneNeverSeen() {
    FoldLoop loop = trained(PRIOR);
    double sum = (double) loop.total(0, "cost") * 39;
    loop.apply(point("a"));
    loop.apply(point("b", 2));
    double sumOfNew = (double) loop.total(0, "cost") * 40 - sum;
    sum += sumOfNew;
    assertThat(sumOfNew).isCloseTo(Math.log(3), within(1e-9));
    loop.apply(point("c"));

    loop.label("a", 2);

    assertThat((double) loop.total(0, "cost") * 41 - sum).isCloseTo(Math.log(3), within(1e-9));
    loop.label("c", 3);
    assertThat(loop.report().classes()).hasSize(4);
  }

  /** Answers with equal probabilities say nothing of the learners, though classes are named. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldCountApartWhatWasAnsweredBeforeAnyLabel(boolean named) {
    List<Label> classes = named ? List.of(Label.of(0), Label.of(1)) : List.of();
    FoldLoop loop =
        new FoldLoop(FoldLoop.settings(PRIOR).withClasses(classes, null).with(FoldLoop.LATE));
    loop.apply(point("a"));
    loop.apply(point("b"));
    loop.label("a", 1);
    loop.label("b", 1);
    assertThat(loop.learner(0).total())
        .containsEntry("n", 0.0)
        .containsEntry("before-labels", 2.0)
        .containsEntry("accuracy", null)
        .containsEntry("majority", null);

    loop.apply(point("c", 1));
    assertThat(loop.learner(0).total())
        .containsEntry("n", 1.0)
        .containsEntry("before-labels", 2.0)
        .containsEntry("accuracy", 1.0)
        .containsEntry("majority", 1.0);
  }

  // What is stored

  @Test
  void shouldTakeUpAStateThatKnewNoLateLabels() {
    FoldLoop loop = new FoldLoop(FoldLoop.settings(PRIOR));
    loop.run(List.of(point("a", 1), point("b", 0)));
    assertThat(loop.store).doesNotContainKey("waiting");
    FoldLoop late = loop.restarted(late(PRIOR)).run(List.of(point("c")));
    assertThat(late.store).containsKey("waiting");

    // And back, and once more: what waited goes on to wait.
    FoldLoop without = late.restarted(loop.settings()).run(List.of(point("c", 1)));
    FoldLoop again = without.restarted(late.settings());
    assertThat(again.label("c", 1).kind()).isEqualTo(Kind.LABELLED);
    assertThat(again.learner(0).labelled()).isEqualTo(4);
  }

  /** Whatever bytes an entry has, it is damaged or it is read; nothing else is thrown. */
  @Test
  void shouldSayThatAnEntryIsDamaged() {
    FoldLoop loop = trained(PRIOR, LOGISTIC, BLEND);
    Fields fields = AnyRecords.of("n", 0.5, "n.t", "text", "m", null, "i", -7);
    loop.apply(new Point("a", fields, null, Point.NO_TIME, false));
    byte[] key = WaitingQueue.key('w', 0);
    byte[] whole = loop.waiting().get(key);
    Random random = new Random(1);
    int damaged = 0;
    for (int i = 0; i < 700; i++) {
      byte[] bytes = whole.clone();
      if (i < whole.length) {
        bytes = Arrays.copyOf(whole, i);
      } else {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      FoldLoop other = loop.restarted();
      other.waiting().put(key, bytes);
      try {
        other.label("a", 1);
      } catch (DamagedStateException e) {
        damaged++;
      }
    }
    assertThat(damaged).isGreaterThan(whole.length);
    loop.label("a", 1);
  }

  /** An index of an id, as the store has it: its kind, and its number in a queue. */
  private static byte[] index(int kind, long number) {
    return ByteBuffer.allocate(1 + Long.BYTES).put((byte) kind).putLong(number).array();
  }

  /** A label must not go to another point, nor wait beside its own. */
  @Test
  void shouldSayThatAnIdLeadsToNothingOrToAnother() {
    FoldLoop loop = trained(PRIOR);
    loop.apply(point("a"));
    loop.apply(point("b"));
    byte[] key = "ia".getBytes(UTF_8);
    assertThat(loop.waiting().get(key)).isEqualTo(index(1, 0));

    for (byte[] wrong :
        List.of(
            new byte[0],
            new byte[] {1},
            index(0, 0),
            index(4, 0),
            index(-1, 0),
            index(1, 1),
            index(3, 0))) {
      FoldLoop other = loop.restarted();
      other.waiting().put(key, wrong);
      assertThatThrownBy(() -> other.label("a", 1))
          .as(Arrays.toString(wrong))
          .isInstanceOf(DamagedStateException.class);
    }
  }

  @Test
  void shouldSayThatTheOldestIsNotFoundByItsId() {
    FoldLoop loop = trained(PRIOR);
    loop.apply(point("a"));
    loop.apply(point("b"));
    FoldSettings fewer = loop.settings().with(new LateLabels(1L << 40, 1, 1 << 30, null, false));

    FoldLoop waits = loop.restarted(fewer);
    waits.waiting().put("ia".getBytes(UTF_8), index(1, 1));
    assertThatThrownBy(() -> waits.apply(point("c")))
        .isInstanceOf(DamagedStateException.class)
        .hasMessageContaining("what waits longest has no entry by its id");

    FoldLoop done = loop.restarted(fewer);
    done.waiting().put("ibefore-0".getBytes(UTF_8), index(3, 1));
    assertThatThrownBy(() -> done.apply(point("c")))
        .isInstanceOf(DamagedStateException.class)
        .hasMessageContaining("what was learned first has no entry by its id");
  }

  @Test
  void shouldSayThatTheStoreDoesNotFit() {
    FoldLoop loop = trained(PRIOR);
    loop.apply(point("a"));
    MapStorage another = new MapStorage();
    another.put(new byte[] {'x'}, new byte[0]);
    loop.save();
    FoldLoop other = new FoldLoop(loop.settings(), loop.store, another, loop.time);

    assertThatThrownBy(() -> other.apply(point("b"))).isInstanceOf(DamagedStateException.class);
  }

  @Test
  void shouldKeepLongPointsInBlocks() {
    FoldLoop loop = FoldLoop.late(PRIOR);
    String text = "ä".repeat(Blocks.MOST_BYTES - 100);
    loop.apply(new Point("long", AnyRecords.of("t", text), null, Point.NO_TIME, false));
    loop.apply(point("short"));

    assertThat(FoldLoop.entries(loop.waiting())).hasSize(5);
    assertThat(FoldLoop.entries(loop.waiting()).values())
        .allMatch(value -> value.length <= Blocks.MOST_BYTES + Blocks.HEAD_BYTES);
    assertDigest(loop);
    loop = loop.restarted();
    Labelled labelled = loop.label("long", 1).labelled().get(0);
    assertThat(labelled.point().fields().text(0)).isEqualTo(text);
    loop.label("short", 1);
    assertThat(loop.counts().waitingBytes()).isZero();
    assertThat(FoldLoop.entries(loop.waiting())).hasSize(4);
    assertDigest(loop);
  }

  @Test
  void shouldTakeLittleForAPoint() {
    String logistic = "\"name\":\"logistic-%d\",\"kind\":\"logistic\",\"learningRate\":0.1";
    Stream<String> eight = IntStream.range(0, 8).mapToObj(logistic::formatted);
    FoldLoop loop = FoldLoop.late(Stream.concat(eight, Stream.of(BLEND)).toArray(String[]::new));
    loop.apply(point("x", 0));
    loop.apply(point("y", 1));
    double[] features = new Random(1).doubles(16).toArray();
    loop.apply(new Point("p-1234567", features, null));

    assertThat(loop.counts().waitingBytes()).isBetween(400L, 650L);
  }
}
