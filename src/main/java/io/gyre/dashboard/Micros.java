package io.gyre.dashboard;

import io.gyre.fold.LiveModel;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How long learners take for a point, in µs. */
final class Micros {

  private Micros() {}

  /**
   * Asks the learners of all partitions.
   *
   * @return by learner id; nothing for those that do not learn in this process
   */
  static Map<String, Double> byLearner(DashboardState state, LiveModel model) {
    Map<String, Double> all = new HashMap<>();
    Map<Integer, Map<String, Double>> partitions = new TreeMap<>();
    state.learners(l -> l.key().partition()).forEach(p -> partitions.put(p, Map.of()));
    partitions.replaceAll(
        (partition, none) ->
            model.understood(partition).map(LiveModel.Understood::micros).orElse(Map.of()));
    partitions.forEach(
        (partition, learners) ->
            learners.forEach(
                (name, micros) -> all.put(FollowedLearner.id(name, partition), micros)));
    return all;
  }
}
