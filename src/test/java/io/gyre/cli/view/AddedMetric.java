package io.gyre.cli.view;

import io.gyre.scoring.Metric;
import java.util.ArrayList;
import java.util.List;

/** A metric that somebody has added to the registry; what it is computed from is not asked here. */
public final class AddedMetric {

  private AddedMetric() {}

  /** Returns these metrics, and one more that is called {@code added-one} and is a share. */
  public static List<Metric<?>> to(List<Metric<?>> metrics) {
    List<Metric<?>> more = new ArrayList<>(metrics);
    more.add(
        Metric.number("added-one", Metric.Unit.SHARE, Metric.Shown.ALWAYS, null, sums -> null));
    return more;
  }
}
