package io.gyre.cli.view;

import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import java.util.ArrayList;
import java.util.List;

/** A metric that somebody has added to the registry; what it is computed from is not asked here. */
public final class AddedMetric {

  private AddedMetric() {}

  /** Returns metrics of the registry by name, in its order. */
  static List<Metric<?>> registered(String... names) {
    return MetricRegistry.metrics().stream()
        .filter(metric -> List.of(names).contains(metric.name()))
        .toList();
  }

  /** Returns the same, and one more that is called {@code added-one} and is a share. */
  public static List<Metric<?>> to(String... names) {
    List<Metric<?>> more = new ArrayList<>(registered(names));
    more.add(
        Metric.number("added-one", Metric.Unit.SHARE, Metric.Shown.ALWAYS, null, sums -> null)
            .means("Added one", "The one that is added"));
    return more;
  }
}
