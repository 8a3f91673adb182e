package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.GyreException;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.Spirals;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.state.FoldSettings;
import io.gyre.time.WindowSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a fold keeps for its learners, and what it keeps from them. */
public class FoldTest {

  private static final String LOGISTIC =
      "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3";
  private static final String REPLAYING =
      "\"name\":\"b\",\"kind\":\"network\",\"learningRate\":0.03,\"optimiser\":\"adam\",\"replay\":24,\"memory\":300,\"view\":\"standardised\"";
  private static final String PRIOR = "\"name\":\"p\",\"kind\":\"prior\"";
  private static final String CHAIN = "\"name\":\"c\",\"kind\":\"label-chain\"";
  private static final String BLEND = "\"name\":\"blend\",\"kind\":\"blend\"";
  private static final String BY_POINT =
      "\"name\":\"d\",\"kind\":\"logistic\",\"learningRate\":0.3,\"optimiser\":\"adagrad\",\"batch\":1";
  private static final String ANY_REPLAYING =
      "\"name\":\"e\",\"kind\":\"network\",\"hidden\":6,\"learningRate\":0.01,\"optimiser\":\"adam\",\"replay\":9,\"memory\":60";
  private static final String NUMBERS =
      "\"name\":\"f\",\"kind\":\"network\",\"hidden\":3,\"learningRate\":0.1,\"view\":\"standardised\"";

  /** Points of so many spiral arms, a tenth without a label. */
  private static List<Point> spiral(int arms, int points) {
    Spirals spirals = new Spirals(arms, 3, 0.2, 0.67, 0, Spirals.NEVER);
    return IntStream.range(0, points)
        .mapToObj(spirals::at)
        .map(p -> p.id().hashCode() % 10 == 0 ? p.withoutLabel() : p)
        .toList();
  }

