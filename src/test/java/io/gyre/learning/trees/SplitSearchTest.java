package io.gyre.learning.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitSearchTest {

  private static final int SLOTS = 5;
  private static final int CLASSES = 4;

  private final Random random = new Random(3);
  private final SplitSearch search = new SplitSearch();

  /** A ring without points yet. */
  static TreePoints none(int places, int slots) {
    TreePoints points = new TreePoints(places, TreePoints.room(slots), 0);
    points.slots = slots;
    return points;
  }

  /** Points whose class depends on their first value, where some values are missing. */
  private TreePoints points(int n, double noise) {
    TreePoints points = none(n, SLOTS);
    for (int i = 0; i < n; i++) {
      double[] row = random.doubles(SLOTS, -1, 1).toArray();
      row[1] = Math.rint(3 * row[1]);
      row[2] = random.nextInt(3) == 0 ? Double.NaN : row[2];
      boolean isNoise = random.nextDouble() < noise;
      int label = isNoise ? random.nextInt(CLASSES) : row[0] < 0.2 ? 1 : 3;
      points.put(row, label);
    }
    return points;
  }

  private static int[] all(int n) {
    return IntStream.range(0, n).toArray();
  }

  private void find(TreePoints points, int n, long seed) {
    find(points, n, CLASSES, seed);
  }

  private int find(TreePoints points, int n, int classes, long seed) {
    search.places = all(n);
    return search.find(points, n, classes, seed);
  }

  /** The log likelihood of labels by their frequencies, in nats. */
  private static double logLikelihood(TreePoints points, int[] places) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int place : places) {
      counts.merge(points.labels[place], 1, Integer::sum);
    }
    return counts.values().stream()
        .mapToDouble(c -> c * Math.log((double) c / places.length))
        .sum();
  }

  private static double gain(TreePoints points, int n, int slot, float cut) {
    int[] below =
        Arrays.stream(all(n)).filter(p -> points.values[p * points.room + slot] < cut).toArray();
    int[] others =
        Arrays.stream(all(n)).filter(p -> !(points.values[p * points.room + slot] < cut)).toArray();
    assertThat(below).isNotEmpty();
    assertThat(others).isNotEmpty();
    return logLikelihood(points, below)
        + logLikelihood(points, others)
        - logLikelihood(points, all(n));
  }

  @Test
  void shouldTellTheGainThatCountingAllPointsGives() {
    int found = 0;
    for (int i = 0; i < 300; i++) {
      int n = 3 + random.nextInt(SplitSearch.MOST_SAMPLED - 2);
      TreePoints points = points(n, 0.3);
      find(points, n, i);
      if (search.gain > 0) {
        found++;
        assertThat(search.gain).isGreaterThanOrEqualTo(SplitSearch.LEAST_GAIN);
        assertThat(search.gain).isCloseTo(gain(points, n, search.slot, search.cut), within(1e-9));
      }
    }
    assertThat(found).isGreaterThan(200);
  }

  /** Too high, since the best of several estimates is taken. */
  @Test
  void shouldEstimateTheGainOfManyPointsFromSome() {
    double[] ratios = new double[50];
    for (int i = 0; i < ratios.length; i++) {
      TreePoints points = points(2_000, 0.1);
      find(points, 2_000, i);
      ratios[i] = search.gain / gain(points, 2_000, search.slot, search.cut);
    }
    Arrays.sort(ratios);
    assertThat(ratios[ratios.length / 2]).isBetween(0.9, 1.3);
  }

  /** Of sixteen random splits the best comes close to the only good one. */
  @Test
  void shouldFindTheValueThatTellsTheClasses() {
    int right = 0;
    for (int i = 0; i < 100; i++) {
      TreePoints points = points(60, 0);
      find(points, 60, i);
      right += search.slot == 0 && Math.abs(search.cut - 0.2) < 0.3 ? 1 : 0;
    }
    assertThat(right).isGreaterThan(70);
  }

  @Test
  void shouldSplitOffMissingValues() {
    TreePoints points = none(20, 1);
    for (int i = 0; i < 20; i++) {
      points.put(new double[] {i % 2 == 0 ? Double.NaN : 7}, i % 2);
    }
    find(points, 20, 2, 1);
    assertThat(gain(points, 20, search.slot, search.cut)).isCloseTo(20 * Math.log(2), within(1e-9));
  }

  @Test
  void shouldFindNothingThatGainsTooLittle() {
    TreePoints points = none(4, 1);
    for (int i = 0; i < 4; i++) {
      points.put(new double[] {i / 2}, i % 2);
    }
    find(points, 4, 2, 1);
    assertThat(search.gain).isZero();
  }

  @Test
  void shouldFindNothingWherePointsDoNotDiffer() {
    TreePoints points = none(40, SLOTS);
    for (int i = 0; i < 40; i++) {
      points.put(new double[] {1, -0.0 * (i % 2), 3, Double.NaN, 1e300}, i % 2);
    }
    find(points, 40, 2, 1);
    assertThat(search.gain).isZero();
  }

  /** A split between two floats, however close or far apart they are, separates them. */
  @Test
  void shouldSeparateValuesOfAnyMagnitude() {
    double[] values = {
      -1e300, -1e30, -1, -1e-44, 0, 1e-44, 1, Math.nextUp(1f), 1e30, 3e38, 1e300, Double.NaN
    };
    for (double v : values) {
      for (double w : values) {
        TreePoints points = none(20, 1);
        for (int i = 0; i < 20; i++) {
          points.put(new double[] {i % 2 == 0 ? v : w}, i % 2);
        }
        find(points, 20, 2, 1);
        boolean differ = points.values[0] != points.values[points.room];
        assertThat(search.gain > 0).as("%s and %s", v, w).isEqualTo(differ);
        if (differ) {
          assertThat(search.cut).isFinite();
          assertThat(gain(points, 20, 0, search.cut)).isCloseTo(20 * Math.log(2), within(1e-9));
        }
      }
    }
  }

  @Test
  void shouldCutAboveTheLesserOfTwoCloseValues() {
    float above = Math.nextUp(1f);
    for (float u : new float[] {0, 0.1f, 0.5f, 0.999f}) {
      assertThat(SplitSearch.between(1, above, u)).isEqualTo(above);
      assertThat(SplitSearch.between(above, 1, u)).isEqualTo(above);
    }
    assertThat(SplitSearch.between(4, 2, 0.25f)).isEqualTo(2.5f);
  }

  /** So the cost of a point does not grow with the number of fields. */
  @Test
  void shouldLookAtSomeOfManySlotsOnly() {
    int slots = 3_000;
    TreePoints points = none(60, slots);
    for (int i = 0; i < 60; i++) {
      points.put(random.doubles(slots).toArray(), i % 2);
    }
    boolean[] seen = new boolean[slots];
    for (int seed = 0; seed < 3_000; seed++) {
      int work = find(points, 60, 2, seed);
      assertThat(work).isLessThan(2_500);
      seen[search.slot] |= search.gain > 0;
    }
    assertThat(IntStream.range(0, slots).filter(i -> seen[i]).count()).isGreaterThan(slots / 4);
  }
}
