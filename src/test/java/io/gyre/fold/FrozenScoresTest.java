package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.state.FoldSettings;
import io.gyre.format.RecordSettings;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.time.WindowSettings;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fold that learns nothing more is scored as if each point were the first that comes to it. */
class FrozenScoresTest {

  private static final String[] PATHS = {"x", "y"};
  private static final int BEFORE = 300;
  private static final int SINCE = 60;

  private final Random random = new Random(4);

  private static FoldSettings settings(boolean ofAmounts) {
    RecordSettings records = RecordSettings.standard();
    return new FoldSettings(
        ofAmounts ? records.withAmounts() : records,
        (ofAmounts ? LearnerPresets.AMOUNTS : LearnerPresets.DATA).learners(),
        WindowSettings.standard());
  }

  /**
   * Points whose labels mean the opposite from some place on, so that learning makes a difference.
   */
  private Point point(int i, boolean ofAmounts) throws InvalidPointException {
    double[] x = {random.nextDouble(), random.nextDouble()};
    double y = i < BEFORE ? x[0] : 1 - x[0];
    String label = ofAmounts ? Double.toString(100 + 40 * y) : y > 0.5 ? "1" : "0";
    return new Point(
        "p-" + i, new Fields(PATHS, x, null), Label.ofNumber(label), Point.NO_TIME, false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldScoreEachPointAsIfItWereTheNextOne(boolean ofAmounts) throws InvalidPointException {
    FoldLoop saved = new FoldLoop(settings(ofAmounts));
    for (int i = 0; i < BEFORE; i++) {
      saved.apply(point(i, ofAmounts));
    }
    FoldLoop learning = saved.restarted();
    Fold frozen = saved.restarted().fold;
    Map<String, String> digests = frozen.report().digests();
    FrozenScores scores = new FrozenScores(frozen, learning.fold.report());
    List<String> metrics = ofAmounts ? List.of("mae", "coverage") : List.of("accuracy", "cost");
    double[][] expected = new double[frozen.report().learners().size()][metrics.size()];
    for (int i = BEFORE; i < BEFORE + SINCE; i++) {
      Point point = point(i, ofAmounts);
      learning.apply(point).labelled().forEach(scores::add);
      FoldLoop once = saved.restarted();
      once.fold.report().reportSinceHere();
      once.apply(point);
      for (int learner = 0; learner < expected.length; learner++) {
        for (int m = 0; m < metrics.size(); m++) {
          Object value = once.learner(learner).total().get(metrics.get(m));
          expected[learner][m] += value == null ? Double.NaN : (double) value / SINCE;
        }
      }
    }

    assertThat(scores.totals().keySet()).contains(settings(ofAmounts).deciding());
    scores
        .totals()
        .forEach(
            (name, total) -> {
              int learner = frozen.report().learners().indexOf(name);
              assertThat(total).containsEntry("n", (double) SINCE);
              for (int m = 0; m < metrics.size(); m++) {
                Double found = (Double) total.get(metrics.get(m));
                if (found != null) { // Not each learner gives an interval.
                  assertThat(found)
                      .as("%s of %s", metrics.get(m), name)
                      .isCloseTo(expected[learner][m], within(1e-9));
                }
              }
            });
    assertThat(scores.totals().get(settings(ofAmounts).deciding()))
        .as("it did not learn that all is the opposite now")
        .hasEntrySatisfying(
            metrics.get(0),
            value -> assertThat((double) value).matches(v -> ofAmounts ? v > 15 : v < 0.3));
    assertThat(frozen.report().digests()).isEqualTo(digests);
  }

  /** It cannot have said what it does not know. */
  @Test
  void shouldScoreAClassThatItDoesNotKnowAsAMistake() throws InvalidPointException {
    FoldLoop saved = new FoldLoop(settings(false));
    for (int i = 0; i < BEFORE; i++) {
      saved.apply(point(i, false));
    }
    FoldLoop learning = saved.restarted();
    FrozenScores scores = new FrozenScores(saved.restarted().fold, learning.fold.report());
    for (int i = 0; i < SINCE; i++) {
      Fields fields = new Fields(PATHS, new double[] {random.nextDouble(), 5}, null);
      Point point = new Point("q-" + i, fields, Label.of(2), Point.NO_TIME, false);
      learning.apply(point).labelled().forEach(scores::add);
    }

    assertThat(scores.totals().get("blend"))
        .containsEntry("n", 60.0)
        .containsEntry("accuracy", 0.0);
    assertThat((double) learning.total(learning.report().learners().indexOf("blend"), "accuracy"))
        .isPositive();
  }

  @Test
  void shouldRefuseToCompareOtherClasses() throws InvalidPointException {
    FoldLoop one = new FoldLoop(settings(false));
    FoldLoop other = new FoldLoop(settings(false));
    one.apply(new Point("p", new Fields(PATHS, new double[2], null), Label.of(7), -1, false));
    other.apply(new Point("p", new Fields(PATHS, new double[2], null), Label.of(8), -1, false));

    assertThatThrownBy(() -> new FrozenScores(one.fold, other.fold.report()))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining("cannot be compared, it knows the classes [7]");
  }
}
