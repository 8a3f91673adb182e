package io.gyre.fold;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.MapEntries;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The rules for labels that come in records of their own. */
class LateLabelsTest {

  private static final String PRIOR = "\"name\":\"prior\",\"kind\":\"prior\"";

  private static final String LOGISTIC =
      "\"name\":\"logistic\",\"kind\":\"logistic\",\"learningRate\":0.1,\"batch\":1";

  private static final String CHAIN = "\"name\":\"chain\",\"kind\":\"label-chain\"";

  private static final String BLEND = "\"name\":\"blend\",\"kind\":\"blend\"";

  private static final Label NO_LABEL = null;

  private static Point point(String id, Label label) {
    return new Point(id, new double[] {id.hashCode() % 7, id.length()}, label);
  }

  private static Point point(String id) {
    return point(id, NO_LABEL);
  }

  private static Point point(String id, int label) {
    return point(id, Label.of(label));
  }

  private static Point labelOf(String id, int label) {
    return new Point(id, Fields.NONE, Label.of(label), Point.NO_TIME);
  }

  /** Two classes are known, and some have been learned. */
  private static LateLoop trained(String... learners) throws InvalidPointException {
    LateLoop loop = LateLoop.of(learners);
    for (int i = 0; i < 40; i++) {
      loop.send(point("before-" + i, i % 3 == 0 ? 1 : 0));
    }
    return loop;
  }

  private static LateLoop bounded(LateLabels bounds) {
    return new LateLoop(Loop.settings(PRIOR).with(bounds));
  }

  private static long scored(LateLoop loop, int learner) {
    return loop.fold.report(learner).labelled();
  }

  @Nested
  class Matching {

    @Test
    void shouldScoreWhatWasAnsweredWhenThePointCame() throws InvalidPointException {
      LateLoop loop = trained(PRIOR, LOGISTIC);
      Loop inMemory = new Loop(Loop.settings(PRIOR, LOGISTIC));
      for (int i = 0; i < 40; i++) {
        inMemory.apply(point("before-" + i, i % 3 == 0 ? 1 : 0));
      }
      WaitingPoint held = inMemory.fold.await(point("a", 1), loop.time, window -> {});

      assertThat(loop.send(point("a"))).isTrue();
      assertThat(loop.fold.scored()).isFalse();
      for (int i = 0; i < 20; i++) {
        loop.send(point("between-" + i, 0));
        inMemory.fold.apply(point("between-" + i, 0), loop.time - 1, window -> {});
      }
      loop.label("a", 1);
      inMemory.fold.label(held);

      assertThat(loop.fold.scored()).isTrue();
      for (int learner = 0; learner < 2; learner++) {
        assertThat(loop.digest(learner)).isEqualTo(inMemory.digest(learner));
        assertThat(loop.fold.report(learner).total())
            .isEqualTo(inMemory.fold.report(learner).total());
      }
      assertThat(loop.fold.labelled().point().label()).isEqualTo(Label.of(1));
      assertThat(loop.fold.labelled().lastLabel()).isEqualTo(held.lastLabel());
      assertThat(loop.fold.labelled().majority()).isEqualTo(held.majority());
      assertThat(loop.counts().matched()).isOne();
      assertThat(loop.counts().before()).isZero();
      assertThat(loop.counts().waiting()).isZero();
    }

    @Test
    void shouldScoreInTheWindowThatIsPresentThen() throws InvalidPointException {
      LateLoop loop = trained(PRIOR);
      loop.send(point("a"));
      loop.send(point("later", 0), 2_500_000);
      loop.label("a", 1);

      assertThat(loop.fold.open()).hasSize(1);
      assertThat(loop.fold.open().get(0).startMs()).isEqualTo(2_500_000);
      assertThat(loop.fold.open().get(0).points()).isOne();
      assertThat(loop.fold.open().get(0).labelled()).isEqualTo(2);
    }

    @Test
    void shouldTakeASecondRecordOfTheSameIdForTheLabel() throws InvalidPointException {
      LateLoop loop = trained(PRIOR, LOGISTIC);
      LateLoop alone = trained(PRIOR, LOGISTIC);
      loop.send(point("a"));
      alone.send(point("a"));
      long time = loop.fold.time();

      assertThat(
              loop.send(new Point("a", new double[] {1e9, 1e9, 1e9}, Label.of(1)), time + 30_000))
          .isFalse();
      alone.label("a", 1);

      assertThat(loop.fold.time()).isEqualTo(time);
      assertThat(loop.digest(1)).isEqualTo(alone.digest(1));
      assertThat(loop.counts().matched()).isOne();
      assertThat(loop.fold.report(0).counts().points()).isEqualTo(41);
    }

