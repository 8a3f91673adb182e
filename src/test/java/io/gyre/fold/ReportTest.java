package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.data.Point;
import io.gyre.data.Spirals;
import io.gyre.fold.intake.LogRecord.Kind;
import io.gyre.fold.state.FoldSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is told of windows that hold little: several at a time, and all of them. */
class ReportTest {

  private static final String SMALL =
      "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3,\"batch\":1";

  /** 1,601 numbers, of which 100 points are a sixteenth. */
  private static final String LARGE =
      "\"name\":\"b\",\"kind\":\"network\",\"hidden\":400,\"learningRate\":0.1,\"batch\":1";

  private static final FoldSettings EACH = FoldLoop.settings(SMALL, LARGE);
  private static final Spirals SPIRALS = Examples.spirals(1);

  private static FoldLoop run(FoldSettings settings, int points, long apartMs) {
    FoldLoop loop = new FoldLoop(settings);
    for (int i = 0; i < points; i++) {
      Point point = SPIRALS.at(i);
      loop.next(Kind.POINT, i % 4 == 3 ? point.withoutLabel() : point, apartMs * i);
    }
    loop.next(Kind.END, null, 0);
    loop.save();
    return loop;
  }

  private static List<Long> labelled(FoldLoop loop) {
    return loop.closed.stream().map(closed -> closed.window().labelled()).toList();
  }

  @Test
  void shouldTellOnceWindowsHoldEnough() {
    FoldLoop loop = run(EACH.withReports(30), 1_000, 300);

    assertThat(labelled(loop)).hasSizeBetween(20, 25);
    assertThat(labelled(loop).subList(0, labelled(loop).size() - 1))
        .allSatisfy(n -> assertThat(n).isBetween(30L, 33L));
    long end = 0;
    for (ClosedWindow closed : loop.closed) {
      assertThat(closed.window().startMs).isGreaterThanOrEqualTo(end);
      end = closed.window().endMs;
    }
  }

  @Test
  void shouldLoseNothingOfTheWindowsAndLearnTheSame() {
    FoldLoop each = run(EACH, 400, 300);
    FoldLoop some = run(EACH.withReports(30), 400, 300);

    assertThat(sums(some)).isEqualTo(sums(each));
    assertThat(some.closed).hasSizeLessThan(each.closed.size() / 5);
    for (int learner = 0; learner < 2; learner++) {
      assertThat(some.fold.report().digest(learner)).isEqualTo(each.fold.report().digest(learner));
    }
  }

  /** Counts of all windows, and sums of what is a sum. */
  private static Map<String, Double> sums(FoldLoop loop) {
    return Map.of(
        "points", sum(loop, closed -> closed.window().points()),
        "labelled", sum(loop, closed -> closed.window().labelled()),
        "steps", sum(loop, closed -> closed.learners().get(0).windowSteps()),
        "n", sum(loop, closed -> (double) closed.learners().get(0).window().get("n")),
        "right", (double) Math.round(sum(loop, ReportTest::right)));
  }

  private static double right(ClosedWindow closed) {
    Map<String, Object> scores = closed.learners().get(1).window();
    Double accuracy = (Double) scores.get("accuracy");
    return accuracy == null ? 0 : accuracy * (double) scores.get("n");
  }

  private static double sum(
      FoldLoop loop, java.util.function.ToDoubleFunction<ClosedWindow> number) {
    return loop.closed.stream().mapToDouble(number).sum();
  }

  @Test
  void shouldTellOfFewPointsOnceADayHasPassed() {
    FoldLoop loop = run(EACH.withReports(100), 100, TimeUnit.HOURS.toMillis(1));

    assertThat(labelled(loop)).hasSizeBetween(3, 4).first().isEqualTo(19L);
  }

  @Test
  void shouldTellOfPointsThatHaveNoLabelYet() {
    FoldLoop loop = new FoldLoop(EACH.withReports(10));
    for (int i = 0; i < 1_000; i++) {
      loop.next(Kind.POINT, SPIRALS.at(i).withoutLabel(), 300L * i);
    }

    assertThat(loop.closed).hasSizeGreaterThan(1);
  }

  @Test
  void shouldTellNothingOfTheTimeBeforeALearnerWasOffTheList() {
    FoldSettings both = EACH.withReports(100);
    FoldLoop loop = new FoldLoop(both);
    send(loop, 0, 10);
    loop = loop.restarted(FoldLoop.settings(SMALL).withReports(100));
    send(loop, 10, 400);
    loop = loop.restarted(both);
    int before = loop.closed.size();
    send(loop, 400, 700);

    ClosedWindow first = loop.closed.get(before);
    double scored = (double) first.learners().get(1).window().get("n");
    assertThat(scored).isLessThanOrEqualTo(first.window().labelled());
  }

  private static void send(FoldLoop loop, int from, int to) {
    for (int i = from; i < to; i++) {
      loop.next(Kind.POINT, SPIRALS.at(i), 300L * i);
    }
  }

  @Test
  void shouldTellParametersOnceEnoughIsLearnedForTheirNumbersAndAtTheEnd() {
    FoldLoop loop = run(EACH.withReports(10), 1_000, 300);
    List<Integer> told =
        IntStream.range(0, loop.closed.size())
            .filter(i -> loop.closed.get(i).learners().get(1).learned() != null)
            .boxed()
            .collect(Collectors.toList());

    assertThat(loop.closed)
        .allSatisfy(closed -> assertThat(closed.learners().get(0).learned()).isNotNull())
        .allSatisfy(closed -> assertThat(closed.learners().get(1).digest()).isNotNull());
    assertThat(told).contains(loop.closed.size() - 1).hasSizeBetween(6, 9);
  }

  @Test
  void shouldTellScoresByClassOnceInTenReportsAndAtTheEnd() {
    FoldLoop loop = run(EACH.withReports(10), 1_000, 300);
    List<Integer> whole =
        IntStream.range(0, loop.closed.size())
            .filter(i -> loop.closed.get(i).learners().get(0).total().containsKey("recall"))
            .boxed()
            .toList();

    assertThat(loop.closed).hasSizeGreaterThan(45);
    for (int i = 0; i < loop.closed.size(); i++) {
      boolean last = i == loop.closed.size() - 1;
      assertThat(whole.contains(i)).as("report " + i).isEqualTo(i % 10 == 0 || last);
    }
    assertThat(run(EACH, 40, 300).closed)
        .allSatisfy(c -> assertThat(c.learners().get(0).total()).containsKey("recall"));
  }

  /** The end of one partition tells what waits in a batch; that of the last one steps on it. */
  @Test
  void shouldTellTheParametersOfTheLastStep() {
    FoldSettings batches = FoldLoop.settings(SMALL.replace("\"batch\":1", "\"batch\":250"));
    FoldLoop loop = new FoldLoop(batches.withReports(1_000));
    for (int i = 0; i < 70; i++) {
      loop.merged(Kind.POINT, SPIRALS.at(i), 30L * i, i % 2);
    }
    loop.merged(Kind.END, null, 0, 0);
    long before = loop.fold.report().step(0);
    loop.merged(Kind.END, null, 0, 1);

    assertThat(loop.fold.report().step(0)).isGreaterThan(before);
    assertThat(loop.closed.get(loop.closed.size() - 1).learners().get(0).learned().digest())
        .isEqualTo(loop.fold.report().digest(0));
  }
}
