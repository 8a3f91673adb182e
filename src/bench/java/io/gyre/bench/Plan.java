package io.gyre.bench;

import java.util.List;

/**
 * What is to be measured.
 *
 * @param setups scenarios, pass-through first, or layouts of the application, one partition first
 * @param points how many each round of throughput processes, all partitions together
 * @param rounds that count
 * @param rate points a second for latency; 0: no latency
 * @param seconds how long each round of latency takes
 * @param local whether the broker is on this machine, and removed afterwards with all that is on it
 */
record Plan(List<Setup> setups, int points, int rounds, int rate, int seconds, boolean local) {

  /** Whether layouts of the application are compared. */
  boolean ofLayouts() {
    return setups.get(0).ofApplication();
  }
}