    @Test
    void shouldTakeARecordWithoutFieldsForALabel() throws InvalidPointException {
      LateLoop loop = trained(LOGISTIC);
      LateLoop alone = trained(LOGISTIC);
      loop.send(point("a"));
      alone.send(point("a"));

      assertThat(loop.send(labelOf("a", 1))).isFalse();
      alone.label("a", 1);
      assertThat(loop.send(labelOf("b", 1))).isFalse();

      assertThat(loop.digest(0)).isEqualTo(alone.digest(0));
      assertThat(loop.counts().waitingLabels()).isOne();
      assertThat(loop.fold.scored()).isFalse();
      assertThat(loop.fold.labelled()).isNull();
    }

    @Test
    void shouldKeepALabelThatComesBeforeItsPoint() throws InvalidPointException {
      LateLoop loop = trained(LOGISTIC, CHAIN, BLEND);
      LateLoop after = trained(LOGISTIC, CHAIN, BLEND);
      loop.label("a", 1);
      assertThat(loop.counts().waitingLabels()).isOne();
      assertThat(loop.fold.scored()).isFalse();

      assertThat(loop.send(point("a"))).isTrue();
      after.send(point("a"));
      after.label("a", 1);

      assertThat(loop.fold.scored()).isTrue();
      for (int learner = 0; learner < 3; learner++) {
        assertThat(loop.digest(learner)).isEqualTo(after.digest(learner));
      }
      assertThat(loop.counts().before()).isOne();
      assertThat(loop.counts().matched()).isOne();
      assertThat(loop.counts().done()).isEqualTo(41);
      assertThat(loop.counts().waitingLabels()).isZero();
      assertThat(loop.counts().waitingBytes()).isZero();
    }

    @Test
    void shouldTakeAPointWithTheLabelThatCameBeforeIt() throws InvalidPointException {
      LateLoop loop = trained(LOGISTIC);
      loop.label("a", 1);

      assertThat(loop.send(point("a", 1))).isTrue();

      assertThat(loop.counts().before()).isOne();
      assertThat(scored(loop, 0)).isEqualTo(41);
    }

    @Test
    void shouldLearnAPointThatBringsItsLabelAtOnce() throws InvalidPointException {
      LateLoop loop = trained(LOGISTIC, CHAIN, BLEND);
      Loop plain = new Loop(Loop.settings(LOGISTIC, CHAIN, BLEND));
      for (int i = 0; i < 40; i++) {
        plain.apply(point("before-" + i, i % 3 == 0 ? 1 : 0));
      }

      for (int learner = 0; learner < 3; learner++) {
        assertThat(loop.digest(learner)).isEqualTo(plain.digest(learner));
      }
      assertThat(loop.counts().done()).isEqualTo(40);
      assertThat(loop.counts().matched()).isZero();
      assertThat(plain.fold.labels()).isNull();
      assertThat(plain.fold.labelled()).isNull();
    }

    @Test
    void shouldTellHowLateLabelsAre() throws InvalidPointException {
      LateLoop loop = LateLoop.of(PRIOR);
      assertThat(loop.counts().delayP50()).isNull();
      for (int i = 0; i < 100; i++) {
        loop.send(point("p" + i), 1_000_000);
        loop.label("p" + i, Label.of(0), 1_000_000 + (i < 60 ? 50 : i < 98 ? 9_000 : 80_000));
      }
      loop.send(point("clock"), 1_000_000);
      loop.label("clock", Label.of(0), 5);

      assertThat(loop.counts().delayP50()).isEqualTo(50);
      assertThat((double) loop.counts().delayP99()).isCloseTo(80_000, within(800.0));
      assertThat(loop.cut().counts()).isEqualTo(loop.counts());
    }

    @Test
    void shouldNotWaitWithoutAnId() throws InvalidPointException {
      LateLoop loop = trained(PRIOR);
      LateLabelCounts before = loop.counts();

      assertThat(loop.send(new Point(null, new double[] {1, 2}, NO_LABEL))).isTrue();
      assertThat(loop.send(new Point(null, new double[] {1, 2}, 1))).isTrue();

      assertThat(loop.counts()).isEqualTo(before);
      assertThat(scored(loop, 0)).isEqualTo(41);
    }
  }

  @Nested
  class Refused {

