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
import io.gyre.scoring.Window;
import io.gyre.scoring.WindowSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fold keeps for its learners, and what it keeps from them. */
class PartitionFoldTest {

  private static final String LOGISTIC =
      "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3";
  private static final String REPLAYING =
      "\"name\":\"b\",\"kind\":\"network\",\"learningRate\":0.03,\"optimiser\":\"adam\",\"replay\":24,\"memory\":300,\"view\":\"standardised\"";

  private static final String PRIOR = "\"name\":\"p\",\"kind\":\"prior\"";
  private static final String CHAIN = "\"name\":\"c\",\"kind\":\"label-chain\"";

  /** Points of so many spiral arms, a tenth without a label. */
  private static List<Point> spiral(int arms, int points) {
    Spirals spirals = new Spirals(arms, 3, 0.2, 0.67, 0, Spirals.NEVER);
    return IntStream.range(0, points)
        .mapToObj(spirals::at)
        .map(p -> p.id().hashCode() % 10 == 0 ? new Point(p.id(), p.features(), null) : p)
        .toList();
  }

  private static Point point(Object label) {
    Label of = label instanceof Integer number ? Label.of(number) : (Label) label;
    return new Point("p", new double[] {0.25, -0.5}, of);
  }

  @Test
  void shouldGiveALearnerTheSameDigestWithAndWithoutAnotherBesideIt() {
    List<Point> points = spiral(3, 2_500);
    Loop alone = new Loop(Loop.settings(LOGISTIC));
    Loop both = new Loop(Loop.settings(REPLAYING, LOGISTIC));
    Loop other = new Loop(Loop.settings(REPLAYING));
    List.of(alone, both, other).forEach(loop -> loop.run(points));

    assertThat(both.digest(1)).isEqualTo(alone.digest(0));
    assertThat(both.digest(0)).isEqualTo(other.digest(0)).isNotEqualTo(alone.digest(0));
  }

