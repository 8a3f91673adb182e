package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.AnyRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A class appears while a batch is pending, and the process is killed. */
class PendingClassTest {

  private static final int POINTS = 60;

  /** The first point of the new class: three of a batch of seven wait before it. */
  private static final int NEW_CLASS = 31;

  private static final FoldSettings SETTINGS =
      FoldLoop.settings(
          "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3,\"batch\":7",
          "\"name\":\"b\",\"kind\":\"network\",\"learningRate\":0.03,\"optimiser\":\"adam\",\"batch\":7",
          "\"name\":\"c\",\"kind\":\"neighbours\"",
          "\"name\":\"d\",\"kind\":\"blend\"");

  private static List<Point> points() {
    Random random = new Random(3);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < POINTS; i++) {
      int label = i == NEW_CLASS ? 2 : random.nextInt(i < NEW_CLASS ? 2 : 3);
      Fields fields = AnyRecords.of("x", label + random.nextGaussian(), "y", (double) i);
      points.add(new Point("p-" + i, fields, Label.of(label), Point.NO_TIME));
    }
    return points;
  }

  private static FoldLoop run(FoldLoop loop, int to) {
    points().subList((int) loop.report().next(), to).forEach(loop::apply);
    return loop;
  }

  /** The last commit was before it, with it, or after it, each in the middle of the batch. */
  @ParameterizedTest
  @ValueSource(ints = {NEW_CLASS - 2, NEW_CLASS, NEW_CLASS + 1, NEW_CLASS + 2})
  void shouldLearnTheSameAfterAKill(int committed) {
    FoldLoop expected = run(new FoldLoop(SETTINGS), POINTS);
    FoldLoop killed = run(new FoldLoop(SETTINGS), committed);
    FoldLoop restarted = killed.restarted();
    run(killed, NEW_CLASS + 3);
    assertThat(killed.report().classes()).hasSize(3);

    assertThat(restarted.report().next()).isEqualTo(committed);
    run(restarted, POINTS);
    assertThat(restarted.digests()).isEqualTo(expected.digests());
    assertThat(restarted.learner(3)).isEqualTo(expected.learner(3));
  }
}