    private void assertRefused(LateLoop loop, Point second, String reason) {
      LateLoop other = loop.cut();
      assertThatThrownBy(() -> loop.fold.check(second))
          .isInstanceOf(InvalidPointException.class)
          .hasMessage(reason);
      assertThatThrownBy(() -> other.fold.checkLabel(second.id(), second.label()))
          .isInstanceOf(InvalidPointException.class)
          .hasMessage(reason);
      assertThat(loop.counts()).isEqualTo(other.counts());
      // A dead letter moves the position, or it would be read again.
      loop.fold.position().moveTo(loop.fold.position().next() + 1);
      assertThat(loop.cut().counts()).isEqualTo(loop.counts());
      assertThat(loop.sumOfAll()).isEqualTo(loop.counts().waitingDigest());
    }

    @Test
    void shouldBeTheSameLabelOnceMore() throws InvalidPointException {
      LateLoop loop = trained(PRIOR);
      loop.send(point("a"));
      loop.label("a", 1);

      String reason = "label: \"1\" has been learned already for this id";
      assertRefused(loop, labelOf("a", 1), reason);
      assertRefused(loop, point("a", 1), reason);
      assertRefused(loop, point("before-3", 1), reason);
      assertThat(loop.counts().repeated()).isEqualTo(3);
      assertThat(loop.counts().corrections()).isZero();
    }

    @Test
    void shouldBeACorrection() throws InvalidPointException {
      LateLoop loop = trained(PRIOR);
      loop.send(point("a"));
      loop.label("a", 1);

      assertRefused(
          loop,
          point("a", 0),
          "label: this id was learned as \"1\"; a correction to \"0\" cannot be unlearned");
      assertThat(loop.counts().repeated()).isZero();
      assertThat(loop.counts().corrections()).isOne();
    }

    @Test
    void shouldBeASecondLabelWhileTheFirstWaits() throws InvalidPointException {
      LateLoop loop = trained(PRIOR);
      loop.label("a", 1);

      assertRefused(
          loop,
          labelOf("a", 1),
          "label: \"1\" has come already for this id, whose point is awaited");
      assertRefused(
          loop,
          point("a", 0),
          "label: this id, whose point is awaited, has come as \"1\"; a correction to \"0\" is not taken");
      assertThat(loop.counts().repeated()).isOne();
      assertThat(loop.counts().corrections()).isOne();
    }

    @Test
    void shouldBeALabelWithoutIdOrLabel() throws InvalidPointException {
      LateLoop loop = trained(PRIOR);

      assertThatThrownBy(() -> loop.fold.checkLabel(null, Label.of(1)))
          .isInstanceOf(InvalidPointException.class)
          .hasMessageStartingWith("id: expected");
      assertThatThrownBy(() -> loop.fold.checkLabel("a", null))
          .isInstanceOf(InvalidPointException.class)
          .hasMessageStartingWith("label: expected");
      assertThatThrownBy(
              () -> loop.fold.check(new Point("a", Fields.NONE, NO_LABEL, Point.NO_TIME)))
          .isInstanceOf(InvalidPointException.class);
    }

    private LateLoop full() throws InvalidPointException {
      LateLoop loop = LateLoop.of(PRIOR);
      for (int k = 0; k < Label.MAX_CLASSES - 1; k++) {
        loop.send(point("k" + k, k));
      }
      return loop;
    }

    @Test
    void shouldBeALabelOfAClassThatHasNoRoom() throws InvalidPointException {
      LateLoop loop = full();
      loop.send(point("last", 10_000));
      loop.send(point("a"));

      assertThatThrownBy(() -> loop.fold.checkLabel("a", Label.of(10_001)))
          .isInstanceOf(InvalidPointException.class)
          .hasMessageContaining("no room for more");
      assertThat(loop.counts().waiting()).isOne();
      loop.label("a", 10_000);
      assertThat(loop.counts().matched()).isOne();
    }

    /** The point is none the worse for it: its label had room, and another class took it. */
    @Test
    void shouldForgetALabelThatHasNoRoomAnyMoreWhenItsPointComes() throws InvalidPointException {
      LateLoop loop = full();
      loop.label("a", 10_001);
      loop.send(point("last", 10_000));

      assertThat(loop.send(point("a"))).isTrue();

      assertThat(loop.counts().unmatched()).isOne();
      assertThat(loop.counts().waiting()).isOne();
      assertThat(loop.counts().waitingLabels()).isZero();
      loop.label("a", 7);
      assertThat(loop.counts().matched()).isOne();
      assertThat(loop.sumOfAll()).isEqualTo(loop.counts().waitingDigest());
    }

