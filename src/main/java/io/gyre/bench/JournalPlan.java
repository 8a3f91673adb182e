package io.gyre.bench;

import java.util.List;

/**
 * What is to be measured of one model behind the journal, beside replicas.
 *
 * @param layouts {@link Layout#direct} first
 * @param learners the scenario whose learners learn
 * @param features D
 * @param points how many each round of throughput processes, all partitions together
 * @param pointsPerWindow how many points share a second of event time
 * @param rounds that count; one more before them warms up
 * @param rate points a second for latency; 0: no latency
 * @param seconds how long each round of latency takes
 */
public record JournalPlan(
    List<Layout> layouts,
    Scenario learners,
    int features,
    int points,
    int pointsPerWindow,
    int rounds,
    int rate,
    int seconds) {

  /** Copies the list. */
  public JournalPlan {
    layouts = List.copyOf(layouts);
  }
}
