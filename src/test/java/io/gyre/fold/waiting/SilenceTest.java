package io.gyre.fold.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.FoldParts;
import io.gyre.fold.Step;
import io.gyre.fold.Step.Kind;
import io.gyre.fold.state.FoldSettings;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for points that nobody labels: silence is a label once it has lasted long enough. */
class SilenceTest {

  private static final String[] LEARNERS = {
    "\"name\":\"prior\",\"kind\":\"prior\"",
    "\"name\":\"logistic\",\"kind\":\"logistic\",\"learningRate\":0.1,\"batch\":1",
    "\"name\":\"chain\",\"kind\":\"label-chain\"",
    "\"name\":\"blend\",\"kind\":\"blend\""
  };

  private static final long BEGIN = 1_000_000;
  private static final long WAIT = 1_000;
  private static final LateLabels GIVEN_UP = new LateLabels(WAIT, 10_000, 1 << 30, null, false);
  private static final LateLabels REFUSING = silent(10_000, 1 << 30, false);
  private static final LateLabels LEARNING = silent(10_000, 1 << 30, true);

  private static LateLabels silent(long waiting, long bytes, boolean learnTooLate) {
    return new LateLabels(WAIT, waiting, bytes, Label.of(0), learnTooLate);
  }

  private static FoldSettings settings(LateLabels late) {
    return FoldLoop.settings(LEARNERS).with(late);
  }

  /** Labels of both classes have been learned. */
  private static FoldLoop trained(LateLabels late) {
    FoldLoop loop = new FoldLoop(settings(late));
    for (int i = 0; i < 20; i++) {
      loop.apply(point("before-" + i).withLabel(Label.of(i % 3 == 0 ? 1 : 0)), BEGIN - 100);
    }
    return loop;
  }

  private static Point point(String id) {
    Random random = new Random(id.hashCode());
    return new Point(id, new double[] {random.nextGaussian(), random.nextGaussian()}, null);
  }

  /** Moves the time by a point that comes with its label; it may end waits. */
  private static Step at(FoldLoop loop, long ms) {
    Point clock = point("clock-" + ms + "-" + loop.report().next()).withLabel(Label.of(0));
    return loop.apply(clock, BEGIN + ms);
  }

  private static void assertCounts(FoldLoop loop, long silent, long tooLate, long learned) {
    LateLabelCounts counts = loop.counts();
    assertThat(List.of(counts.silent(), counts.tooLate(), counts.learnedTooLate()))
        .as("silent, too late, learned too late")
        .containsExactly(silent, tooLate, learned);
    LateLabelsTest.assertDigest(loop);
    assertThat(loop.restarted().counts()).isEqualTo(counts);
  }