  @Test
  void shouldGiveAnotherDigestForAnotherPoint() {
    List<Point> points = new ArrayList<>(spiral(2, 500));
    Loop one = new Loop(Loop.settings(REPLAYING));
    one.run(points);
    Point last = points.remove(499);
    points.add(new Point("p", new double[] {last.features()[0], 0.5}, Label.of(1)));
    Loop other = new Loop(Loop.settings(REPLAYING));
    other.run(points);

    assertThat(other.digest(0)).isNotEqualTo(one.digest(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10})
  void shouldGoOnBitForBitWhenRestartedAfterEveryPoint(int arms) {
    List<Point> points = spiral(Math.max(2, arms), 700);
    if (arms == 1) {
      points = points.stream().filter(p -> Label.of(0).equals(p.label())).toList();
    }
    Loop whole = new Loop(Loop.settings(REPLAYING, LOGISTIC));
    whole.run(points);
    Loop restarted = new Loop(Loop.settings(REPLAYING, LOGISTIC));
    for (Point point : points) {
      restarted.run(List.of(point));
      restarted = restarted.restarted();
    }

    assertThat(restarted.digest(0)).isEqualTo(whole.digest(0));
    assertThat(restarted.digest(1)).isEqualTo(whole.digest(1));
    // Blocks of the memory that hold no point any more may be of any age.
    List.of(restarted, whole)
        .forEach(loop -> loop.store.keySet().removeIf(key -> key.startsWith("memory/")));
    assertThat(restarted.store).usingRecursiveComparison().isEqualTo(whole.store);
  }

  @Test
  void shouldPutNothingBeforeTheFirstRecordAndLittleAfterAnUnlabelledPoint() {
    Loop loop = new Loop(Loop.settings(LOGISTIC));
    loop.save();
    assertThat(loop.store).isEmpty();

    loop.run(spiral(2, 200));
    var before = List.copyOf(loop.store.keySet());
    var values = new TreeMap<>(loop.store);
    loop.run(List.of(point(null)));

    assertThat(loop.store.keySet()).containsExactlyElementsOf(before);
    assertThat(before.stream().filter(key -> loop.store.get(key) != values.get(key)))
        .containsExactly("clock", "position");
  }

  @Test
  void shouldNumberClassesAsTheyComeAndScoreAFirstOneWrong() {
    Loop loop = new Loop(Loop.settings(LOGISTIC));
    List.of(7, 7, 3, 5).forEach(label -> loop.apply(point(label)));

    assertThat(loop.fold.classes().all()).containsExactly(Label.of(7), Label.of(3), Label.of(5));
    assertThat(loop.answers.stream().map(p -> p.length)).containsExactly(0, 1, 1, 2);
    assertThat(loop.predictions)
        .containsExactly(null, Label.of(7), Label.of(7), loop.predictions.get(3));
    var total = loop.fold.report(0).total();
    // The first of each class is wrong; the second 7 is right, and certain.
    assertThat(total).containsEntry("n", 4.0).containsEntry("accuracy", 0.25);
    double expected = (Math.log(1) + 0 + Math.log(2) + Math.log(3)) / 4;
    assertThat((Double) total.get("cost")).isCloseTo(expected, within(1e-12));
  }

  @Test
  void shouldBeginANewClassAsOneLabelOfAllAndKeepTheRatiosOfTheOthers() {
    Loop loop = new Loop(Loop.settings(LOGISTIC + ",\"batch\":1000"));
    List.of(0, 1, 0, 1, 0).forEach(label -> loop.apply(point(label)));
    loop.apply(point(null));
    double[] before = loop.answers.get(5);
    loop.apply(point(2));
    loop.apply(point(null));
    double[] after = loop.answers.get(7);

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
    Loop loop = new Loop(Loop.settings(LOGISTIC));
    loop.apply(point(Label.parse(a)));
    loop.apply(point(Label.parse(b)));

    assertThat(loop.fold.report(0).positive()).isEqualTo(Label.parse(positive));
  }

  @Test
  void shouldGiveTheSameModelWhicheverLabelComesFirstIfClassesAreNamed() {
    List<Label> named = List.of(Label.of(0), Label.of(1));
    FoldSettings settings =
        new FoldSettings(named, null, Loop.learners(LOGISTIC), WindowSettings.standard());
    Loop loop = new Loop(settings);
    loop.apply(point(1));
    loop.apply(point(0));

    assertThat(loop.fold.classes().all()).isEqualTo(named);
    assertThat(loop.answers.get(0)).containsExactly(0.5, 0.5);
    // Towards 1 after a 1: p of class 1, whatever came first.
    assertThat(loop.predictions.get(0)).isEqualTo(Label.of(0));
  }

  /**
   * Classes that first come with a late or an early point, which is not scored, or while several
   * windows are open; and more of them than the sums that count pairs have room for.
   */
  @ParameterizedTest
  @CsvSource({"0, true", "0, false", "3000, true"})
  void shouldGoOnBitForBitWhateverClassComesWithWhateverTime(long grace, boolean learnLate) {
    FoldSettings settings =
        new FoldSettings(
            List.of(),
            null,
            Loop.learners(LOGISTIC, REPLAYING, PRIOR, CHAIN),
            new WindowSettings(1_000, grace, 10_000, learnLate));
    Loop whole = new Loop(settings);
    Loop restarted = new Loop(settings);
    Random random = new Random(5);
    for (int i = 0; i < 600; i++) {
      Point point =
          new Point(
              "p", new double[] {random.nextDouble(), 0.5}, Label.of(random.nextInt(2 + i / 40)));
      long off = List.of(0L, 0L, 0L, -5_000L, -1_500L, 60_000L).get(random.nextInt(6));
      long timestamp = 1_000_000 + 100L * i + off;
      whole.apply(point, timestamp);
      restarted.apply(point, timestamp);
      restarted.save();
      restarted = restarted.restarted();
      assertThat(restarted.fold.report(0).total()).isEqualTo(whole.fold.report(0).total());
      for (int learner = 0; learner < 4; learner++) {
        assertThat(restarted.digest(learner)).as("after %d", i).isEqualTo(whole.digest(learner));
      }
    }
    assertThat(whole.fold.classes().size()).isGreaterThan(12);
  }

  /** What comes first is not the one that is named. */
  @Test
  void shouldTakeAClassBesideTheOneThatIsNamed() {
    FoldSettings settings =
        new FoldSettings(
            List.of(Label.of(7)),
            null,
            Loop.learners(LOGISTIC, PRIOR, CHAIN),
            WindowSettings.standard());
    Loop loop = new Loop(settings);
    loop.run(List.of(point(3), point(3), point(7)));

    assertThat(loop.fold.classes().all()).containsExactly(Label.of(7), Label.of(3));
    for (int learner = 0; learner < 3; learner++) {
      assertThat(loop.fold.answer(learner).probability(1)).isBetween(0.1, 0.95);
    }
    assertThat(loop.restarted().digest(1)).isEqualTo(loop.digest(1));
  }

  @Test
  void shouldTakeClassesThatAreNamedAfterPointsWithoutLabels() {
    Loop loop = new Loop(Loop.settings(LOGISTIC, PRIOR, CHAIN));
    loop.run(List.of(point(null)));
    Loop named =
        new Loop(
            new FoldSettings(
                List.of(Label.of(0), Label.of(1)),
                null,
                Loop.learners(LOGISTIC, PRIOR, CHAIN),
                WindowSettings.standard()),
            loop.store);
    named.run(List.of(point(null)));

    for (int learner = 0; learner < 3; learner++) {
      assertThat(named.fold.answer(learner).probability(1)).isCloseTo(0.5, within(1e-12));
    }
  }

  @Test
  void shouldRefuseALearnerThatHasNoRoomForTheClassesThatCame() {
    Loop loop = new Loop(Loop.settings(PRIOR));
    for (int k = 0; k < 100; k++) {
      loop.apply(point(k));
    }
    loop.save();
    FoldSettings larger =
        Loop.settings(
            PRIOR, "\"name\":\"a\",\"kind\":\"network\",\"hidden\":4096,\"learningRate\":0.1");

    assertThatThrownBy(() -> new Loop(larger, loop.store))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("learner \"a\": with 100 classes it has")
        .hasMessageContaining("make it smaller");
  }

  @Test
  void shouldChangeNothingWhenFiguresAreAskedFor() {
    Loop asked = new Loop(Loop.settings(LOGISTIC));
    Loop other = new Loop(Loop.settings(LOGISTIC));
    for (Loop loop : List.of(asked, other)) {
      loop.apply(point(null));
      if (loop == asked) {
        loop.fold.report(0).scores(loop.fold.open().get(0));
      }
      loop.save();
    }

    assertThat(asked.store).usingRecursiveComparison().isEqualTo(other.store);
  }

  @Test
  void shouldTakeMoreNamedClassesLaterButNoOthers() {
    List<Label> two = List.of(Label.of(0), Label.of(1));
    FoldSettings settings =
        new FoldSettings(two, null, Loop.learners(LOGISTIC), WindowSettings.standard());
    Loop loop = new Loop(settings);
    loop.run(spiral(2, 100));

    List<Label> three = List.of(Label.of(0), Label.of(1), Label.of(2));
    Loop more =
        new Loop(
            new FoldSettings(three, null, Loop.learners(LOGISTIC), WindowSettings.standard()),
            loop.store);
    more.run(spiral(3, 100));
    assertThat(more.fold.classes().all()).isEqualTo(three);
    assertThat(more.answers.get(0)).hasSize(3);

    FoldSettings swapped =
        new FoldSettings(
            List.of(Label.of(1), Label.of(0)),
            null,
            Loop.learners(LOGISTIC),
            WindowSettings.standard());
    assertThatThrownBy(() -> new Loop(swapped, loop.store))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("the settings name [1, 0], but the state was made with [0, 1, 2]");
  }

  @Test
  void shouldRefuseALabelForWhichTheLearnersHaveNoRoom() throws InvalidPointException {
    String large = "\"name\":\"a\",\"kind\":\"network\",\"hidden\":4096,\"learningRate\":0.1";
    FoldSettings settings = Loop.settings(large);
    Loop loop = new Loop(settings);
    // 4,096 · (2 + 1) + K · (4,096 + 1) parameters, at most 300,000; K × D more by few values.
    int most = 0;
    while (isAccepted(loop, point(most))) {
      loop.apply(point(most++));
    }

    loop.fold.check(point(0));
    assertThatThrownBy(() -> loop.fold.check(point(1_000)))
        .isInstanceOf(InvalidPointException.class)
        .hasMessageContaining("label: expected one of the %d classes", most);
    assertThat(most).isBetween(60, 80);
  }

  private static boolean isAccepted(Loop loop, Point point) {
    try {
      loop.fold.check(point);
      return true;
    } catch (InvalidPointException e) {
      return false;
    }
  }

  @Test
  void shouldKeepTheStateOfALearnerThatIsOffTheListAndCountItsGap() {
    List<Point> points = spiral(2, 3_000);
    Loop both = new Loop(Loop.settings(LOGISTIC, REPLAYING));
    both.run(points.subList(0, 1_000));
    long step = both.fold.report(1).step();

    Loop alone = new Loop(Loop.settings(LOGISTIC), both.store);
    alone.run(points.subList(1_000, 1_700));
    Loop again = new Loop(Loop.settings(LOGISTIC, REPLAYING), alone.store);

    assertThat(again.fold.report(1).step()).isEqualTo(step);
    assertThat(again.fold.report(1).counts().points()).isEqualTo(1_000);
    again.run(points.subList(1_700, 3_000));
    assertThat(again.fold.report(0).counts().points()).isEqualTo(3_000);
    assertThat(again.fold.report(1).counts().points()).isEqualTo(2_300);
    assertThat(again.fold.report(1).step()).isGreaterThan(step);
    assertThat(again.restarted().digest(1)).isEqualTo(again.digest(1));
    assertThat(again.store.keySet()).noneMatch(key -> key.endsWith("/left"));
  }

  @Test
  void shouldRememberTheNewestPointsWhenTheMemoryIsMadeLargerOrSmaller() {
    List<Point> points = spiral(2, 4_000);
    Loop loop = new Loop(Loop.settings(REPLAYING));
    loop.run(points.subList(0, 2_000));
    String larger = REPLAYING.replace("300", "900");
    Loop grown = new Loop(Loop.settings(larger), loop.store);
    grown.run(points.subList(2_000, 3_000));
    Loop shrunk = new Loop(Loop.settings(REPLAYING), grown.restarted().store);
    shrunk.run(points.subList(3_000, 4_000));

    assertThat(shrunk.restarted().digest(0)).isEqualTo(shrunk.digest(0));
    assertThat(shrunk.store.keySet().stream().filter(key -> key.startsWith("memory/")))
        .hasSizeLessThan(12);
  }

  @Test
  void shouldTellEveryMetricOfAClosedWindow() {
    Loop loop = new Loop(Loop.settings(LOGISTIC));
    List<Point> points = new ArrayList<>(spiral(3, 1_500));
    Collections.shuffle(points, new Random(1));
    loop.run(points);

    assertThat(loop.closed).hasSize(1);
    var scores = loop.fold.report(0).total();
    assertThat(scores).containsKeys("cost", "accuracy", "last-label", "majority", "kappa");
    assertThat(scores.get("recall"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsOnlyKeys("0", "1", "2");
  }

  /** A label that comes at once is a label like any other. */
  @Test
  void shouldLearnALabelThatComesLaterAsOneThatCameAtOnce() {
    List<Point> points = spiral(3, 1_500);
    Loop atOnce = new Loop(Loop.settings(LOGISTIC, REPLAYING));
    atOnce.run(points);
    PartitionFold waiting = new Loop(Loop.settings(LOGISTIC, REPLAYING)).fold;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (point.labelled() && i > 0) {
        waiting.label(waiting.await(point, 1_000_000 + i, closed -> {}));
      } else {
        waiting.apply(point, 1_000_000 + i, closed -> {});
      }
    }

    for (int learner = 0; learner < 2; learner++) {
      assertThat(waiting.report(learner).digest()).isEqualTo(atOnce.digest(learner));
      assertThat(waiting.report(learner).total()).isEqualTo(atOnce.fold.report(learner).total());
    }
  }

  @Test
  void shouldScoreALateLabelByWhatWasAnsweredWhenThePointCame() {
    Loop loop = new Loop(Loop.settings(PRIOR));
    loop.run(List.of(point(0), point(1), point(0)));
    double then = loop.answers.get(2)[0];
    WaitingPoint waiting = loop.fold.await(point(0), 1_000_003, closed -> {});
    double asked = loop.fold.answer(0).probability(0);
    for (int i = 4; i < 50; i++) {
      loop.fold.apply(point(1), 1_000_000 + i, closed -> {});
    }
    double before = (double) loop.fold.report(0).total().get("cost") * 49;

    loop.fold.label(waiting);

    assertThat(asked).isNotEqualTo(then);
    assertThat((double) loop.fold.report(0).total().get("cost") * 50)
        .isCloseTo(before - Math.log(asked), within(1e-9));
  }

  // Records of any shape

  private static final String BY_POINT =
      "\"name\":\"d\",\"kind\":\"logistic\",\"learningRate\":0.3,\"optimiser\":\"adagrad\",\"batch\":1";
  private static final String ANY_REPLAYING =
      "\"name\":\"e\",\"kind\":\"network\",\"hidden\":6,\"learningRate\":0.01,\"optimiser\":\"adam\",\"replay\":9,\"memory\":60";
  private static final String NUMBERS =
      "\"name\":\"f\",\"kind\":\"network\",\"hidden\":3,\"learningRate\":0.1,\"view\":\"standardised\"";

  /** Of classes that appear, a fifth without a label. */
  private static List<Point> mixed(long seed, int points) {
    AnyRecords records = new AnyRecords(seed);
    Random random = new Random(seed);
    List<Point> mixed = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      Label label = random.nextInt(5) == 0 ? null : Label.of(random.nextInt(2 + i / 40));
      mixed.add(new Point("p", AnyRecords.fields(records.next()), label, Point.NO_TIME));
    }
    return mixed;
  }

  /** A question leaves no trace, even the first of all. */
  @Test
  void shouldLearnTheSameWithAndWithoutPointsThatHaveNoLabel() {
    Loop asked = new Loop(Loop.settings(BY_POINT, ANY_REPLAYING, NUMBERS, PRIOR));
    Loop other = new Loop(Loop.settings(BY_POINT, ANY_REPLAYING, NUMBERS, PRIOR));
    Point unknown =
        new Point("p", AnyRecords.of("never", "seen", "x", "text"), null, Point.NO_TIME);
    long time = 1_000_000;
    asked.apply(unknown, time);
    assertThat(asked.answers.get(0)).isEmpty();
    for (Point point : mixed(3, 400)) {
      time += 5;
      asked.apply(point, time);
      if (point.labelled()) {
        other.apply(point, time);
      }
      asked.apply(unknown, time);
    }

    for (int learner = 0; learner < 4; learner++) {
      assertThat(asked.digest(learner)).isEqualTo(other.digest(learner));
    }
    assertThat(asked.fold.encoder().columns()).isEqualTo(other.fold.encoder().columns());
  }

  @Test
  void shouldAnswerWithEqualProbabilitiesBeforeTheFirstLabelledPoint() {
    FoldSettings settings =
        new FoldSettings(
            List.of(Label.of(0), Label.of(1)),
            null,
            Loop.learners(BY_POINT, ANY_REPLAYING),
            WindowSettings.standard());
    Loop loop = new Loop(settings);
    Point question = new Point("p", AnyRecords.of("a", 1.0, "b", "x"), null, Point.NO_TIME);
    loop.run(List.of(question, question));
    assertThat(loop.answers).allSatisfy(p -> assertThat(p).containsExactly(0.5, 0.5));

    Loop restarted = loop.restarted();
    Point point = new Point("p", AnyRecords.of("a", 1.0, "b", "x"), Label.of(1), Point.NO_TIME);
    restarted.run(List.of(point, point));
    assertThat(restarted.restarted().digest(1)).isEqualTo(restarted.digest(1));
    assertThat(restarted.fold.encoder().columns()).isEqualTo(3);
  }

  /** A late point that is not learned from brings no column, even as the first of all. */
  @Test
  void shouldLearnNoColumnFromALatePoint() {
    Loop loop =
        new Loop(
            new FoldSettings(Loop.learners(BY_POINT), new WindowSettings(1_000, 0, 10_000, false)));
    Point late = new Point("p", AnyRecords.of("late", 1.0), Label.of(1), Point.NO_TIME);
    loop.apply(new Point("p", AnyRecords.of("a", 1.0), null, Point.NO_TIME), 1_005_000);
    loop.apply(late, 1_000_000);
    assertThat(loop.fold.encoder().isEmpty()).isTrue();
    loop.apply(new Point("p", AnyRecords.of("a", 1.0), Label.of(1), Point.NO_TIME), 1_005_001);
    loop.apply(late, 1_000_000);

    assertThat(loop.fold.encoder().columns()).isEqualTo(1);
    assertThat(loop.fold.encoder().column(0).name()).isEqualTo("a");
  }

  @Test
  void shouldTakeALearnerWhenThereAreColumnsAndClasses() {
    List<Point> points = mixed(4, 600);
    Loop loop = new Loop(Loop.settings(BY_POINT));
    loop.run(points.subList(0, 300));
    Loop more = new Loop(Loop.settings(BY_POINT, ANY_REPLAYING, NUMBERS), loop.store);
    more.run(points.subList(300, 301));
    Loop restarted = more.restarted();
    for (Point point : points.subList(301, 600)) {
      more.apply(point);
      restarted.run(List.of(point));
      restarted = restarted.answers.size() == 20 ? restarted.restarted() : restarted;
    }

    for (int learner = 0; learner < 3; learner++) {
      assertThat(restarted.digest(learner)).isEqualTo(more.digest(learner));
    }
    Loop alone = new Loop(Loop.settings(BY_POINT));
    alone.run(points);
    assertThat(more.digest(0)).isEqualTo(alone.digest(0));
  }

  @Test
  void shouldBringALearnerBackThatMissedColumnsAndClasses() {
    List<Point> points = mixed(5, 600);
    FoldSettings both = Loop.settings(BY_POINT, ANY_REPLAYING, NUMBERS, PRIOR);
    Loop before = new Loop(both);
    before.run(points.subList(0, 100));
    int columns = before.fold.encoder().columns();
    Loop without = new Loop(Loop.settings(BY_POINT), before.store);
    without.run(points.subList(100, 400));
    assertThat(without.fold.encoder().columns()).isGreaterThan(columns + 50);

    Loop back = new Loop(both, without.store);
    assertThat(back.fold.report(1).counts().points()).isEqualTo(100);
    back.run(points.subList(400, 401));
    for (int learner = 0; learner < 4; learner++) {
      ClassProbabilities answer = back.fold.answer(learner);
      double sum = 0;
      for (int k = 0; k < answer.size(); k++) {
        assertThat(answer.probability(k)).isBetween(0.0, 1.0);
        sum += answer.probability(k);
      }
      assertThat(sum).isCloseTo(1, within(1e-9));
    }
    Loop restarted = back.restarted();
    back.run(points.subList(401, 600));
    restarted.run(points.subList(401, 600));
    for (int learner = 0; learner < 4; learner++) {
      assertThat(restarted.digest(learner)).isEqualTo(back.digest(learner));
    }
  }

  /** A record of few of many fields costs what it has, more or less. */
  @Test
  void shouldTakeRecordsOfFewOfManyFieldsInBoundedTimeAndState() {
    Loop loop = new Loop(Loop.settings(BY_POINT, ANY_REPLAYING));
    Random random = new Random(6);
    long start = System.nanoTime();
    for (int i = 0; i < 1_500; i++) {
      Object[] record = new Object[40];
      for (int f = 0; f < 20; f++) {
        int field = (int) (Math.min(i + 20, 100) * 20 * random.nextDouble());
        record[2 * f] = "f." + field;
        record[2 * f + 1] = field % 3 == 0 ? "t" + random.nextInt(3) : random.nextGaussian();
      }
      loop.apply(new Point("p", AnyRecords.of(record), Label.of(i % 2), Point.NO_TIME));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    loop.save();

    assertThat(loop.fold.encoder().fields()).isBetween(1_900, 2_000);
    assertThat(seconds).isLessThan(30);
    int memory =
        loop.store.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("memory"))
            .mapToInt(entry -> entry.getValue().length)
            .sum();
    // 20 values of 12 bytes for each of at most 64 points and those of a block.
    assertThat(memory).isLessThan(200 * 300);
    assertThat(loop.restarted().digest(1)).isEqualTo(loop.digest(1));
  }

  @Test
  void shouldCloseAtAnEndWhatALaterPointWouldClose() {
    FoldSettings settings =
        new FoldSettings(
            Loop.learners(REPLAYING, LOGISTIC), new WindowSettings(1_000, 2_500, 3_600_000, true));
    // Two and a half windows, and grace for both: all are open.
    List<Point> points = spiral(2, 2_503);
    Loop ended = new Loop(settings);
    Loop later = new Loop(settings);
    ended.run(points);
    later.run(points);
    List<String> atTheEnd = new ArrayList<>();
    List<String> atALaterPoint = new ArrayList<>();

    assertThat(ended.fold.open()).hasSize(3);
    ended.fold.end(window -> atTheEnd.add(figures(ended.fold, window)));
    later.fold.apply(point(1), 1_009_000, window -> atALaterPoint.add(figures(later.fold, window)));

    assertThat(atTheEnd).isEqualTo(atALaterPoint).hasSize(3);
    assertThat(ended.fold.open()).isEmpty();
    ended.end();
    ended.save();
    assertThat(ended.restarted().digest(0)).isEqualTo(ended.digest(0));
  }

  private static String figures(PartitionFold fold, Window window) {
    return "%d %d %d %s %s %s"
        .formatted(
            window.startMs(),
            window.points(),
            fold.report(0).steps(window),
            fold.report(0).digest(),
            fold.report(1).digest(),
            fold.report(1).scores(window));
  }

  @Test
  void shouldDoNothingAtASecondEndNorAtOneBeforeTheFirstPoint() {
    Loop loop = new Loop(Loop.settings(LOGISTIC));
    loop.end();
    loop.run(spiral(2, 100));
    loop.end();
    loop.save();
    var before = new TreeMap<>(loop.store);

    loop.end();
    loop.save();

    assertThat(loop.closed).hasSize(1);
    assertThat(before.keySet().stream().filter(key -> loop.store.get(key) != before.get(key)))
        .containsExactly("position");
  }

  @Test
  void shouldTakeAPointForLateThatComesAfterTheEndOfItsWindow() {
    Loop loop = new Loop(Loop.settings(LOGISTIC));
    loop.run(spiral(2, 10));
    loop.end();

    loop.apply(point(1), 1_000_999);
    assertThat(loop.fold.report(0).counts().late()).isOne();
    loop.apply(point(1), 1_001_000);
    assertThat(loop.fold.report(0).counts().late()).isOne();
    assertThat(loop.closed).hasSize(1);
  }

  private static final String[] BLENDED = {
    LOGISTIC, "\"name\":\"prior\",\"kind\":\"prior\"", "\"name\":\"blend\",\"kind\":\"blend\""
  };

  /** A label that comes right after its point is one that came with it; for a blend as well. */
  @Test
  void shouldMixTheAnswersThatWaitedForTheirLabel() {
    Loop atOnce = new Loop(Loop.settings(BLENDED));
    Loop late = new Loop(Loop.settings(BLENDED));
    long time = 1_000_000;
    for (Point point : spiral(2, 200).stream().filter(Point::labelled).toList()) {
      atOnce.apply(point, ++time);
      late.fold.label(late.fold.await(point, time, window -> {}));
      for (int learner = 0; learner < BLENDED.length; learner++) {
        assertThat(late.fold.report(learner).digest())
            .isEqualTo(atOnce.fold.report(learner).digest());
      }
    }
    assertThat(late.fold.report(2).memberWeights().values()).doesNotContain(0.5);
  }

  @Test
  void shouldRefuseABlendThatHasNothingBeforeItOnTheList() {
    assertThatThrownBy(() -> Loop.settings(BLENDED[2], BLENDED[0]))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("\"blend\" mixes")
        .hasMessageContaining("put it last");
  }
}
