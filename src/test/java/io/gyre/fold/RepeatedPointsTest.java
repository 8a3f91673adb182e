package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.Spirals;
import io.gyre.scoring.WindowSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Points of a later pass over the same rows are learned, and left out of totals. */
class RepeatedPointsTest {

  private static final String LOGISTIC =
      "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3";
  private static final String REPLAYING =
      "\"name\":\"b\",\"kind\":\"network\",\"learningRate\":0.03,\"optimiser\":\"adam\",\"replay\":24,\"memory\":300";

  private static final FoldSettings DROPPING =
      new FoldSettings(
          Loop.learners(LOGISTIC, REPLAYING), new WindowSettings(1_000, 0, 10_000, false));

  private static List<Point> spiral(int points) {
    Spirals spirals = new Spirals(3, 3, 0.2, 0.67, 0, Spirals.NEVER);
    return IntStream.range(0, points).mapToObj(spirals::at).toList();
  }

  private static List<Point> again(List<Point> points) {
    return points.stream().map(Point::asRepeated).toList();
  }

  private static Point point(int label) {
    return new Point("p", new double[] {0.25, -0.5}, label);
  }

  @Test
  void shouldKeepTheTotalsOfTheFirstPassWhileItGoesOnLearning() {
    Loop loop = new Loop(Loop.settings(LOGISTIC, REPLAYING));
    loop.run(spiral(2_400));
    loop.end();
    List<LearnerView> views = List.of(loop.fold.report(0), loop.fold.report(1));
    List<Object> totals = figures(views);
    String digest = loop.digest(0);
    long step = views.get(0).step();

    List<Point> again = again(spiral(2_400));
    again.forEach(point -> loop.apply(point, loop.fold.timeOf(point, 0)));

    assertThat(figures(views)).isEqualTo(totals);
    assertThat(views.get(0).labelled()).isEqualTo(2_400);
    assertThat(views.get(0).counts()).isEqualTo(new PointCounts(2_400, 0, 0, 0));
    assertThat(views.get(0).step()).isGreaterThan(step + 100);
    assertThat(loop.digest(0)).isNotEqualTo(digest);
    // In windows they count like any.
    loop.end();
    assertThat(loop.closed.stream().mapToLong(w -> w.points())).containsSubsequence(400L, 1_000L);
    assertThat(loop.closed.stream().mapToLong(w -> w.labelled()).sum()).isEqualTo(4_800);
  }

  private static List<Object> figures(List<LearnerView> views) {
    List<Object> figures = new ArrayList<>();
    for (LearnerView view : views) {
      figures.add(view.total());
      figures.add(view.labelled());
      figures.add(view.counts());
    }
    return figures;
  }

  @Test
  void shouldScoreThemInTheirWindow() {
    Loop loop = new Loop(Loop.settings(LOGISTIC));
    loop.run(spiral(500));
    again(spiral(250)).forEach(point -> loop.apply(point, loop.fold.timeOf(point, 0)));

    LearnerView view = loop.fold.report(0);
    assertThat(view.scores(loop.fold.open().get(0))).containsEntry("n", 750.0);
    assertThat(view.total()).containsEntry("n", 500.0);
    assertThat((double) view.faded().get("n")).isCloseTo(fadedN(750), within(1e-9));
  }

  private static double fadedN(int points) {
    return (1 - Math.pow(0.999, points)) / (1 - 0.999);
  }

  /** Scores are added in batches, which must not mix the two. */
  @Test
  void shouldTellThemApartPointByPointAndWhereverItIsRestarted() {
    Random random = new Random(9);
    Loop whole = new Loop(Loop.settings(LOGISTIC, REPLAYING));
    Loop restarted = new Loop(Loop.settings(LOGISTIC, REPLAYING));
    Loop unmarked = new Loop(Loop.settings(LOGISTIC, REPLAYING));
    int counted = 0;
    int right = 0;
    for (Point point : spiral(600)) {
      boolean again = random.nextInt(3) == 0;
      whole.apply(again ? point.asRepeated() : point);
      restarted.apply(again ? point.asRepeated() : point);
      restarted.save();
      restarted = restarted.restarted();
      unmarked.apply(point);
      counted += again ? 0 : 1;
      right += !again && point.label().equals(whole.fold.answer(0).prediction()) ? 1 : 0;
    }

    LearnerView view = whole.fold.report(0);
    assertThat(view.total()).containsEntry("n", (double) counted);
    assertThat((double) view.total().get("accuracy"))
        .isCloseTo((double) right / counted, within(1e-12));
    assertThat(view.counts().points()).isEqualTo(counted).isLessThan(500);
    assertThat(view.labelled()).isEqualTo(counted);
    assertThat(restarted.digest(0)).isEqualTo(whole.digest(0));
    assertThat(restarted.digest(1)).isEqualTo(whole.digest(1));
    assertThat(restarted.fold.report(0).counts()).isEqualTo(view.counts());
    // What is learned does not depend on the mark.
    assertThat(view.parameters())
        .usingRecursiveComparison()
        .isEqualTo(unmarked.fold.report(0).parameters());
  }