    /** Whoever does not check gets no exception: a log that is immutable would end every start. */
    @Test
    void shouldNotStopTheFoldIfNobodyChecked() throws InvalidPointException {
      LateLoop loop = trained(PRIOR);
      loop.send(point("a"));
      loop.label("a", 1);
      LateLabelCounts before = loop.counts();

      loop.fold.label("a", Label.of(0), loop.time);
      assertThat(loop.fold.apply(labelOf("a", 0), loop.time, window -> {})).isFalse();
      assertThat(loop.fold.apply(point("a", 0), loop.time, window -> {})).isTrue();

      assertThat(loop.counts()).isEqualTo(before);
    }
  }

  @Nested
  class SameId {

    @Test
    void shouldPredictASecondPointAndLeaveTheFirstWaiting() throws InvalidPointException {
      LateLoop loop = trained(LOGISTIC);
      LateLoop once = trained(LOGISTIC);
      loop.send(point("a"));
      once.send(point("a"));

      assertThat(loop.send(new Point("a", new double[] {100, 100}, NO_LABEL))).isTrue();
      loop.label("a", 1);
      once.label("a", 1);

      assertThat(loop.counts().sameId()).isOne();
      assertThat(loop.counts().matched()).isOne();
      assertThat(loop.digest(0)).isEqualTo(once.digest(0));
      assertThat(loop.fold.report(0).counts().points()).isEqualTo(42);
    }

    @Test
    void shouldPredictAPointWhoseIdIsDone() throws InvalidPointException {
      LateLoop loop = trained(LOGISTIC);

      assertThat(loop.send(point("before-1"))).isTrue();

      assertThat(loop.counts().sameId()).isOne();
      assertThat(loop.counts().waiting()).isZero();
    }
  }

  @Nested
  class Bounds {

    @Test
    void shouldEvictTheOldestOfTooMany() throws InvalidPointException {
      LateLoop loop = bounded(new LateLabels(1_000_000, 10, 1 << 30));
      for (int i = 0; i < 25; i++) {
        loop.send(point("p" + i));
        if (i == 12) {
          loop.label("p11", 0);
        }
      }

      assertThat(loop.counts().waiting()).isEqualTo(10);
      assertThat(loop.counts().evicted()).isEqualTo(14);
      assertThat(loop.counts().expired()).isZero();
      loop.label("p15", 0);
      assertThat(loop.counts().matched()).isEqualTo(2);
      loop.label("p14", 0);
      assertThat(loop.counts().waitingLabels()).isOne();
      assertThat(loop.sumOfAll()).isEqualTo(loop.counts().waitingDigest());
    }

    @Test
    void shouldEvictTheOldestOfTooManyBytes() throws InvalidPointException {
      LateLoop free = bounded(new LateLabels(1_000_000, 1_000, 1 << 30));
      free.send(point("p0"));
      long one = free.counts().waitingBytes();
      LateLoop loop = bounded(new LateLabels(1_000_000, 1_000, 5 * one));
      for (int i = 0; i < 9; i++) {
        loop.send(point("p" + i));
        assertThat(loop.counts().waitingBytes()).isLessThanOrEqualTo(5 * one);
      }

      assertThat(loop.counts().waiting()).isEqualTo(5);
      assertThat(loop.counts().evicted()).isEqualTo(4);
    }

    @Test
    void shouldTellBytesThatTheStoreHas() throws InvalidPointException {
      LateLoop loop = LateLoop.of(PRIOR);
      loop.send(point("p0"));
      loop.label("other", 1);
      long bytes = 0;
      for (Map.Entry<byte[], byte[]> entry : loop.waiting.entries().entrySet()) {
        bytes += entry.getKey().length + entry.getValue().length;
      }

      assertThat(loop.counts().waitingBytes()).isEqualTo(bytes);
    }

    @Test
    void shouldExpireWhatIsTooOld() throws InvalidPointException {
      LateLoop loop = bounded(new LateLabels(5_000, 1_000, 1 << 30));
      loop.send(point("a"), 1_000_000);
      loop.label("early", 0);
      loop.send(point("b"), 1_005_000);
      assertThat(loop.counts().waiting()).isEqualTo(2);
      loop.send(point("c"), 1_005_001);

      assertThat(loop.counts().waiting()).isEqualTo(2);
      assertThat(loop.counts().expired()).isOne();
      assertThat(loop.counts().unmatched()).isOne();
      assertThat(loop.counts().evicted()).isZero();
    }

