package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.Spirals;
import io.gyre.encoding.AnyRecords;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.LearnerReport;
import io.gyre.format.RecordSettings;
import io.gyre.time.PointCounts;
import io.gyre.time.WindowSettings;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Points of a later pass over the same rows are learned, and left out of totals. */
class RepeatedPointsTest {

  private static final long START = 1_000_000_000_000L;
  private static final String LOGISTIC =
      "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3";
  private static final String REPLAYING =
      "\"name\":\"b\",\"kind\":\"network\",\"learningRate\":0.03,\"optimiser\":\"adam\",\"replay\":24,\"memory\":300";

  /** Without late points. */
  private static FoldLoop dropping(String timeField) {
    return new FoldLoop(
        new FoldSettings(
                FoldLoop.learners(LOGISTIC, REPLAYING), new WindowSettings(1_000, 0, 10_000))
            .withRecords(RecordSettings.json("label", "id", timeField)));
  }

  private static List<Point> spiral(int points) {
    Spirals spirals = new Spirals(3, 3, 0.2, 0.67, 0, Spirals.NEVER);
    return IntStream.range(0, points).mapToObj(spirals::at).toList();
  }

  private static List<Point> again(List<Point> points) {
    return points.stream().map(Point::asRepeated).toList();
  }

  private static Point point(int label) {
    return new Point("p", new double[] {0.25, -0.5}, Label.of(label));
  }

  @Test
  void shouldKeepTheTotalsOfTheFirstPassWhileItGoesOnLearning() {
    FoldLoop loop = new FoldLoop(FoldLoop.settings(LOGISTIC, REPLAYING)).run(spiral(2_400));
    loop.end();
    LearnerReport first = loop.learner(0);
    Map<String, Object> total = loop.learner(1).total();
    String digest = loop.digest(0);

    again(spiral(2_400)).forEach(point -> loop.apply(point, 0));

    LearnerReport then = loop.learner(0);
    assertThat(then.total()).isEqualTo(first.total());
    assertThat(loop.learner(1).total()).isEqualTo(total);
    assertThat(then.labelled()).isEqualTo(first.labelled()).isEqualTo(2_400);
    assertThat(then.counts()).isEqualTo(new PointCounts(2_400, 0, 0, 0));
    assertThat(then.step()).isGreaterThan(first.step() + 100);
    assertThat(loop.digest(0)).isNotEqualTo(digest);
    // In windows they count like any.
    loop.end();
    assertThat(loop.closed).extracting(c -> c.window().points()).containsSubsequence(400L, 1_000L);
    assertThat(loop.closed.stream().mapToLong(c -> c.window().labelled()).sum()).isEqualTo(4_800);
  }

  private static Object inWindow(FoldLoop loop) {
    return loop.report().learner(0, true).window().get("n");
  }

  @Test
  void shouldScoreThemInTheirWindow() {
    FoldLoop loop = new FoldLoop(FoldLoop.settings(LOGISTIC)).run(spiral(500));
    again(spiral(250)).forEach(point -> loop.apply(point, 0));

    assertThat(inWindow(loop)).isEqualTo(749.0);
    assertThat(loop.total(0, "n")).isEqualTo(499.0);
    assertThat((double) loop.learner(0).faded().get("n")).isCloseTo(fadedN(749), within(1e-9));
  }

  private static double fadedN(int points) {
    return (1 - Math.pow(0.999, points)) / (1 - 0.999);
  }

  /** Scores are added in batches, which must not mix the two. */
  @Test
  void shouldTellThemApartPointByPointAndWhereverItIsRestarted() {
    Random random = new Random(9);
    FoldLoop whole = new FoldLoop(FoldLoop.settings(LOGISTIC, REPLAYING));
    FoldLoop restarted = whole.restarted();
    FoldLoop unmarked = whole.restarted();
    int counted = 0;
    int right = 0;
    for (Point point : spiral(600)) {
      boolean again = random.nextInt(3) == 0;
      whole.apply(again ? point.asRepeated() : point);
      restarted.apply(again ? point.asRepeated() : point);
      restarted = restarted.restarted();
      unmarked.apply(point);
      counted += again ? 0 : 1;
      right += !again && point.label().equals(whole.last.answer().prediction(0)) ? 1 : 0;
    }

    LearnerReport found = whole.learner(0);
    int scored = counted - (new Random(9).nextInt(3) == 0 ? 0 : 1); // without the first
    assertThat(found.total()).containsEntry("n", (double) scored);
    assertThat((double) found.total().get("accuracy"))
        .isCloseTo((double) right / scored, within(1e-12));
    assertThat(found.counts().points()).isEqualTo(counted).isLessThan(500);
    assertThat(found.labelled()).isEqualTo(counted);
    assertThat(restarted.digests()).isEqualTo(whole.digests());
    assertThat(restarted.learner(0)).isEqualTo(found);
    // What is learned does not depend on the mark.
    assertThat(whole.report().learned(0, Long.MAX_VALUE).parameters())
        .usingRecursiveComparison()
        .isEqualTo(unmarked.report().learned(0, Long.MAX_VALUE).parameters());
  }

