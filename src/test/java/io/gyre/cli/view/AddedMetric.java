package io.gyre.cli.view;

import io.gyre.scoring.Metric;
import io.gyre.scoring.Sums;
import java.util.ArrayList;
import java.util.List;

/** A metric that somebody has added to the registry; what it is computed from is not asked here. */
public final class AddedMetric implements Metric<Sums> {

  private AddedMetric() {}

  /** Returns these metrics, and one more that is called {@code added-one} and is a share. */
  public static List<Metric<?>> to(List<Metric<?>> metrics) {
    List<Metric<?>> more = new ArrayList<>(metrics);
    more.add(new AddedMetric());
    return more;
  }

  @Override
  public String name() {
    return "added-one";
  }

  @Override
  public Unit unit() {
    return Unit.SHARE;
  }

  @Override
  public Sums.Kind<Sums> sums() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object value(Sums sums) {
    throw new UnsupportedOperationException();
  }
}
