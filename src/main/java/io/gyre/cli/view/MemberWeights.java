package io.gyre.cli.view;

import io.gyre.topic.Metrics;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of a blend's answers each learner is, as the blend said last. Of several blends on a
 * list it is the one that spoke last. Not thread-safe.
 */
final class MemberWeights {

  private record Fold(String application, int partition) {}

  private final Map<Fold, Map<String, Double>> weights = new HashMap<>();

  void note(String application, Metrics metrics) {
    if (!metrics.weights().isEmpty()) {
      weights.put(new Fold(application, metrics.partition()), metrics.weights());
    }
  }

  Double of(String application, Metrics metrics) {
    return weights
        .getOrDefault(new Fold(application, metrics.partition()), Map.of())
        .get(metrics.learner());
  }
}