  @Test
  void shouldLeaveThemOutWhenTheirLabelComesLater() {
    FoldLoop loop = FoldLoop.late(LOGISTIC).run(spiral(300));
    Point point = point(1).withId("new");
    loop.hold(point.asRepeated(), 1_000_300);
    loop.hold(point, 1_000_301);

    loop.release(point.asRepeated());
    assertThat(loop.total(0, "n")).isEqualTo(299.0);
    assertThat(loop.learner(0).labelled()).isEqualTo(300);
    loop.release(point);
    assertThat(loop.total(0, "n")).isEqualTo(300.0);
    assertThat(loop.learner(0).labelled()).isEqualTo(301);
    assertThat(loop.learner(0).counts().points()).isEqualTo(301);
    assertThat(inWindow(loop)).isEqualTo(301.0);
  }

  /** A point whose time a field tells. */
  private static Point at(long ms, Point point) {
    double[] x = point.features();
    Fields fields = AnyRecords.of("at", Long.toString(ms), "x", x[0], "y", x[1]);
    return new Point(point.id(), fields, point.label(), Point.NO_TIME, false);
  }

  /** Their times, in a field, were passed before; a record's own may be of another century. */
  @Test
  void shouldLoseNoneToItsTimeAlthoughLatePointsAreDropped() {
    FoldLoop loop = dropping("at");
    Random random = new Random(1);
    long[] times = random.longs(3_000, START, START + 200_000).sorted().toArray();
    List<Point> points = spiral(3_000);
    for (int i = 0; i < times.length; i++) {
      loop.apply(at(times[i], points.get(i)), 9_000_000_000_000L);
    }
    loop.end();
    assertThat(loop.learner(0).labelled()).isEqualTo(3_000);
    for (int i = 0; i < times.length; i++) {
      loop.apply(at(times[i], points.get(i)).asRepeated(), 9_000_000_000_000L);
      assertThat(loop.last.labelled().get(0).scored()).isTrue();
    }
    assertThat(loop.report().labels().values().stream().mapToLong(n -> n).sum()).isEqualTo(6_000);
  }

  @Test
  void shouldTakeARecordsTimeUnlessAFieldTellsOrItCameBefore() {
    FoldLoop timed = dropping("at");
    Point point = at(START + 5, point(1));
    // There is no time yet that it could follow: a topic whose beginning has been deleted.
    assertThat(timed.restarted().apply(point.asRepeated(), 77).time()).isEqualTo(START + 5);
    assertThat(timed.apply(point, 77).time()).isEqualTo(START + 5);
    assertThat(timed.apply(point.asRepeated(), 77).time()).isEqualTo(START + 6);

    FoldLoop plain = dropping(null);
    assertThat(plain.restarted().apply(point(1).asRepeated(), 77).time()).isEqualTo(77);
    assertThat(plain.apply(point(1), START).time()).isEqualTo(START);
    assertThat(plain.apply(point(1).asRepeated(), 77).time()).isEqualTo(START + 1);
  }

  /** A window of a wrong time is given up: those of its points that were counted are early. */
  @Test
  void shouldNotCountThemAsEarlyWhenTheTimeStartsOver() {
    FoldLoop loop = dropping(null);
    loop.apply(point(0), 900_000_000);
    loop.apply(point(1).asRepeated(), 0);
    FoldLoop restarted = loop.restarted();
    restarted.apply(point(0), 5_000);
    restarted.apply(point(1), 5_001);

    assertThat(restarted.report().time()).isEqualTo(5_001);
    assertThat(restarted.learner(0).counts()).isEqualTo(new PointCounts(3, 1, 1, 0));
  }
}