    /** A clock that is days ahead ages nothing by days. */
    @Test
    void shouldCountAStepOfTheClockAtMostAsFarAsItMayBeAhead() throws InvalidPointException {
      LateLoop loop = bounded(new LateLabels(2 * 3_600_000, 1_000, 1 << 30));
      loop.send(point("a"), 1_000_000);
      for (int i = 0; i < 8; i++) {
        loop.send(point("ahead-" + i), 900_000_000_000L);
      }
      assertThat(loop.fold.time()).isEqualTo(900_000_000_000L);
      assertThat(loop.fold.age()).isEqualTo(3_600_000);
      assertThat(loop.counts().expired()).isZero();
      assertThat(loop.cut().fold.age()).isEqualTo(3_600_000);
    }

    @Test
    void shouldForgetTheOldestOfTooManyThatWereLearned() throws InvalidPointException {
      LateLoop loop = bounded(new LateLabels(5_000, 3, 1 << 30));
      for (int i = 0; i < 5; i++) {
        loop.send(point("p" + i, 0));
      }
      assertThat(loop.counts().done()).isEqualTo(3);
      loop.fold.checkLabel("p1", Label.of(0));
      assertThatThrownBy(() -> loop.fold.checkLabel("p2", Label.of(0)))
          .isInstanceOf(InvalidPointException.class);

      loop.send(point("later", 0), 1_900_000);
      assertThat(loop.counts().done()).isOne();
      assertThat(loop.waiting.entries()).hasSize(2);
    }

    /** What is left of the oldest is found, however many were taken out before it. */
    @Test
    void shouldFindTheOldestBehindMany() throws InvalidPointException {
      LateLoop loop = bounded(new LateLabels(1L << 40, 1_000, 1 << 30));
      for (int i = 0; i < 500; i++) {
        loop.send(point("p" + i));
      }
      for (int i = 1; i < 499; i++) {
        loop.label("p" + i, 0);
      }
      loop.label("p0", 0);
      loop = loop.cut(Loop.settings(PRIOR).with(new LateLabels(1L << 40, 1, 1 << 30)));
      loop.send(point("next"));

      assertThat(loop.counts().waiting()).isOne();
      assertThat(loop.counts().evicted()).isOne();
      loop.label("next", 0);
      assertThat(loop.counts().waitingBytes()).isZero();
      assertThat(loop.sumOfAll()).isEqualTo(loop.counts().waitingDigest());
    }

    @Test
    void shouldBeChecked() {
      for (long[] wrong : new long[][] {{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}) {
        assertThatThrownBy(() -> new LateLabels(wrong[0], wrong[1], wrong[2]))
            .isInstanceOf(GyreException.class)
            .hasMessageContaining("expected 1 or more");
      }
    }
  }

  @Nested
  class LaterPasses {

    @Test
    void shouldHaveIdsOfTheirOwn() throws InvalidPointException {
      LateLoop loop = LateLoop.of(LOGISTIC);
      for (int pass = 0; pass < 3; pass++) {
        for (int i = 0; i < 10; i++) {
          Point point = point("p" + i);
          assertThat(loop.send(pass == 0 ? point : point.asRepeated())).isTrue();
        }
        for (int i = 0; i < 10; i++) {
          Point label = point("p" + i, i % 2);
          assertThat(loop.send(pass == 0 ? label : label.asRepeated())).isFalse();
        }
      }

      assertThat(loop.counts().matched()).isEqualTo(10);
      assertThat(loop.counts().done()).isEqualTo(10);
      assertThat(loop.counts().sameId()).isZero();
      assertThat(loop.counts().waiting()).isZero();
      assertThat(loop.fold.report(0).labelled()).isEqualTo(10);
      assertThat(loop.sumOfAll()).isEqualTo(loop.counts().waitingDigest());
    }

    @Test
    void shouldNotTakeTheLabelOfTheFirst() throws InvalidPointException {
      LateLoop loop = trained(PRIOR);
      loop.send(point("a"));
      loop.send(point("a").asRepeated());
      assertThat(loop.counts().waiting()).isEqualTo(2);

      loop.label("a", 1);

      assertThat(loop.counts().waiting()).isOne();
      assertThat(loop.counts().matched()).isOne();
      assertThat(loop.fold.report(0).labelled()).isEqualTo(41);
    }

