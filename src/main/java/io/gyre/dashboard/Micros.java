package io.gyre.dashboard;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How long learners take for a point, in µs. */
final class Micros {

  private Micros() {}

  /**
   * Asks the learners of all partitions.
   *
   * @param model empty if they do not learn in this process
   * @return by learner id; nothing for those that are not here
   */
  static Map<String, Double> byLearner(DashboardState state, Optional<LiveModel> model) {
    Map<String, Double> all = new HashMap<>();
    if (model.isEmpty()) {
      return all;
    }
    Map<Integer, Map<String, Double>> partitions = new TreeMap<>();
    state.learners(l -> l.key().partition()).forEach(p -> partitions.put(p, Map.of()));
    partitions.replaceAll((partition, none) -> model.get().micros(partition));
    partitions.forEach(
        (partition, learners) ->
            learners.forEach(
                (name, micros) -> all.put(FollowedLearner.id(name, partition), micros)));
    return all;
  }
}
