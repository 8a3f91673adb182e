package io.gyre.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** What was measured, round by round, and the figures made of it. Not thread-safe. */
public final class Results {

  /** One round of throughput. */
  record Throughput(Scenario scenario, Guarantee guarantee, int round, ResourceUsage usage) {}

  /** One round of latency. */
  record Latency(Scenario scenario, Guarantee guarantee, int round, Histogram nanos) {}

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

  private final List<Throughput> throughput = new ArrayList<>();
  private final List<Latency> latency = new ArrayList<>();

  void add(Throughput round) {
    throughput.add(round);
  }

  void add(Latency round) {
    latency.add(round);
  }

  /** Tells whether no round that counts was finished, as after an early stop. */
  public boolean isEmpty() {
    return throughput.isEmpty();
  }

  /** Whether there is any throughput under this guarantee. */
  boolean has(Guarantee guarantee) {
    return throughput.stream().anyMatch(t -> t.guarantee() == guarantee);
  }

  /** Whether there is any latency under this guarantee. */
  boolean hasLatency(Guarantee guarantee) {
    return latency.stream().anyMatch(l -> l.guarantee() == guarantee);
  }

  /** Rounds of throughput that one scenario has finished. */
  int rounds(Scenario scenario, Guarantee guarantee) {
    return values(scenario.name(), guarantee, usage -> 0).length;
  }

  /** Tells whether all that was planned was measured; it was not after a stop. */
  boolean complete(BenchSettings plan) {
    int rounds = plan.rounds() * plan.guarantees().size();
    int latencies = plan.rate() > 0 ? plan.latencyScenarios().size() : 0;
    return throughput.size() == rounds * plan.scenarios().size()
        && latency.size() == rounds * latencies;
  }

  boolean has(Scenario scenario, Guarantee guarantee) {
    return throughput.stream().anyMatch(t -> is(t, scenario.name(), guarantee));
  }

  boolean hasLatency(Scenario scenario, Guarantee guarantee) {
    return latency.stream()
        .anyMatch(l -> l.scenario().equals(scenario) && l.guarantee() == guarantee);
  }

  private static boolean is(Throughput t, String scenario, Guarantee guarantee) {
    return t.scenario().name().equals(scenario) && t.guarantee() == guarantee;
  }

  /** A figure of one scenario's throughput rounds. */
  Figure figure(Scenario scenario, Guarantee guarantee, ToDoubleFunction<ResourceUsage> of) {
    return Figure.of(values(scenario.name(), guarantee, of));
  }

  private double[] values(
      String scenario, Guarantee guarantee, ToDoubleFunction<ResourceUsage> of) {
    return throughput.stream()
        .filter(t -> is(t, scenario, guarantee))
        .mapToDouble(t -> of.applyAsDouble(t.usage()))
        .toArray();
  }

  /** A figure of one scenario as a share of another's, round by round; null without the other. */
  Figure ratio(
      Scenario scenario, String to, Guarantee guarantee, ToDoubleFunction<ResourceUsage> of) {
    double[] ours = values(scenario.name(), guarantee, of);
    double[] theirs = values(to, guarantee, of);
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
  Figure latencyMs(Scenario scenario, Guarantee guarantee, double percentile) {
    return Figure.of(
        latency.stream()
            .filter(l -> l.scenario().equals(scenario) && l.guarantee() == guarantee)
            .mapToDouble(l -> l.nanos().getValueAtPercentile(percentile) / 1e6)
            .toArray());
  }
}