    /** A file that is sent once more says nothing about the labels of the stream. */
    @Test
    void shouldBeCountedNowhere() throws InvalidPointException {
      LateLoop loop = bounded(new LateLabels(60_000, 1, 1 << 20));
      loop.send(point("first", 0));
      LateLabelCounts before = loop.counts();

      // A point with its label; a label before its point; both once more.
      loop.send(point("a", 1).asRepeated());
      loop.send(labelOf("b", 1).asRepeated());
      assertThatThrownBy(() -> loop.send(labelOf("b", 1).asRepeated()))
          .isInstanceOf(InvalidPointException.class);
      assertThatThrownBy(() -> loop.send(labelOf("b", 0).asRepeated()))
          .isInstanceOf(InvalidPointException.class);
      assertThat(loop.send(point("b").asRepeated())).isTrue();
      assertThat(loop.fold.scored()).isTrue();
      // Two points of one id; points and a label that the next one evicts.
      loop.send(point("c").asRepeated());
      loop.send(point("c").asRepeated());
      loop.send(point("d").asRepeated());
      loop.send(labelOf("e", 1).asRepeated());
      loop.send(point("f").asRepeated());
      loop.send(labelOf("f", 1).asRepeated());

      assertThat(loop.counts()).isEqualTo(before);
    }
  }

  @Nested
  class OtherLearners {

    private static FoldSettings late(String... learners) {
      return Loop.settings(learners).with(LateLabels.standard());
    }

    @Test
    void shouldScoreWhoWasThereAndTeachWhoIs() throws InvalidPointException {
      LateLoop loop = trained(PRIOR, LOGISTIC);
      loop.send(point("a"));
      LateLoop other = loop.cut(late(CHAIN, LOGISTIC));
      double costBefore = (double) other.total(1, "cost");

      other.label("a", 1);

      assertThat(other.fold.report(0).labelled()).isOne();
      assertThat(other.total(0, "cost")).isNull();
      assertThat(other.fold.report(1).labelled()).isEqualTo(41);
      assertThat((double) other.total(1, "cost")).isNotEqualTo(costBefore);
      assertThat(other.counts().matched()).isOne();
    }

    @Test
    void shouldScoreALearnerByItsNameWhereverItIs() throws InvalidPointException {
      LateLoop loop = trained(PRIOR, LOGISTIC, CHAIN, BLEND);
      loop.send(point("a"));
      LateLoop same = loop.cut();
      LateLoop moved = loop.cut(late(CHAIN, BLEND_OF_ONE, PRIOR, LOGISTIC, BLEND));
      same.label("a", 1);
      moved.label("a", 1);

      assertThat(moved.total(2, "cost")).isEqualTo(same.total(0, "cost"));
      assertThat(moved.total(3, "cost")).isEqualTo(same.total(1, "cost"));
      assertThat(moved.total(0, "cost")).isEqualTo(same.total(2, "cost"));
      assertThat(moved.total(4, "cost")).isEqualTo(same.total(3, "cost"));
      assertThat(moved.total(1, "cost")).isNull();
      // The mixers of the blend that was there are told what they had said, in their new places.
      assertThat(moved.fold.report(4).memberWeights()).hasSize(3);
      moved
          .fold
          .report(4)
          .memberWeights()
          .forEach(
              (name, weight) ->
                  assertThat(weight)
                      .as(name)
                      .isCloseTo(same.fold.report(3).memberWeights().get(name), within(1e-12)));
    }

    private static final String BLEND_OF_ONE = "\"name\":\"first\",\"kind\":\"blend\"";

    @Test
    void shouldLeaveOutOfABlendWhoWasAbsent() throws InvalidPointException {
      LateLoop loop = trained(PRIOR, BLEND);
      loop.send(point("a"));
      LateLoop other = loop.cut(late(PRIOR, LOGISTIC, BLEND));
      Map<String, Double> before = other.fold.report(2).memberWeights();
      other.label("a", 1);
      Map<String, Double> after = other.fold.report(2).memberWeights();

      assertThat(before.get("logistic")).isPositive();
      assertThat(after.get("prior")).isNotEqualTo(before.get("prior"));
      assertThat(after.values().stream().mapToDouble(Double::doubleValue))
          .allMatch(Double::isFinite);
    }

    @Test
    void shouldNotMindThatNobodyIsLeft() throws InvalidPointException {
      LateLoop loop = trained(PRIOR, BLEND);
      loop.send(point("a"));
      LateLoop other = loop.cut(late(LOGISTIC, CHAIN, BLEND_OF_ONE));
      other.label("a", 1);
      other.send(point("b"));

      assertThat(other.counts().matched()).isOne();
      assertThat(other.fold.report(2).memberWeights().values()).allMatch(Double::isFinite);
      assertThat(other.fold.answer(2).probability(0)).isBetween(0.0, 1.0);
    }