  /** The same log, and the labels that nobody sent in it, right behind what ended the waits. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldLearnAsIfSomebodyHadSentTheLabelWhenTheWaitEnds(boolean learnTooLate) {
    FoldLoop silent = trained(learnTooLate ? LEARNING : REFUSING);
    FoldLoop told = trained(new LateLabels(1 << 30, 10_000, 1 << 30, null, false));
    for (int i = 0; i < 300; i++) {
      silent.apply(point("p" + i), BEGIN + 10 * i);
      told.apply(point("p" + i), BEGIN + 10 * i);
      // Aged 1,010 ms: one record more than the wait.
      if (i > 100 && (i - 101) % 7 > 0) {
        told.label("p" + (i - 101), 0);
      }
      if (i % 7 == 0) {
        silent.label("p" + i, 1);
        told.label("p" + i, 1);
      }
      assertThat(silent.digests()).as("record %d", i).isEqualTo(told.digests());
    }
    assertThat(silent.learner(3)).isEqualTo(told.learner(3));
    assertCounts(silent, 170, 0, 0);
    assertThat(silent.counts().matched()).isEqualTo(43);
    assertThat(silent.counts().expired()).isZero();
  }

  @Test
  void shouldNotLearnItBefore() {
    FoldLoop loop = trained(REFUSING);
    loop.apply(point("a"), BEGIN);
    Map<String, String> digests = loop.digests();
    loop.apply(point("b"), BEGIN + WAIT);
    assertThat(loop.digests()).isEqualTo(digests);
    assertCounts(loop, 0, 0, 0);

    Step step = loop.apply(point("c"), BEGIN + WAIT + 1);
    assertThat(step.kind()).isEqualTo(Kind.WAITING);
    assertThat(step.labelled()).hasSize(1);
    assertThat(step.labelled().get(0).point().id()).isEqualTo("a");
    assertThat(step.labelled().get(0).point().label()).isEqualTo(Label.of(0));
    assertThat(step.labelled().get(0).scored()).isTrue();
    assertThat(loop.report().lateLabel("a")).isEqualTo(Label.of(0));
    assertThat(loop.report().lateLabel("b")).as("it waits").isNull();
    assertCounts(loop, 1, 0, 0);
  }

  @Test
  void shouldNotCallSilentWhatIsLabelledOrPassedOver() {
    FoldLoop loop = trained(REFUSING);
    loop.apply(point("late"), BEGIN);
    loop.label("late", 1);
    loop.apply(point("at once").withLabel(Label.of(1)), BEGIN);
    loop.label("early", 1);
    loop.apply(point("early"), BEGIN);
    loop.label("never comes", 1);
    loop.passOver();
    at(loop, 5_000);

    assertCounts(loop, 0, 0, 0);
    assertThat(loop.counts().matched()).isEqualTo(2);
    assertThat(loop.counts().unmatched()).isOne();
  }

  @Test
  void shouldRefuseALabelThatComesTooLate() {
    FoldLoop loop = trained(REFUSING);
    loop.apply(point("a"), BEGIN);
    at(loop, WAIT + 1);
    Map<String, String> digests = loop.digests();

    Step late = loop.label("a", Label.of(1), BEGIN + 1_500);
    assertThat(late.reason())
        .isEqualTo(
            "label: this id was learned as \"0\" when its --wait ended; \"1\" comes too late. A longer --wait takes such labels, and --learn-too-late learns them as well");
    assertThat(loop.counts().delayP50()).isCloseTo(1_500, within(15L));
    assertThat(loop.label("a", 0).reason()).contains("has been learned already for this id");
    Step both = loop.apply(point("a").withLabel(Label.of(1)));
    assertThat(both.isRefused()).isTrue();
    assertThat(loop.apply(point("a"), BEGIN + WAIT + 2).kind()).isEqualTo(Kind.PREDICTED);

    assertThat(loop.digests()).isEqualTo(digests);
    assertCounts(loop, 1, 2, 0);
    assertThat(loop.counts().repeated()).isOne();
    assertThat(loop.counts().sameId()).isOne();
    assertThat(loop.counts().corrections()).isZero();
  }

  @Test
  void shouldForgetTheIdAfterOneMoreWait() {
    for (LateLabels late : List.of(REFUSING, LEARNING)) {
      FoldLoop loop = trained(late);
      loop.apply(point("a"), BEGIN);
      loop.apply(point("b"), BEGIN);
      at(loop, WAIT + 1);
      at(loop, 2 * WAIT + 1);
      assertThat(loop.label("a", 1).kind())
          .isEqualTo(late == LEARNING ? Kind.LABELLED : Kind.REFUSED);
      at(loop, 2 * WAIT + 2);
      assertThat(loop.label("b", 1).kind()).isEqualTo(Kind.WAITING);
      assertCounts(loop, 2, 1, late == LEARNING ? 1 : 0);
    }
  }

  @Test
  void shouldTellThatAKeptPointWasSilentAndThenItsLabel() {
    FoldLoop loop = trained(LEARNING);
    loop.apply(point("a"), BEGIN);
    at(loop, WAIT + 1);
    assertThat(loop.report().lateLabel("a")).isEqualTo(Label.of(0));
    loop.label("a", 1);
    assertThat(loop.report().lateLabel("a")).isEqualTo(Label.of(1));
  }

  @Test
  void shouldLearnALabelThatComesTooLateIfAsked() {
    FoldLoop loop = trained(LEARNING);
    loop.apply(point("a"), BEGIN);
    long bytes = loop.counts().waitingBytes();
    at(loop, WAIT + 1);
    assertThat(loop.counts().waitingBytes()).isGreaterThan(bytes);
    assertThat(loop.counts().waiting()).isZero();
    assertThat(loop.label("a", 0).isRefused()).isTrue();
    Map<String, String> digests = loop.digests();
    Map<String, Object> scores = loop.learner(1).total();
    loop = loop.restarted();

    Step step = loop.label("a", 1);
    assertThat(step.kind()).isEqualTo(Kind.LABELLED);
    assertThat(step.labelled().get(0).point().fields().number(0))
        .isEqualTo(point("a").fields().number(0));
    // It was scored once, as silent.
    assertThat(step.labelled().get(0).scored()).isFalse();
    assertThat(loop.learner(1).total()).isEqualTo(scores);
    assertThat(loop.digests()).isNotEqualTo(digests);
    assertThat(loop.report().labels()).containsEntry(Label.of(1), 8L);
    assertThat(loop.counts().waitingBytes()).isZero();
    assertThat(loop.label("a", 1).reason()).contains("has been learned already");
    assertThat(loop.label("a", 0).reason()).contains("cannot be unlearned");
    assertCounts(loop, 1, 1, 1);
    assertThat(loop.counts().matched()).isZero();
  }

  @Test
  void shouldLearnAHundredAfterARecordAndTheOthersAfterTheNext() {
    FoldLoop loop = trained(REFUSING);
    for (int i = 0; i < 250; i++) {
      loop.apply(point("p" + i), BEGIN);
    }
    assertThat(at(loop, WAIT + 1).labelled()).hasSize(1 + 100);
    assertThat(loop.counts().waiting()).isEqualTo(150);
    loop = loop.restarted(settings(silent(10, 1_000, false)));
    // One whose turn has not come still waits, and none is dropped for want of room.
    assertThat(loop.label("p249", 1).labelled()).hasSize(1 + 100);
    Step last = at(loop, WAIT + 1);
    assertThat(last.labelled()).hasSize(1 + 49);
    assertThat(last.labelled().get(1).point().id()).isEqualTo("p200");

    assertCounts(loop, 249, 0, 0);
    assertThat(loop.counts().matched()).isOne();
    assertThat(loop.counts().evicted()).isZero();
    assertThat(loop.learner(1).labelled()).isEqualTo(20 + 2 + 250);
  }

  @Test
  void shouldNotCallSilentWhatGaveWayToOthers() {
    FoldLoop loop = trained(silent(10, 1 << 30, true));
    for (int i = 0; i < 25; i++) {
      loop.apply(point("p" + i), BEGIN);
    }
    assertThat(loop.counts().evicted()).isEqualTo(15);
    at(loop, WAIT + 1);

    assertCounts(loop, 10, 0, 0);
    assertThat(loop.label("p3", 1).kind()).isEqualTo(Kind.WAITING);
  }

  @Test
  void shouldDropWhatIsKeptBeforeWhatWaits() {
    FoldLoop free = trained(LEARNING);
    free.apply(point("p00"), BEGIN);
    long one = free.counts().waitingBytes();
    FoldLoop loop = trained(silent(1_000, 10 * one + one / 2, true));
    for (int i = 0; i < 8; i++) {
      loop.apply(point("p0" + i), BEGIN);
    }
    at(loop, WAIT + 1);
    for (int i = 0; i < 6; i++) {
      loop.apply(point("q0" + i), BEGIN + WAIT + 2);
    }

    assertThat(loop.counts().waiting()).isEqualTo(6);
    assertThat(loop.counts().waitingBytes()).isBetween(9 * one, 10 * one + one / 2);
    assertThat(loop.counts().evicted()).isZero();
    // The oldest is known to be too late, but no longer has fields.
    assertThat(loop.label("p00", 1).isRefused()).isTrue();
    assertThat(loop.label("p07", 1).kind()).isEqualTo(Kind.LABELLED);
    assertCounts(loop, 8, 2, 1);
  }

  @Test
  void shouldKeepNoMoreThanMayWait() {
    FoldLoop loop = trained(silent(5, 1 << 30, true));
    for (int i = 0; i < 12; i++) {
      loop.apply(point("p" + i), BEGIN + 400 * i);
    }
    at(loop, 6_000);

    assertThat(loop.label("p11", 1).kind()).isEqualTo(Kind.LABELLED);
    assertThat(loop.counts().evicted()).isZero();
    LateLabelsTest.assertDigest(loop);
  }

  @Test
  void shouldGoOnWithOtherSettings() {
    FoldLoop loop = trained(LEARNING);
    loop.apply(point("a"), BEGIN);
    loop.apply(point("b"), BEGIN);
    at(loop, WAIT + 1);
    loop.apply(point("c"), BEGIN + WAIT + 1);

    // What is kept is no longer learned from; what waits is given up.
    loop = loop.restarted(settings(GIVEN_UP));
    assertThat(loop.label("a", 1).isRefused()).isTrue();
    at(loop, 2 * WAIT);
    loop.apply(point("d"), BEGIN + 2 * WAIT);
    loop = loop.restarted(settings(LEARNING));
    assertThat(loop.label("b", 1).kind()).isEqualTo(Kind.LABELLED);
    loop = loop.restarted(settings(new LateLabels(WAIT, 10_000, 1 << 30, Label.of(1), false)));
    Step step = at(loop, 3 * WAIT + 1);
    assertThat(step.labelled().get(1).point().id()).isEqualTo("c");
    assertThat(step.labelled().get(1).point().label()).isEqualTo(Label.of(1));
    // It was learned as 1, whatever silence means by now.
    loop = loop.restarted(settings(REFUSING));
    assertThat(loop.label("c", 0).reason()).contains("learned as \"1\" when its --wait ended");
    assertThat(loop.counts().expired()).isZero();
  }

  @Test
  void shouldGiveUpWhatWasWaitingWithoutIt() {
    FoldLoop loop = trained(GIVEN_UP);
    loop.apply(point("a"), BEGIN);
    at(loop, WAIT + 1);
    loop = loop.restarted(settings(REFUSING));
    at(loop, 2 * WAIT);

    assertCounts(loop, 0, 0, 0);
    assertThat(loop.counts().expired()).isOne();
  }

  /** A row of a file that is sent again waits again, and is silent again; nothing is counted. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldLearnTheSilenceOfLaterPasses(boolean learnTooLate) {
    FoldLoop loop = trained(learnTooLate ? LEARNING : REFUSING);
    at(loop, 0);
    for (int pass = 0; pass < 3; pass++) {
      loop.apply(point("a").asRepeated());
      for (int i = 0; i < WAIT; i++) {
        loop.apply(point("other-" + i).withLabel(Label.of(0)).asRepeated());
      }
      Step step = loop.apply(point("last").withLabel(Label.of(0)).asRepeated());
      assertThat(step.labelled()).hasSize(2);
      assertThat(step.labelled().get(1).point().id()).isEqualTo("a");
      assertThat(step.labelled().get(1).point().repeated()).isTrue();
    }
    Fields none = Fields.NONE;
    Step label = loop.apply(new Point("a", none, Label.of(1), Point.NO_TIME, true));
    assertThat(label.kind()).isEqualTo(learnTooLate ? Kind.LABELLED : Kind.REFUSED);
    assertCounts(loop, 0, 0, 0);
    assertThat(loop.counts().delayP50()).isNull();
    assertThat(loop.counts().waiting()).isZero();
  }

  @Test
  void shouldGiveUpAPointWhoseClassHasNoRoom() {
    FoldLoop loop =
        new FoldLoop(
            FoldLoop.settings(LEARNERS[0])
                .with(new LateLabels(WAIT, 10_000, 1 << 30, Label.of(-1), false)));
    for (int k = 0; k < Label.MAX_CLASSES; k++) {
      loop.apply(point("k" + k).withLabel(Label.of(k)), BEGIN);
    }
    loop.apply(point("a"), BEGIN);
    at(loop, WAIT + 1);

    assertCounts(loop, 0, 0, 0);
    assertThat(loop.counts().expired()).isOne();
  }

  /** What is reported of two classes is the probability of what is not silent. */
  @Test
  void shouldMakeTheOtherOfTwoClassesThePositiveOne() {
    for (Label silence : List.of(Label.of(0), Label.of(1), Label.TRUE)) {
      FoldLoop loop = new FoldLoop(settings(new LateLabels(WAIT, 10_000, 1 << 30, silence, false)));
      Label other = silence.equals(Label.of(1)) ? Label.of(0) : Label.of(1);
      loop.apply(point("first").withLabel(other), BEGIN);
      loop.apply(point("a"), BEGIN);
      at(loop.restarted(), 0);
      loop.apply(point("b"), BEGIN + WAIT + 1);
      assertThat(loop.report().classes()).containsExactly(other, silence);
      assertThat(FoldParts.classes(loop.fold).positive()).isZero();
      assertThat(FoldParts.classes(loop.restarted().fold).positive()).isZero();
    }
  }

  @Test
  void shouldNeedAClassToLearnWhatIsTooLate() {
    assertThatThrownBy(() -> new LateLabels(1, 1, 1, null, true))
        .isInstanceOf(GyreException.class)
        .hasMessageStartingWith("learn-too-late needs --unlabelled-as CLASS");
  }

  @Test
  void shouldReadSettingsThatKnewNoSilence() throws JsonProcessingException {
    String before = "{\"waitMs\":1000,\"waiting\":10000,\"waitingBytes\":1073741824}";
    assertThat(new JsonMapper().readValue(before, LateLabels.class)).isEqualTo(GIVEN_UP);
  }
}
