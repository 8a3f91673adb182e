package io.gyre.scoring;

import io.gyre.state.DamagedStateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metrics and the sums that they are computed from, each kind once. */
final class SumsOfMetrics {

  private final List<Entry<?>> entries = new ArrayList<>();
  private final Map<String, Sums> byName = new LinkedHashMap<>();
  private final Sums[] all;

  /** A metric and what it is computed from. */
  record Entry<S extends Sums>(Metric<S> metric, S sums) {

    String name() {
      return metric.name();
    }

    Object value() {
      return metric.value(sums);
    }
  }

  /** Begins all sums at 0. */
  SumsOfMetrics(List<Metric<?>> metrics, Scope scope) {
    for (Metric<?> metric : metrics) {
      entries.add(entry(metric, scope));
    }
    all = byName.values().toArray(Sums[]::new);
  }

  private <S extends Sums> Entry<S> entry(Metric<S> metric, Scope scope) {
    Sums.Kind<S> kind = metric.sums();
    @SuppressWarnings("unchecked") // a name is one kind's
    S sums = (S) byName.computeIfAbsent(kind.name(), name -> kind.begin().apply(scope));
    return new Entry<>(metric, sums);
  }

  /** The metrics, in their order. */
  List<Entry<?>> entries() {
    return entries;
  }

  /** The sums by their name, in the order of the first metric that needs them. */
  Map<String, Sums> byName() {
    return byName;
  }

  /** The sums. */
  Sums[] all() {
    return all;
  }

  /**
   * Sets the sums to numbers that were stored.
   *
   * @param stored by the name of the sums, not modified
   * @return the names of the metrics whose sums were not stored
   * @throws DamagedStateException when there are more or fewer numbers than expected
   */
  List<String> restore(Map<String, double[]> stored) {
    byName.forEach(
        (name, sums) -> {
          double[] numbers = stored.getOrDefault(name, sums.numbers());
          int expected = sums.numbers().length;
          if (numbers.length != expected) {
            throw new DamagedStateException(
                "%s: found %d numbers, expected %d".formatted(name, numbers.length, expected));
          }
          sums.restore(numbers);
        });
    return entries.stream()
        .filter(entry -> !stored.containsKey(entry.metric().sums().name()))
        .map(Entry::name)
        .toList();
  }
}