    /** A name may have passed from a learner to one that mixes others, and back. */
    @Test
    void shouldNotTakeALearnersAnswersForThoseOfAMixer() throws InvalidPointException {
      String mixer = "\"name\":\"x\",\"kind\":\"blend\"";
      LateLoop loop = trained(PRIOR, mixer);
      loop.send(point("a"));
      LateLoop other = LateLoop.of("\"name\":\"x\",\"kind\":\"prior\"", BLEND);
      byte[] state = loop.waiting.entries().get(WaitingEntries.key('w', 0));
      assertThat(state).isNotNull();
      other.send(point("seed", 0));
      other.send(point("seed-1", 1));
      WaitingPointFormat format = new WaitingPointFormat(other.fold);
      WaitingPoint read =
          format.read(WaitingFormat.open(Blocks.join(state, block -> null)), "a", false);

      assertThat(read.answer(0)).isNotNull();
      assertThat(read.answer(1)).isNull();
      assertThat(Arrays.stream(read.said().answers())).containsOnlyNulls();
    }

    @Test
    void shouldScoreAClassThatWasUnknownThenAsOneNeverSeen() throws InvalidPointException {
      LateLoop loop = trained(PRIOR);
      double sum = (double) loop.total(0, "cost") * 40;
      loop.send(point("a"));
      loop.send(point("b", 2));
      double sumOfNew = (double) loop.total(0, "cost") * 41 - sum;
      sum += sumOfNew;
      assertThat(sumOfNew).isCloseTo(Math.log(3), within(1e-9));
      loop.send(point("c"));

      loop.label("a", 2);

      assertThat((double) loop.total(0, "cost") * 42 - sum).isCloseTo(Math.log(3), within(1e-9));
      loop.label("c", 3);
      assertThat(loop.fold.classes().size()).isEqualTo(4);
      assertThat(loop.counts().matched()).isEqualTo(2);
    }
  }

  /** Else the first thousand labels of a stream would cost nothing, though none was known. */
  @Test
  void shouldScoreWhatWasAnsweredBeforeAnyLabelAsOneOfTwoClasses() throws InvalidPointException {
    LateLoop loop = LateLoop.of(PRIOR);
    loop.send(point("a"));
    loop.send(point("b"));

    loop.label("a", 1);
    assertThat((double) loop.total(0, "cost")).isZero();

    loop.label("b", 1);
    assertThat((double) loop.total(0, "cost")).isCloseTo(Math.log(2) / 2, within(1e-9));
    assertThat((double) loop.total(0, "accuracy")).isZero();
  }

  @Nested
  class State {

    @Test
    void shouldHaveNoPartWithoutLateLabels() throws InvalidPointException {
      Loop loop = new Loop(Loop.settings(PRIOR));
      loop.run(List.of(point("a", 1)));
      LateLoop late = trained(PRIOR);
      late.cut();

      assertThat(loop.store).doesNotContainKey("waiting");
      assertThat(late.store).containsKey("waiting");
    }

    @Test
    void shouldTakeUpAStateThatKnewNoLateLabels() throws InvalidPointException {
      Loop loop = new Loop(Loop.settings(PRIOR));
      loop.run(List.of(point("a", 1), point("b", 0)));

      LateLoop late =
          new LateLoop(
              Loop.settings(PRIOR).with(LateLabels.standard()),
              loop.store,
              new WaitingMap(),
              1_000_100);
      late.send(point("c"));
      assertThat(late.counts().waiting()).isOne();

      // And back, and once more: what waited goes on to wait.
      late.fold.save(new MapEntries(late.store));
      Loop without = new Loop(Loop.settings(PRIOR), late.store);
      without.run(List.of(point("c", 1)));
      LateLoop again = new LateLoop(late.settings, late.store, late.waiting, 1_000_200);
      again.label("c", 1);
      assertThat(again.counts().matched()).isOne();
      assertThat(again.fold.report(0).labelled()).isEqualTo(4);
    }

    @Test
    void shouldNeedAStoreIfAndOnlyIfLabelsMayBeLate() {
      FoldSettings settings = Loop.settings(PRIOR);
      PartitionFold late = new PartitionFold(settings.with(LateLabels.standard()), "test");
      assertThatThrownBy(() -> late.load(new MapEntries(new TreeMap<>())))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> new PartitionFold(settings, "test").waitIn(new WaitingMap()))
          .isInstanceOf(IllegalStateException.class);
    }