  /** Records of any shape and of classes that appear, a fifth without a label. */
  private static List<Point> mixed(long seed, int points) {
    AnyRecords records = new AnyRecords(seed);
    Random random = new Random(seed);
    List<Point> mixed = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      Label label = random.nextInt(5) == 0 ? null : Label.of(random.nextInt(2 + i / 40));
      mixed.add(
          new Point("p", AnyRecords.fields(records.nextWithText()), label, Point.NO_TIME, false));
    }
    return mixed;
  }

  private static Point point(Integer label) {
    return new Point("p", new double[] {0.25, -0.5}, label == null ? null : Label.of(label));
  }

  private static FoldLoop loop(String... learners) {
    return new FoldLoop(FoldLoop.settings(learners));
  }

  private static FoldSettings windowed(WindowSettings windowing, String... learners) {
    return new FoldSettings(FoldLoop.learners(learners), windowing);
  }

  private static List<Label> classes(int... numbers) {
    return IntStream.of(numbers).mapToObj(Label::of).toList();
  }

  @Test
  void shouldGiveAnotherDigestForAnotherPoint() {
    FoldLoop one = loop(REPLAYING).run(spiral(2, 500));
    FoldLoop other = one.restarted();
    one.run(List.of(point(1)));
    other.run(List.of(point(0)));

    assertThat(other.digest(0)).isNotEqualTo(one.digest(0));
  }

  @Test
  void shouldPutNothingBeforeTheFirstRecordAndLittleAfterAnUnlabelledPoint() {
    FoldLoop loop = loop(LOGISTIC);
    loop.save();
    assertThat(loop.store).isEmpty();

    loop.run(spiral(2, 200));
    Map<String, byte[]> before = new TreeMap<>(loop.store);
    loop.run(List.of(point(null)));

    assertThat(changed(loop, before)).containsExactly("clock", "drift", "position");
  }

  /** What has been put since then. */
  private static List<String> changed(FoldLoop loop, Map<String, byte[]> before) {
    return loop.store.keySet().stream()
        .filter(key -> loop.store.get(key) != before.get(key))
        .toList();
  }

  @Test
  void shouldNumberClassesAsTheyComeAndScoreANewOneWrong() {
    FoldLoop loop = loop(LOGISTIC);
    List.of(7, 7, 3, 5).forEach(label -> loop.apply(point(label)));

    assertThat(loop.report().classes()).isEqualTo(classes(7, 3, 5));
    assertThat(loop.answers.stream().map(a -> a.classes().size())).containsExactly(0, 1, 1, 2);
    assertThat(loop.answers.stream().map(a -> a.prediction(0)))
        .startsWith(null, Label.of(7), Label.of(7));
    // The first is in no score; the second 7 is right, and certain; a new class is wrong.
    assertThat(loop.learner(0).total())
        .containsEntry("n", 3.0)
        .containsEntry("before-labels", 1.0)
        .containsEntry("accuracy", 1.0 / 3);
    double expected = (0 + Math.log(2) + Math.log(3)) / 3;
    assertThat((double) loop.total(0, "cost")).isCloseTo(expected, within(1e-12));
  }

  @Test
  void shouldBeginANewClassAsOneLabelOfAllAndKeepTheRatiosOfTheOthers() {
    FoldLoop loop = loop(LOGISTIC + ",\"batch\":1000");
    List.of(0, 1, 0, 1, 0).forEach(label -> loop.apply(point(label)));
    double[] before = loop.apply(point(null)).answer().probabilities(0);
    loop.apply(point(2));
    double[] after = loop.apply(point(null)).answer().probabilities(0);

    // 1/(labels + K), when the third class came.
    assertThat(after[2]).isCloseTo(1.0 / (5 + 2), within(1e-12));
    assertThat(after[1] / after[0]).isCloseTo(before[1] / before[0], within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1",
    "1, 0, 1",
    "-1, 1, 1",
    "2, 10, 10",
    "10, 2, 10",
    "true, false, true",
    "false, true, true",
    "ham, spam, spam",
    "spam, ham, ham",
    "1, spam, spam"
  })
  void shouldTakeTheGreaterOrTrueOrTheSecondForPositive(String a, String b, String positive)
      throws InvalidPointException {
    FoldLoop loop = loop(LOGISTIC);
    loop.apply(point(null).withLabel(Label.parse(a)));
    loop.apply(point(null).withLabel(Label.parse(b)));

    assertThat(loop.report().shape(0).positive()).isEqualTo(Label.parse(positive));
  }

  @Test
  void shouldGiveTheSameModelWhicheverLabelComesFirstIfClassesAreNamed() {
    FoldLoop loop = new FoldLoop(FoldLoop.named(classes(0, 1), LOGISTIC));
    loop.apply(point(1));
    loop.apply(point(0));

    assertThat(loop.report().classes()).isEqualTo(classes(0, 1));
    assertThat(loop.answers.get(0).probabilities(0)).containsExactly(0.5, 0.5);
    assertThat(loop.answers.get(0).prediction(0)).isEqualTo(Label.of(0));
  }

  /** What comes first is not the one that is named. */
  @Test
  void shouldTakeAClassBesideTheOneThatIsNamed() {
    FoldLoop loop = new FoldLoop(FoldLoop.named(classes(7), LOGISTIC, PRIOR, CHAIN));
    loop.run(List.of(point(3), point(3), point(7)));

    assertThat(loop.report().classes()).isEqualTo(classes(7, 3));
    for (int learner = 0; learner < 3; learner++) {
      assertThat(loop.last.answer().probability(learner, 1)).isBetween(0.1, 0.95);
    }
    assertThat(loop.restarted().digests()).isEqualTo(loop.digests());
  }

  @Test
  void shouldTakeClassesThatAreNamedAfterPointsWithoutLabels() {
    FoldLoop loop = loop(LOGISTIC, PRIOR, CHAIN).run(List.of(point(null)));
    FoldLoop named = loop.restarted(FoldLoop.named(classes(0, 1), LOGISTIC, PRIOR, CHAIN));
    named.apply(point(null));

    for (int learner = 0; learner < 3; learner++) {
      assertThat(named.last.answer().probability(learner, 1)).isCloseTo(0.5, within(1e-12));
    }
  }

  @Test
  void shouldTakeMoreNamedClassesLaterButNoOthers() {
    FoldLoop loop = new FoldLoop(FoldLoop.named(classes(0, 1), LOGISTIC)).run(spiral(2, 100));
    FoldLoop more = loop.restarted(FoldLoop.named(classes(0, 1, 2), LOGISTIC));
    assertThat(more.apply(point(2)).answer().classes()).isEqualTo(classes(0, 1, 2));

    FoldSettings swapped = FoldLoop.named(classes(1, 0), LOGISTIC);
    assertThatThrownBy(() -> more.restarted(swapped))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("the settings name [1, 0], but the state was made with [0, 1, 2]");
  }

  private static final String LARGE =
      "\"name\":\"a\",\"kind\":\"network\",\"hidden\":4096,\"learningRate\":0.1,\"optimiser\":\"adam\"";

  @Test
  void shouldRefuseALearnerThatHasNoRoomForTheClassesThatCame() {
    FoldLoop loop = loop(PRIOR);
    for (int k = 0; k < 400; k++) {
      loop.apply(point(k));
    }

    assertThatThrownBy(() -> loop.restarted(FoldLoop.settings(PRIOR, LARGE)))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("learner \"a\": with 400 classes it has")
        .hasMessageContaining("make it smaller");
  }

  @Test
  void shouldRefuseALabelForWhichTheLearnersHaveNoRoom() {
    List<Label> named = IntStream.range(0, 320).mapToObj(Label::of).toList();
    FoldLoop loop = new FoldLoop(FoldLoop.named(named, LARGE));
    // Three times 4,096 · (1 + 1) + K · (4,096 + 1), at most 4,000,000, with a column at least.
    int most = 323;
    for (int k = 320; k < most; k++) {
      assertThat(loop.apply(point(k)).isRefused()).as("class %d", k).isFalse();
    }

    assertThat(loop.apply(point(1_000)).reason())
        .contains("label: expected one of the %d classes".formatted(most));
    assertThat(loop.last.answer()).isNull();
    assertThat(loop.learner(0).counts().points()).isEqualTo(3);
    assertThat(loop.apply(point(0)).isRefused()).isFalse();
  }

  @Test
  void shouldKeepTheStateOfALearnerThatIsOffTheListAndCountItsGap() {
    List<Point> points = spiral(2, 3_000);
    FoldLoop both = loop(LOGISTIC, REPLAYING).run(points.subList(0, 1_000));
    FoldLoop alone = both.restarted(FoldLoop.settings(LOGISTIC));
    alone.run(points.subList(1_000, 1_700));
    FoldLoop again = alone.restarted(both.settings());

    long step = both.learner(1).step();
    assertThat(again.learner(1).step()).isEqualTo(step);
    assertThat(again.learner(1).counts().points()).isEqualTo(1_000);
    again.run(points.subList(1_700, 3_000));
    assertThat(again.learner(0).counts().points()).isEqualTo(3_000);
    assertThat(again.learner(1).counts().points()).isEqualTo(2_300);
    assertThat(again.learner(1).step()).isGreaterThan(step);
    assertThat(again.restarted().digests()).isEqualTo(again.digests());
    assertThat(again.store.keySet()).noneMatch(key -> key.endsWith("/left"));
  }

  @Test
  void shouldRememberTheNewestPointsWhenTheMemoryIsMadeLargerOrSmaller() {
    List<Point> points = spiral(2, 4_000);
    FoldLoop loop = loop(REPLAYING).run(points.subList(0, 2_000));
    FoldLoop grown = loop.restarted(FoldLoop.settings(REPLAYING.replace("300", "900")));
    grown.run(points.subList(2_000, 3_000));
    FoldLoop shrunk = grown.restarted(loop.settings()).run(points.subList(3_000, 4_000));

    assertThat(shrunk.restarted().digests()).isEqualTo(shrunk.digests());
    assertThat(shrunk.store.keySet().stream().filter(key -> key.startsWith("memory/")))
        .hasSizeLessThan(12);
  }

  @Test
  void shouldTellEveryMetricOfAClosedWindow() {
    List<Point> points = new ArrayList<>(spiral(3, 1_500));
    Collections.shuffle(points, new Random(1));
    FoldLoop loop = loop(LOGISTIC).run(points);

    assertThat(loop.closed).hasSize(1);
    Map<String, Object> scores = loop.closed.get(0).learners().get(0).window();
    assertThat(scores).containsKeys("cost", "accuracy", "last-label", "majority", "kappa");
    assertThat(scores.get("recall"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsOnlyKeys("0", "1", "2");
  }

  // Labels that come later

  @Test
  void shouldScoreALateLabelByWhatWasAnsweredWhenThePointCame() {
    FoldLoop loop =
        FoldLoop.late(PRIOR)
            .run(List.of(point(0).withId("a"), point(1).withId("b"), point(0).withId("c")));
    Point held = point(0).withId("held");
    double asked = loop.hold(held, 1_000_003).answer().probability(0, 0);
    for (int i = 4; i < 50; i++) {
      loop.apply(point(1).withId("p-" + i));
    }
    double before = (double) loop.total(0, "cost") * 48;

    assertThat(loop.release(held).labelled().get(0).label()).isZero();

    assertThat((double) loop.total(0, "cost") * 49)
        .isCloseTo(before - Math.log(asked), within(1e-9));
  }

  // Records of any shape

  private static Point of(Label label, Object... pathsAndValues) {
    return new Point("p", AnyRecords.of(pathsAndValues), label, Point.NO_TIME, false);
  }

  /** A point without a label leaves no trace, even the first of all. */
  @Test
  void shouldLearnTheSameWithAndWithoutPointsThatHaveNoLabel() {
    FoldLoop asked = loop(BY_POINT, ANY_REPLAYING, NUMBERS, PRIOR);
    FoldLoop other = asked.restarted();
    Point unknown = of(null, "never", "seen", "x", "text");
    long time = 1_000_000;
    assertThat(asked.apply(unknown, time).answer().classes()).isEmpty();
    for (Point point : mixed(3, 400)) {
      time += 5;
      asked.apply(point, time);
      if (point.labelled()) {
        other.apply(point, time);
      }
      asked.apply(unknown, time);
    }

    assertThat(asked.digests()).isEqualTo(other.digests());
    assertThat(asked.fold.state.encoder.columns()).isEqualTo(other.fold.state.encoder.columns());
  }

  @Test
  void shouldAnswerWithEqualProbabilitiesBeforeTheFirstLabelledPoint() {
    Point question = of(null, "a", 1.0, "b", "x");
    FoldLoop loop = new FoldLoop(FoldLoop.named(classes(0, 1), BY_POINT, ANY_REPLAYING));
    loop.run(List.of(question, question));
    assertThat(loop.answers)
        .allSatisfy(answer -> assertThat(answer.probabilities(1)).containsExactly(0.5, 0.5));

    Point point = question.withLabel(Label.of(1));
    FoldLoop restarted = loop.restarted().run(List.of(point, point));
    assertThat(restarted.restarted().digests()).isEqualTo(restarted.digests());
    assertThat(restarted.fold.state.encoder.columns()).isEqualTo(3);
  }

  /** Those of each learner are between 0 and 1, and add up to 1. */
  public static void assertProbabilities(Answer answer) {
    for (int learner = 0; learner < answer.learners.size(); learner++) {
      double sum = answer.classes().isEmpty() ? 1 : 0;
      for (double p : answer.probabilities(learner)) {
        assertThat(p).isBetween(0.0, 1.0 + 1e-12);
        sum += p;
      }
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
  }

  /** A record of few of many fields costs what it has, more or less. */
  @Test
  void shouldTakeRecordsOfFewOfManyFieldsInBoundedTimeAndState() {
    FoldLoop loop = loop(BY_POINT, ANY_REPLAYING);
    Random random = new Random(6);
    // Of the processor: others may take most of that.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < 1_500; i++) {
      Object[] record = new Object[40];
      for (int f = 0; f < 20; f++) {
        int field = (int) (Math.min(i + 20, 100) * 20 * random.nextDouble());
        record[2 * f] = "f." + field;
        record[2 * f + 1] = field % 3 == 0 ? "t" + random.nextInt(3) : random.nextGaussian();
      }
      loop.apply(of(Label.of(i % 2), record));
    }
    double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
    loop.save();

    assertThat(loop.fold.state.encoder.fields()).isBetween(1_900, 2_000);
    assertThat(seconds).isLessThan(30);
    int memory =
        loop.store.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("memory"))
            .mapToInt(entry -> entry.getValue().length)
            .sum();
    // 20 values of 12 bytes for each of at most 64 points and those of a block.
    assertThat(memory).isLessThan(200 * 300);
    assertThat(loop.restarted().digests()).isEqualTo(loop.digests());
  }

  // The end of a pass

  @Test
  void shouldCloseAtAnEndWhatALaterPointWouldClose() {
    FoldLoop ended =
        new FoldLoop(windowed(new WindowSettings(1_000, 2_500, 3_600_000), REPLAYING, LOGISTIC));
    // Two and a half windows, and grace for both: all are open.
    ended.run(spiral(2, 2_503));
    FoldLoop later = ended.restarted();
    assertThat(ended.fold.state.windows.open()).hasSize(3);

    assertThat(ended.end().kind()).isEqualTo(Step.Kind.ENDED);
    later.apply(point(1), 1_009_000);

    assertThat(ended.last.closed()).isEqualTo(ended.closed).hasSize(3);
    assertThat(ended.closed).usingRecursiveComparison().isEqualTo(later.closed);
    assertThat(ended.fold.state.windows.open()).isEmpty();
    ended.end();
    assertThat(ended.restarted().digests()).isEqualTo(ended.digests());
  }

  @Test
  void shouldDoNothingAtASecondEndNorAtOneBeforeTheFirstPoint() {
    FoldLoop loop = loop(LOGISTIC);
    loop.end();
    loop.run(spiral(2, 100));
    loop.end();
    loop.save();
    Map<String, byte[]> before = new TreeMap<>(loop.store);

    loop.end();
    loop.save();

    assertThat(loop.closed).hasSize(1);
    assertThat(changed(loop, before)).containsExactly("position");
  }

  @Test
  void shouldTakeAPointForLateThatComesAfterTheEndOfItsWindow() {
    FoldLoop loop = loop(LOGISTIC).run(spiral(2, 10));
    loop.end();

    loop.apply(point(1), 1_000_999);
    assertThat(loop.learner(0).counts().late()).isOne();
    loop.apply(point(1), 1_001_000);
    assertThat(loop.learner(0).counts().late()).isOne();
    assertThat(loop.closed).hasSize(1);
  }

  @Test
  void shouldRefuseABlendThatHasNothingBeforeItOnTheList() {
    assertThatThrownBy(() -> FoldLoop.settings(BLEND, LOGISTIC))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("\"blend\" mixes")
        .hasMessageContaining("put it last");
  }
}
