package io.gyre.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.data.Alert;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.alerts.Budget;
import io.gyre.fold.alerts.DecisionSettings;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.format.RecordSettings;
import io.gyre.time.WindowSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Labels that are far from what was expected of their record. */
class OutliersTest {

  private static final int POINTS = 5_000;
  private static final int EACH_MS = 1_000;

  /** Whose labels are wrong: rarer than one in 2,000, and after as many labels and a period. */
  private static final Set<String> WRONG = Set.of("p-3000", "p-4000", "p-4900");

  private final FoldSettings settings =
      new FoldSettings(
          RecordSettings.standard().withAmounts(),
          FoldLoop.learners(
              "\"name\":\"linear\",\"kind\":\"linear\",\"optimiser\":\"adagrad\",\"learningRate\":0.3",
              "\"name\":\"mix\",\"kind\":\"mix\""),
          WindowSettings.standard());
  private Random random = new Random(7);
  private final List<Alert.Outlier> found = new ArrayList<>();

  private FoldSettings finding(double outliers, int periodMs) {
    return settings.withDecisions(
        new DecisionSettings(new Budget(outliers, periodMs, false), null, null));
  }

  /** The noise grows with a; a wrong label is off by five units, which is never noise. */
  private Point point(int i) throws InvalidPointException {
    double[] x = {random.nextDouble(), random.nextDouble()};
    double noise = (0.1 + 0.2 * x[0]) * Math.max(-3, Math.min(3, random.nextGaussian()));
    double y = 3 * x[0] - 2 * x[1] + noise + (WRONG.contains("p-" + i) ? 5 : 0);
    Label label = Label.ofNumber(Double.toString(100 + 10 * y));
    return new Point("p-" + i, new Fields(new String[] {"a", "b"}, x, null), label, 0, false);
  }

  private void note(FoldLoop loop) {
    loop.last.alerts().stream()
        .filter(Alert.Outlier.class::isInstance)
        .forEach(alert -> found.add((Alert.Outlier) alert));
  }

  private FoldLoop run(FoldSettings wanted) throws InvalidPointException {
    FoldLoop loop = FoldLoop.explaining(wanted);
    for (int i = 0; i < POINTS; i++) {
      loop.apply(point(i), 1_000_000 + (long) EACH_MS * i);
      note(loop);
    }
    return loop;
  }

  @Test
  void shouldTellOfEachLabelThatSurprisesWithWhatWasExpectedAndWhy() throws InvalidPointException {
    FoldLoop loop = run(finding(10, 500_000));

    assertThat(found).extracting(Alert.Outlier::id).doesNotHaveDuplicates().containsAll(WRONG);
    assertThat(found).hasSizeLessThan(WRONG.size() + 12); // one of 1,000 is so by chance
    assertThat(found)
        .allSatisfy(
            outlier -> {
              assertThat(outlier.amount()).isBetween(outlier.lower(), outlier.upper());
              assertThat(outlier.label() < outlier.lower() || outlier.label() > outlier.upper())
                  .isTrue();
              assertThat(outlier.fields()).containsOnlyKeys("a", "b");
              assertThat(outlier.why()).extracting(Alert.Reason::field).contains("a");
              assertThat(outlier.nth()).isBetween(1L, 10L);
            });
    assertThat(loop.report().decisions().alerts()).isEqualTo(found.size());
  }

  /** Fewer are told where the budget is smaller. */
  @Test
  void shouldKeepToTheBudget() throws InvalidPointException {
    run(finding(10, 500_000));
    int all = found.size();
    found.clear();
    random = new Random(7);
    run(finding(1, 2_000_000));

    assertThat(found).isNotEmpty().hasSizeLessThan(all);
  }

  @Test
  void shouldTellOfNoneUnlessAsked() throws InvalidPointException {
    FoldLoop loop = run(settings);

    assertThat(found).isEmpty();
    assertThat(loop.report().decisions()).isNull();
  }

  /** Each is told once, when its label comes, whatever restarts there were. */
  @Test
  void shouldTellTheSameAfterRestarts() throws InvalidPointException {
    int late = 40;
    FoldLoop whole = runLate(late, POINTS);
    List<Alert.Outlier> ofWhole = List.copyOf(found);
    found.clear();
    FoldLoop restarted = runLate(late, 700);

    assertThat(found).isEqualTo(ofWhole);
    assertThat(found).extracting(Alert.Outlier::id).doesNotHaveDuplicates().containsAll(WRONG);
    assertThat(restarted.report().decisions()).isEqualTo(whole.report().decisions());
  }

  private FoldLoop runLate(int late, int restartEach) throws InvalidPointException {
    FoldSettings wanted =
        finding(10, 500_000).with(new LateLabels(100_000, 10_000, 1 << 24, null, false));
    random = new Random(8);
    FoldLoop loop = new FoldLoop(wanted);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < POINTS + late; i++) {
      long time = 1_000_000 + (long) EACH_MS * i;
      points.add(point(i));
      loop.apply(points.get(i).withoutLabel(), time);
      if (i >= late) {
        loop.label("p-" + (i - late), points.get(i - late).label(), time);
        note(loop);
      }
      if (i % restartEach == restartEach - 1) {
        loop.save();
        loop = loop.restarted(wanted);
      }
    }
    return loop;
  }
}