    /** Whatever bytes an entry has, it is damaged or it is read; nothing else is thrown. */
    @Test
    void shouldSayThatAnEntryIsDamaged() throws InvalidPointException {
      LateLoop loop = trained(PRIOR, LOGISTIC, BLEND);
      loop.send(
          new Point(
              "a",
              new Fields(
                  new String[] {"n", "n.t", "m", "i"},
                  new double[] {0.5, Double.NaN, Double.NaN, -7},
                  new String[] {null, "text", null, null}),
              NO_LABEL,
              Point.NO_TIME));
      byte[] key = WaitingEntries.key('w', 0);
      byte[] whole = loop.waiting.get(key);
      Random random = new Random(1);
      int damaged = 0;
      for (int i = 0; i < 700; i++) {
        byte[] bytes = whole.clone();
        if (i < whole.length) {
          bytes = Arrays.copyOf(whole, i);
        } else {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        LateLoop other = loop.cut();
        other.waiting.put(key, bytes);
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
    void shouldSayThatAnIdLeadsToNothingOrToAnother() throws InvalidPointException {
      LateLoop loop = trained(PRIOR);
      loop.send(point("a"));
      loop.send(point("b"));
      byte[] key = "ia".getBytes(UTF_8);
      assertThat(loop.waiting.get(key)).isEqualTo(index(1, 0));

      for (byte[] wrong :
          List.of(
              new byte[0],
              new byte[] {1},
              index(0, 0),
              index(4, 0),
              index(-1, 0),
              index(1, 1),
              index(3, 0))) {
        LateLoop other = loop.cut();
        other.waiting.put(key, wrong);
        assertThatThrownBy(() -> other.label("a", 1))
            .as(Arrays.toString(wrong))
            .isInstanceOf(DamagedStateException.class);
      }
    }

    @Test
    void shouldSayThatTheOldestIsNotFoundByItsId() throws InvalidPointException {
      LateLoop loop = trained(PRIOR);
      loop.send(point("a"));
      loop.send(point("b"));
      FoldSettings fewer = loop.settings.with(new LateLabels(1L << 40, 1, 1 << 30));

      LateLoop waits = loop.cut(fewer);
      waits.waiting.put("ia".getBytes(UTF_8), index(1, 1));
      assertThatThrownBy(() -> waits.send(point("c")))
          .isInstanceOf(DamagedStateException.class)
          .hasMessageContaining("what waits longest has no entry by its id");

      LateLoop done = loop.cut(fewer);
      done.waiting.put("ibefore-0".getBytes(UTF_8), index(3, 1));
      assertThatThrownBy(() -> done.send(point("c")))
          .isInstanceOf(DamagedStateException.class)
          .hasMessageContaining("what was learned first has no entry by its id");
    }

    @Test
    void shouldSayThatTheStoreDoesNotFit() throws InvalidPointException {
      LateLoop loop = trained(PRIOR);
      loop.send(point("a"));
      loop.fold.save(new MapEntries(loop.store));
      LateLoop other = new LateLoop(loop.settings, loop.store, new WaitingMap(), loop.time);

      assertThatThrownBy(() -> other.send(point("b"))).isInstanceOf(DamagedStateException.class);
    }

    @Test
    void shouldKeepLongPointsInBlocks() throws InvalidPointException {
      LateLoop loop = LateLoop.of(PRIOR);
      String text = "ä".repeat(Blocks.MOST_BYTES);
      Fields fields =
          new Fields(new String[] {"t"}, new double[] {Double.NaN}, new String[] {text});
      loop.send(new Point("long", fields, NO_LABEL, Point.NO_TIME));
      loop.send(point("short"));

      assertThat(loop.waiting.entries()).hasSize(6);
      assertThat(loop.waiting.entries().values())
          .allMatch(value -> value.length <= Blocks.MOST_BYTES + Blocks.HEAD_BYTES);
      assertThat(loop.sumOfAll()).isEqualTo(loop.counts().waitingDigest());
      loop = loop.cut();
      loop.label("long", 1);
      assertThat(loop.fold.labelled().point().fields().text(0)).isEqualTo(text);
      loop.label("short", 1);
      assertThat(loop.counts().waitingBytes()).isZero();
      assertThat(loop.waiting.entries()).hasSize(4);
      assertThat(loop.sumOfAll()).isEqualTo(loop.counts().waitingDigest());
    }

    @Test
    void shouldTakeLittleForAPoint() throws InvalidPointException {
      List<String> learners = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        learners.add(
            "\"name\":\"logistic-%d\",\"kind\":\"logistic\",\"learningRate\":0.1".formatted(i));
      }
      learners.add(BLEND);
      LateLoop loop = LateLoop.of(learners.toArray(String[]::new));
      loop.send(point("x", 0));
      loop.send(point("y", 1));
      double[] features = new Random(1).doubles(16).toArray();
      loop.send(new Point("p-1234567", features, NO_LABEL));

      assertThat(loop.counts().waitingBytes()).isBetween(400L, 650L);
    }
  }
}
