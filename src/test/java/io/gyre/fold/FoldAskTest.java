package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.learning.Contributions;
import io.gyre.learning.FieldTrials;
import io.gyre.learning.KindsOfClasses;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Questions, of every kind of learner. */
class FoldAskTest {

  private static final String[] LEARNERS =
      KindsOfClasses.names().stream().map(FoldLoop::ofKind).toArray(String[]::new);

  private static final AskOptions WHY = AskOptions.ALL.why(FieldTrials.MOST_NUMBERS);

  private final Random random = new Random(11);
  private final FoldLoop loop = new FoldLoop(FoldLoop.settings(LEARNERS));

  private Point point(boolean labelled) {
    Fields fields = AnyRecords.of("a", random.nextGaussian(), "b", "v" + random.nextInt(6));
    return new Point(
        "p", fields, labelled ? Label.of(random.nextInt(3)) : null, Point.NO_TIME, false);
  }

  /** One that mixes others asks them; all others are asked alone. */
  @Test
  void shouldAnswerWhatThenIsPredictedHoweverItIsAsked() {
    assertThat(loop.settings().learners()).anyMatch(each -> each.settings().mixes());
    for (int i = 0; i < 400; i++) {
      loop.apply(point(true));
      if (i % 20 == 0) {
        Point next = point(false);
        // Backwards: nobody's answer may rest on what another was asked before.
        Answer[] alone = new Answer[LEARNERS.length];
        for (int learner = LEARNERS.length - 1; learner >= 0; learner--) {
          AskOptions one = AskOptions.of(List.of(loop.report().learners().get(learner)));
          alone[learner] = loop.fold.ask(next.fields(), one);
        }
        Answer all = loop.fold.ask(next.fields(), AskOptions.ALL);
        assertThat(all.offset).isEqualTo(loop.report().next());
        Answer predicted = loop.apply(next).answer();
        for (int learner = 0; learner < LEARNERS.length; learner++) {
          String said = FoldLoop.text(predicted, learner);
          assertThat(FoldLoop.text(alone[learner], learner)).as(LEARNERS[learner]).isEqualTo(said);
          assertThat(alone[learner].has((learner + 1) % LEARNERS.length)).isFalse();
        }
        assertThat(FoldLoop.text(all)).isEqualTo(FoldLoop.text(predicted));
      }
    }
    assertThat(loop.report().labels().values().stream().mapToLong(n -> n).sum()).isEqualTo(400);
    assertThat(loop.fold.ask(point(false).fields(), AskOptions.of(List.of("nobody"))).isComplete())
        .isTrue();
  }

  /** One field at a time, as whoever must not keep a stream waiting asks. */
  @Test
  void shouldSayWhyInSlicesWhatItSaysAtOnce() {
    for (int i = 0; i < 200; i++) {
      loop.apply(point(true));
    }
    Fields fields = point(false).fields();
    Answer atOnce = loop.fold.ask(fields, WHY);
    Answer inSlices = loop.fold.ask(fields, WHY.after(null, () -> true));
    int slices = 1;
    while (!inSlices.isComplete()) {
      assertThat(loop.fold.ask(fields, WHY.after(inSlices, () -> true))).isSameAs(inSlices);
      slices++;
    }

    assertThat(slices).isGreaterThan(LEARNERS.length);
    assertThat(atOnce.isComplete()).isTrue();
    assertThat(FoldLoop.text(inSlices)).isEqualTo(FoldLoop.text(atOnce));
    for (int learner = 0; learner < LEARNERS.length; learner++) {
      assertThat(inSlices.why(learner)).isEqualTo(atOnce.why(learner));
    }
    assertThat(atOnce.why(loop.report().learners().indexOf("kind-network")).fields())
        .containsOnlyKeys("a", "b");
    assertThat(loop.fold.ask(fields, AskOptions.ALL).why(0)).isNull();
  }

  @Test
  void shouldChangeNothing() {
    FoldLoop other = loop.restarted();
    for (int i = 0; i < 200; i++) {
      Point next = point(i % 3 > 0);
      loop.apply(next);
      other.apply(next);
      loop.fold.ask(point(false).fields(), random.nextBoolean() ? WHY : AskOptions.ALL);
      loop.report().learner(i % LEARNERS.length, true);
      loop.report().learned(i % LEARNERS.length, LearnedParameters.PUBLISHED);
    }

    assertThat(loop.saved()).usingRecursiveComparison().isEqualTo(other.saved());
    assertThat(loop.report().points()).isEqualTo(other.report().points());
    assertThat(loop.report().time()).isEqualTo(other.report().time());
    assertThat(loop.digests()).isEqualTo(other.digests());
  }

  @Test
  void shouldSayThatAllClassesAreAsProbableBeforeTheFirstPoint() {
    List<Label> classes = List.of(Label.of(0), Label.of(1));
    FoldLoop named = new FoldLoop(FoldLoop.named(classes, LEARNERS));
    Answer answer = named.fold.ask(Fields.NONE, WHY);

    for (int learner = 0; learner < LEARNERS.length; learner++) {
      boolean answers = named.report().answers(learner);
      assertThat(answer.has(learner)).isEqualTo(answers);
      if (answers) {
        assertThat(answer.probabilities(learner)).containsExactly(0.5, 0.5);
        assertThat(answer.why(learner)).isEqualTo(Contributions.NONE);
      }
      assertThat(named.report().micros(learner)).isNaN();
    }
    assertThat(named.report().labels()).isEqualTo(Map.of(Label.of(0), 0L, Label.of(1), 0L));
  }
}