  @Test
  void shouldLeaveThemOutWhenTheirLabelComesLater() {
    Loop loop = new Loop(Loop.settings(LOGISTIC));
    loop.run(spiral(300));
    WaitingPoint again = loop.fold.await(point(1).asRepeated(), 1_000_300, closed -> {});
    WaitingPoint once = loop.fold.await(point(1), 1_000_301, closed -> {});
    LearnerView view = loop.fold.report(0);

    loop.fold.label(again);
    assertThat(view.total()).containsEntry("n", 300.0);
    assertThat(view.labelled()).isEqualTo(300);
    loop.fold.label(once);
    assertThat(view.total()).containsEntry("n", 301.0);
    assertThat(view.labelled()).isEqualTo(301);
    assertThat(view.counts().points()).isEqualTo(301);
    assertThat(view.scores(loop.fold.open().get(0))).containsEntry("n", 302.0);
  }

  /** Their times, in a field, were passed before; a record's own may be of another century. */
  @Test
  void shouldLoseNoneToItsTimeAlthoughLatePointsAreDropped() {
    Loop loop = new Loop(DROPPING);
    List<Point> rows =
        spiral(3_000).stream()
            .map(p -> new Point(p.id(), p.fields(), p.label(), 50_000L + 40L * hash(p)))
            .sorted((a, b) -> Long.compare(a.time(), b.time()))
            .toList();
    rows.forEach(point -> loop.apply(point, loop.fold.timeOf(point, 9_000_000_000_000L)));
    loop.end();
    assertThat(loop.fold.baselines().labels()).isEqualTo(3_000);
    for (Point point : again(rows)) {
      loop.apply(point, loop.fold.timeOf(point, 9_000_000_000_000L));
      assertThat(loop.fold.scored()).isTrue();
    }
    assertThat(loop.fold.baselines().labels()).isEqualTo(6_000);
  }

  private static int hash(Point point) {
    return Math.floorMod(point.id().hashCode() * 31, 5_000);
  }

  @Test
  void shouldTakeARecordsTimeUnlessAFieldTellsOrItCameBefore() {
    Loop loop = new Loop(DROPPING);
    Point timed = new Point("p", point(1).fields(), Label.of(1), 123_456);
    assertThat(loop.fold.timeOf(point(1), 77)).isEqualTo(77);
    assertThat(loop.fold.timeOf(timed, 77)).isEqualTo(123_456);
    // There is no time yet that it could follow: a topic whose beginning has been deleted.
    assertThat(loop.fold.timeOf(point(1).asRepeated(), 77)).isEqualTo(77);
    assertThat(loop.fold.timeOf(timed.asRepeated(), 77)).isEqualTo(123_456);
    loop.apply(timed, 123_456);
    assertThat(loop.fold.timeOf(point(1), 77)).isEqualTo(77);
    assertThat(loop.fold.timeOf(timed.asRepeated(), 77)).isEqualTo(123_457);
  }

  /** A window of a wrong time is given up: those of its points that were counted are early. */
  @Test
  void shouldNotCountThemAsEarlyWhenTheTimeStartsOver() {
    Loop loop = new Loop(DROPPING);
    loop.apply(point(0), 900_000_000);
    Point again = point(1).asRepeated();
    loop.apply(again, loop.fold.timeOf(again, 0));
    loop.save();
    Loop restarted = loop.restarted();
    restarted.apply(point(0), 5_000);
    restarted.apply(point(1), 5_001);

    assertThat(restarted.fold.time()).isEqualTo(5_001);
    assertThat(restarted.fold.report(0).counts()).isEqualTo(new PointCounts(3, 1, 1, 0));
  }
}
