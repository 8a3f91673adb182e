package io.gyre.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OddsBinsTest {

  private record Ranked(double p, boolean positive) {}

  private final Outcomes outcomes = new Outcomes(1);

  private void add(ScopedMetrics metrics, int label, double... p) {
    outcomes.clear();
    int positive = p.length == 2 ? 1 : Outcomes.NONE;
    outcomes.add(label, 0, 0, 0, Outcomes.NONE, Outcomes.NONE, positive, p, p.length);
    metrics.add(outcomes);
  }

  private void add(ScopedMetrics metrics, Ranked... points) {
    for (Ranked point : points) {
      add(metrics, point.positive ? 1 : 0, 1 - point.p, point.p);
    }
  }

  private Map<String, Object> values(Scope scope, Ranked... points) {
    ScopedMetrics metrics = new ScopedMetrics(scope, 2, false);
    add(metrics, points);
    return metrics.values(true);
  }

  /** Σ (R_n − R_(n−1))·P_n over points that are ordered, without ties. */
  private static double averagePrecision(Stream<Ranked> ordered) {
    double sum = 0;
    int found = 0;
    int n = 0;
    for (Ranked point : ordered.toList()) {
      n++;
      found += point.positive ? 1 : 0;
      sum += point.positive ? (double) found / n : 0;
    }
    return sum / found;
  }

  private static Ranked[] rare(int count, double share) {
    Random random = new Random(1);
    Ranked[] points = new Ranked[count];
    for (int i = 0; i < count; i++) {
      boolean positive = random.nextDouble() < share;
      double logit = 2 * random.nextGaussian() + (positive ? -1 : -5);
      points[i] = new Ranked(1 / (1 + Math.exp(-logit)), positive);
    }
    return points;
  }

  /** Another start may name the other class positive; points of before are then of no use. */
  @Test
  void shouldRankTheClassThatIsPositiveNow() {
    for (Scope scope : new Scope[] {Scope.FADED, Scope.TOTAL}) {
      ScopedMetrics metrics = new ScopedMetrics(scope, 2, false);
      add(metrics, rare(2_000, 0.2));
      ScopedMetrics fresh = new ScopedMetrics(scope, 2, false);
      for (Ranked point : rare(500, 0.3)) {
        for (ScopedMetrics each : new ScopedMetrics[] {metrics, fresh}) {
          outcomes.clear();
          double[] p = {1 - point.p, point.p};
          outcomes.add(point.positive ? 1 : 0, 0, 0, 0, 0, 0, 0, p, 2);
          each.add(outcomes);
        }
      }
      assertThat(metrics.values(true).get("average-precision"))
          .isEqualTo(fresh.values(true).get("average-precision"));
      assertThat(metrics.values(true).get("precision-recall"))
          .isEqualTo(fresh.values(true).get("precision-recall"));
    }
  }

  /**
   * The example in the documentation of scikit-learn's average_precision_score, which gives .83.
   */
  @Test
  void shouldHaveTheAveragePrecisionOfTheExampleOfScikitLearn() {
    Map<String, Object> values =
        values(
            Scope.TOTAL,
            new Ranked(0.1, false),
            new Ranked(0.4, false),
            new Ranked(0.35, true),
            new Ranked(0.8, true));

    assertThat((Double) values.get("average-precision")).isCloseTo(5.0 / 6, within(1e-15));
    assertThat(values)
        .containsEntry("recall-at-1-percent", 0.5)
        .containsEntry("n-average-precision", 2.0);
  }

  /** A bin is at most ln(17/16) = .0606 of the logit wide. */
  @Test
  void shouldDifferFromTheExactOrderByNoMoreThanTheOrderInABin() {
    Ranked[] points = rare(20_000, 0.01);
    double binned = (Double) values(Scope.TOTAL, points).get("average-precision");
    ToDoubleFunction<Ranked> bin =
        point -> {
          double odds = point.p / (1 - point.p);
          double octave = Math.floor(Math.log(odds) / Math.log(2));
          return octave + Math.floor(16 * (odds / Math.pow(2, octave) - 1)) / 16;
        };
    Comparator<Ranked> byBin = Comparator.comparingDouble(bin).reversed();
    Comparator<Ranked> positivesFirst = Comparator.comparing(point -> !point.positive);

    double exact =
        averagePrecision(
            Arrays.stream(points).sorted(Comparator.comparingDouble(point -> -point.p)));
    double best =
        averagePrecision(Arrays.stream(points).sorted(byBin.thenComparing(positivesFirst)));
    double worst =
        averagePrecision(
            Arrays.stream(points).sorted(byBin.thenComparing(positivesFirst.reversed())));

    assertThat(exact).isBetween(worst, best).isCloseTo(0.3, within(0.1));
    assertThat(binned).isBetween(worst, best).isCloseTo(exact, within(0.01));
  }

  @Test
  void shouldTellApartProbabilitiesFarBelowOneInAMillion() {
    Map<String, Object> values =
        values(Scope.TOTAL, new Ranked(1.1e-7, true), new Ranked(1.0e-7, false));

    assertThat(values).containsEntry("average-precision", 1.0);
    assertThat(values(Scope.TOTAL, new Ranked(0, true), new Ranked(1, false)))
        .containsEntry("average-precision", 0.5);
  }

  @Test
  void shouldFindWhatMayBeFoundWhileOneInAHundredIsFalse() {
    ScopedMetrics metrics = new ScopedMetrics(Scope.TOTAL, 2, false);
    Ranked[] others = new Ranked[2_900];
    Arrays.fill(others, new Ranked(0.01, false));
    Arrays.fill(others, 0, 29, new Ranked(0.6, false));
    others[29] = new Ranked(0.4, false);
    add(metrics, others);
    add(metrics, new Ranked(0.9, true), new Ranked(0.5, true));
    assertThat(metrics.values(true)).containsEntry("recall-at-1-percent", 1.0);

    // Below the 30th of 2,900.
    add(metrics, new Ranked(0.4, true), new Ranked(0.3, true));
    assertThat(metrics.values(true)).containsEntry("recall-at-1-percent", 0.5);
  }

  /** 20,000 negatives between two positives fade nothing; 69 positives halve all before. */
  @Test
  void shouldFadeByPositives() {
    ScopedMetrics metrics = new ScopedMetrics(Scope.FADED, 2, false);
    add(metrics, new Ranked(0.1, true), new Ranked(0.5, false));
    for (int i = 0; i < 20_000; i++) {
      add(metrics, new Ranked(0.001, false));
    }
    assertThat(metrics.values(true)).containsEntry("average-precision", 0.5);
    for (int i = 0; i < 2 * 69; i++) {
      add(metrics, new Ranked(0.9, true));
    }

    // 68 count 1/4, 69 1/2 and one 1; the first positive and the negative above it 1/4.
    double positives = 0.25 + 68 * 0.25 + 69 * 0.5 + 1;
    assertThat(metrics.values(true))
        .containsEntry("n-average-precision", positives)
        .containsEntry(
            "average-precision",
            (positives - 0.25 + 0.25 * (positives / (positives + 0.25))) / positives);
  }

  /** What rounding down at each halving leaves out is less than a hundredth. */
  @Test
  void shouldCoverTheLastPositivesHoweverManyCameBefore() {
    Ranked[] points = rare(300_000, 0.2);
    Ranked[] last = Arrays.copyOfRange(points, 295_000, points.length);
    Map<String, Object> all = values(Scope.FADED, points);

    assertThat((Double) all.get("average-precision"))
        .isCloseTo((Double) values(Scope.FADED, last).get("average-precision"), within(0.01));
    assertThat((Double) all.get("n-average-precision")).isBetween(68.0, 138.0);
  }

  @Test
  void shouldAverageOverTheClassesThatOccur() {
    ScopedMetrics metrics = new ScopedMetrics(Scope.TOTAL, 4, false);
    add(metrics, 0, 0.9, 0.05, 0.03, 0.02);
    add(metrics, 1, 0.6, 0.01, 0.3, 0.09);
    add(metrics, 1, 0.1, 0.8, 0.05, 0.05);

    // Class 0: 1; class 1: found first and last of 3, (1 + 2/3)/2; classes 2 and 3 never came.
    assertThat((Double) metrics.values(true).get("average-precision"))
        .isCloseTo((1 + 5.0 / 6) / 2, within(1e-15));
  }

  @Test
  void shouldRankTheFirst32Classes() {
    ScopedMetrics metrics = new ScopedMetrics(Scope.TOTAL, 40, false);
    double[] p = new double[40];
    for (int label : new int[] {0, 33, 31, 39}) {
      Arrays.fill(p, 0.01);
      p[label] = label == 31 ? 0 : 0.61;
      add(metrics, label, p);
    }

    // Class 0 is ranked first of 4, class 31 last.
    assertThat(metrics.values(true))
        .containsEntry("average-precision", (1 + 0.25) / 2)
        .containsEntry("n-average-precision", 2.0);
  }

  @Test
  void shouldBeUndefinedWithoutPointsOfBothKinds() {
    assertThat(values(Scope.TOTAL, new Ranked(0.5, true)))
        .containsEntry("average-precision", null)
        .containsEntry("recall-at-1-percent", null);
    assertThat(values(Scope.TOTAL, new Ranked(0.5, false)))
        .containsEntry("average-precision", null);
  }
}
