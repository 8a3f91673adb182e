package io.gyre.bench;

import java.util.List;

/**
 * What is to be measured.
 *
 * @param scenarios pass-through first
 * @param guarantees one or two
 * @param features D
 * @param points how many each round of throughput processes, all partitions together
 * @param pointsPerWindow how many points share a second of event time
 * @param partitions of {@code points}
 * @param threads stream threads of the one instance
 * @param rounds that count; two more before them warm up
 * @param rate points a second for latency; 0: no latency
 * @param seconds how long each round of latency takes
 */
public record BenchSettings(
    List<Scenario> scenarios,
    List<Guarantee> guarantees,
    int features,
    int points,
    int pointsPerWindow,
    int partitions,
    int threads,
    int rounds,
    int rate,
    int seconds) {

  /** Copies the lists. */
  public BenchSettings {
    scenarios = List.copyOf(scenarios);
    guarantees = List.copyOf(guarantees);
  }

  /** Latency is measured where learning could show: at the floor and in the real thing. */
  List<Scenario> latencyScenarios() {
    return scenarios.stream().filter(s -> s.kind() != Scenario.Kind.JSON).toList();
  }
}
