package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.learning.LearnerSettings;
import io.gyre.scoring.WindowSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A class appears while a batch is pending, and the process is killed. */
class PendingClassTest {

  private static final int POINTS = 60;

  /** The first point of the new class: three of a batch of seven wait before it. */
  private static final int NEW_CLASS = 31;

  private static final List<LearnerSettings> LEARNERS =
      Loop.learners(
          "\"name\":\"a\",\"kind\":\"logistic\",\"learningRate\":0.3,\"batch\":7",
          "\"name\":\"b\",\"kind\":\"network\",\"learningRate\":0.03,\"optimiser\":\"adam\",\"batch\":7",
          "\"name\":\"c\",\"kind\":\"neighbours\"",
          "\"name\":\"d\",\"kind\":\"blend\"");

  private static List<Point> points() {
    Random random = new Random(3);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < POINTS; i++) {
      int label = i == NEW_CLASS ? 2 : random.nextInt(i < NEW_CLASS ? 2 : 3);
      Fields fields =
          new Fields(
              new String[] {"x", "y"}, new double[] {label + random.nextGaussian(), i}, null);
      points.add(new Point("p-" + i, fields, Label.of(label), Point.NO_TIME));
    }
    return points;
  }

  private static FoldSettings settings() {
    return new FoldSettings(LEARNERS, WindowSettings.standard());
  }

  private static List<Object> told(Loop loop) {
    List<Object> told = new ArrayList<>();
    for (int i = 0; i < LEARNERS.size(); i++) {
      told.add(loop.fold.report(i).digest());
      told.add(loop.fold.report(i).total());
    }
    return told;
  }

  private static Loop run(Loop loop, int to) {
    List<Point> points = points();
    for (int i = (int) loop.fold.position().next(); i < to; i++) {
      loop.apply(points.get(i));
    }
    return loop;
  }

  /** The last commit was before it, with it, or after it, each in the middle of the batch. */
  @ParameterizedTest
  @ValueSource(ints = {NEW_CLASS - 2, NEW_CLASS, NEW_CLASS + 1, NEW_CLASS + 2})
  void shouldLearnTheSameAfterAKill(int committed) {
    List<Object> expected = told(run(new Loop(settings()), POINTS));
    Loop killed = run(new Loop(settings()), committed);
    killed.save();
    Map<String, byte[]> store = new TreeMap<>(killed.store);
    run(killed, NEW_CLASS + 3);
    assertThat(killed.fold.classes().size()).isEqualTo(3);

    Loop restarted = new Loop(settings(), store);

    assertThat(restarted.fold.position().next()).isEqualTo(committed);
    assertThat(told(run(restarted, POINTS))).isEqualTo(expected);
  }
}
