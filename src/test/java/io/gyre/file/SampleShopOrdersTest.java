package io.gyre.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.words.CellText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleShopOrdersTest {

  private static final List<String> CLASSES = List.of("kept", "returned", "cancelled");

  @Test
  void shouldFollowFromTheSeed() {
    assertThat(rows(500, 42)).isEqualTo(rows(500, 42)).isNotEqualTo(rows(500, 43)).hasSize(500);
    // The same on every machine, and in every version.
    assertThat(rows(2, 42))
        .containsExactly(
            "2026-01-05T06:02:37Z,south,web,tools,voucher,2,16.49,0,4.43,56.6,false,kept",
            "2026-01-05T06:03:06Z,north,app,toys,invoice,3,17.47,5,0.68,44.9,false,kept");
    assertThatThrownBy(() -> new SampleShopOrders(0, 1))
        .isInstanceOf(GyreException.class)
        .hasMessage("rows: expected 1 or more, found 0");
  }

  @Test
  void shouldHaveEveryKindOfFieldAndMissingValues() {
    String[] header = new SampleShopOrders(1, 1).header.split(",");
    Map<String, Map<String, Integer>> kinds = new HashMap<>();
    Instant before = Instant.EPOCH;
    for (String[] row : cells(5000)) {
      assertThat(row).hasSize(header.length);
      for (int i = 0; i < row.length; i++) {
        kinds.computeIfAbsent(header[i], h -> new HashMap<>()).merge(kind(row[i]), 1, Integer::sum);
      }
      Instant placed = Instant.parse(row[0]);
      assertThat(placed).isAfter(before);
      before = placed;
    }
    assertThat(kinds.get("price")).containsOnlyKeys("number");
    assertThat(kinds.get("weight_kg")).containsOnlyKeys("number", "missing");
    assertThat(kinds.get("payment")).containsOnlyKeys("text", "missing");
    assertThat(kinds.get("express")).containsOnlyKeys("boolean");
    assertThat(kinds.get("outcome")).containsOnlyKeys("text");
  }

  private static String kind(String cell) {
    if (CellText.isMissing(cell)) {
      return "missing";
    }
    return CellText.isNumber(cell) ? "number" : cell.matches("true|false") ? "boolean" : "text";
  }

  /** As the example of the README shall show it. */
  @Test
  void shouldBeLearnableAndDriftInTheMiddle() {
    List<String[]> rows = cells(20_000);
    Softmax model = new Softmax();
    boolean[] right = new boolean[rows.size()];
    int[] counts = new int[CLASSES.size()];
    for (int i = 0; i < right.length; i++) {
      int label = CLASSES.indexOf(rows.get(i)[11]);
      counts[label]++;
      right[i] = model.predictAndLearn(rows.get(i), label);
    }
    assertThat(counts[0] / 20_000.0).isBetween(.5, .6);
    assertThat(Arrays.stream(counts).min().orElseThrow() / 20_000.0).isGreaterThan(.15);
    assertThat(share(right, 0, 20_000)).isBetween(.8, .9);
    assertThat(share(right, 10_000, 10_500)).isLessThan(share(right, 9_500, 10_000) - .2);
    assertThat(share(right, 19_000, 20_000)).isGreaterThan(.8);
  }

  private static double share(boolean[] right, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += right[i] ? 1 : 0;
    }
    return count / (double) (to - from);
  }

  private static List<String[]> cells(int count) {
    return rows(count, 42).stream().map(row -> row.split(",", -1)).toList();
  }

  private static List<String> rows(int count, long seed) {
    SampleShopOrders orders = new SampleShopOrders(count, seed);
    List<String> rows = new ArrayList<>();
    for (String row = orders.next(); row != null; row = orders.next()) {
      rows.add(row);
    }
    return rows;
  }

  /** Logistic regression by plain gradient descent; weights by class and feature. */
  private static final class Softmax {

    private final Map<String, double[]> weights = new HashMap<>();

    boolean predictAndLearn(String[] row, int label) {
      Map<String, Double> features = features(row);
      double[] p = new double[CLASSES.size()];
      features.forEach((name, x) -> add(p, weights(name), x));
      double sum = 0;
      for (int k = 0; k < p.length; k++) {
        p[k] = Math.exp(p[k]);
        sum += p[k];
      }
      int best = 0;
      double[] step = new double[p.length];
      for (int k = 0; k < p.length; k++) {
        best = p[k] > p[best] ? k : best;
        step[k] = .05 * ((k == label ? 1 : 0) - p[k] / sum);
      }
      features.forEach((name, x) -> add(weights(name), step, x));
      return best == label;
    }

    private double[] weights(String name) {
      return weights.computeIfAbsent(name, n -> new double[CLASSES.size()]);
    }

    private static void add(double[] to, double[] what, double times) {
      for (int k = 0; k < to.length; k++) {
        to[k] += times * what[k];
      }
    }

    private static Map<String, Double> features(String[] row) {
      Map<String, Double> features = new HashMap<>(Map.of("bias", 1.0));
      for (int i = 1; i < row.length - 1; i++) {
        if (CellText.isNumber(row[i])) {
          features.put("x" + i, Math.log1p(Double.parseDouble(row[i])) - 2);
        } else {
          features.put(i + row[i], 1.0);
        }
      }
      return features;
    }
  }
}
