package io.gyre.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What was measured, round by round, and the figures made of it. Not thread-safe.
 *
 * @param <K> what there are figures of
 */
public final class Results<K> {

  /**
   * A figure over rounds.
   *
   * @param spread half of what lies between the lowest and the highest, as a share of the median
   */
  public record Figure(double median, double spread) {

    static Figure of(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int n = sorted.length;
      double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
      return new Figure(median, (sorted[n - 1] - sorted[0]) / 2 / median);
    }
  }

  private final Map<K, List<ResourceUsage>> throughput = new LinkedHashMap<>();
  private final Map<K, List<Histogram>> latency = new LinkedHashMap<>();

  /** Adds a round of throughput. */
  void add(K of, ResourceUsage usage) {
    throughput.computeIfAbsent(of, key -> new ArrayList<>()).add(usage);
  }

  /** Adds a round of latency, in ns. */
  void add(K of, Histogram nanos) {
    latency.computeIfAbsent(of, key -> new ArrayList<>()).add(nanos);
  }

  /** Tells whether no round that counts was finished, as after an early stop. */
  public boolean isEmpty() {
    return throughput.isEmpty();
  }

  boolean has(K of) {
    return throughput.containsKey(of);
  }

  boolean hasLatency(K of) {
    return latency.containsKey(of);
  }

  /** Rounds of throughput that are finished. */
  int rounds(K of) {
    return throughput.getOrDefault(of, List.of()).size();
  }

  /** Rounds of latency that are finished. */
  int latencyRounds(K of) {
    return latency.getOrDefault(of, List.of()).size();
  }

  /** A figure of throughput rounds. */
  Figure figure(K of, ToDoubleFunction<ResourceUsage> figure) {
    return Figure.of(values(of, figure));
  }

  private double[] values(K of, ToDoubleFunction<ResourceUsage> figure) {
    return throughput.getOrDefault(of, List.of()).stream().mapToDouble(figure).toArray();
  }

  /** A figure as a share of another's, round by round; null without the other. */
  Figure ratio(K of, K to, ToDoubleFunction<ResourceUsage> figure) {
    double[] ours = values(of, figure);
    double[] theirs = values(to, figure);
    // After a stop the last round may lack the one or the other.
    int rounds = Math.min(ours.length, theirs.length);
    if (rounds == 0) {
      return null;
    }
    double[] ratios = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      ratios[i] = ours[i] / theirs[i];
    }
    return Figure.of(ratios);
  }

  /** A percentile of latency in ms, of each round. */
  Figure latencyMs(K of, double percentile) {
    return Figure.of(
        latency.get(of).stream()
            .mapToDouble(nanos -> nanos.getValueAtPercentile(percentile) / 1e6)
            .toArray());
  }
}
