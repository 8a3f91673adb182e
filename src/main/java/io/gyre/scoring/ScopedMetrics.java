package io.gyre.scoring;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The metrics of one learner in one scope. Points that were answered before any label was learned
 * are in no metric, but counted by {@link #BEFORE_LABELS}.
 *
 * <p>In a scope that fades by f, point i weighs f^−i, so that old sums stay unchanged. When the
 * weight passes 2^332, weights and sums are divided by that: a power of two, which changes no digit
 * of them, so it may wait for the end of a batch. {@link OddsBins} fade by weights of their own.
 * All depends only on the points, however they are batched. Not thread-safe.
 */
public final class ScopedMetrics {

  /** The key of n in {@link #values}. */
  public static final String N = "n";

  /** The key of a metric's own n is this and the metric's name. */
  public static final String OWN_N = "n-";

  /** The name of the metric that counts points that were answered before any label was learned. */
  public static final String BEFORE_LABELS = "before-labels";

  private static final double LARGEST_WEIGHT = 0x1p332; // 8.7e99

  /** Two sums of the same weights differ by rounding, but by less than this share. */
  private static final double ROUNDING = 1e-9;

  /** More classes than any state has: a larger number means damage, and would take all memory. */
  private static final int MOST_CLASSES = 1 << 20;

  private final List<Metric<?>> metrics;
  private final Map<String, Sums> byName = new LinkedHashMap<>();
  private final Scope scope;
  private final double growth;
  private Sums[] sums; // those by name
  private double[] weights = {}; // of the points of a batch
  private int classes; // K
  private double weight = 1; // of the last point
  private double n; // the weights' sum

  /** Begins a scope of K classes, or of amounts, without points. */
  public ScopedMetrics(Scope scope, int classes, boolean ofAmounts) {
    this(MetricRegistry.metrics(ofAmounts), scope, classes);
  }

  ScopedMetrics(List<Metric<?>> metrics, Scope scope, int classes) {
    this.metrics = metrics.stream().filter(metric -> metric.scopes().contains(scope)).toList();
    this.scope = scope;
    growth = 1 / scope.fading();
    begin(classes);
  }

  private void begin(int known) {
    byName.clear();
    for (Metric<?> metric : metrics) {
      byName.computeIfAbsent(metric.sums().name(), name -> metric.sums().begin().apply(scope));
    }
    sums = byName.values().toArray(Sums[]::new);
    classes = 0;
    resize(known);
  }

  /** Adds all points of another scope of the same K that does not fade. */
  public void addAll(ScopedMetrics other) {
    if (other.n == 0) {
      return;
    }
    n += other.n;
    for (int s = 0; s < sums.length; s++) {
      sums[s].addAll(other.sums[s]);
    }
  }

  /** Forgets all points; K stays. */
  public void clear() {
    if (n == 0) {
      return;
    }
    weight = 1;
    n = 0;
    for (Sums each : sums) {
      each.clear();
    }
  }

  public int classes() {
    return classes;
  }

  /** n, the weights' sum of the points, relative to the last one's weight. */
  public double n() {
    return n / weight;
  }

  /** Makes room for at least K classes; points that are added have label and prediction below K. */
  public void resize(int more) {
    if (more > classes) {
      classes = more;
      for (Sums each : sums) {
        each.resize(more);
      }
    }
  }

  public void add(Outcomes points) {
    add(points, 0, points.size());
  }

  /** Adds the points from one index to before another, of classes below K. */
  public void add(Outcomes points, int from, int to) {
    if (weights.length < to) {
      weights = new double[to];
    }
    weigh(points, from, to);
    for (Sums each : sums) {
      each.add(points, from, to, weights);
    }
    if (weight > LARGEST_WEIGHT) {
      weight /= LARGEST_WEIGHT;
      n /= LARGEST_WEIGHT;
      for (Sums each : sums) {
        each.divide(LARGEST_WEIGHT);
      }
    }
  }

  /** Weighs points; one that was answered before any label was learned weighs nothing. */
  private void weigh(Outcomes points, int from, int to) {
    double w = weight;
    double sum = n;
    for (int i = from; i < to; i++) {
      boolean answered = points.predicted[i] != Outcomes.NONE;
      w *= answered ? growth : 1;
      weights[i] = answered ? w : 0;
      sum += weights[i];
    }
    weight = w;
    n = sum;
  }

  /**
   * Computes n and all metrics, or only metrics that are one number, in the order of the registry;
   * null where one is undefined. One that counted only some of the points is preceded by its own n,
   * as {@code n-auc}.
   */
  public Map<String, Object> values(boolean all) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(N, n());
    for (Metric<?> metric : metrics) {
      if (all || metric.isNumber()) {
        Sums of = byName.get(metric.sums().name());
        Object value = value(metric, of);
        double own = of.n(weight);
        if (value != null && own < n() * (1 - ROUNDING)) {
          values.put(OWN_N + metric.name(), own);
        }
        values.put(metric.name(), value);
      }
    }
    return values;
  }

  @SuppressWarnings("unchecked") // a name is one kind's
  private static <S extends Sums> Object value(Metric<S> metric, Sums of) {
    return metric.formula().apply((S) of);
  }

  /**
   * Writes everything but sums without points: of a window 100 bytes and 3 for each sum that is not
   * 0 at most, while its points are fewer than 16,000; faded 9 for each, and 2 for each bin of the
   * odds; in total 4 kB after 100,000 points of two classes.
   */
  public void write(StateWriter out) {
    out.putCompact(classes);
    SparseCodec.write(new double[] {weight, n}, out);
    Map<String, Sums> written = new LinkedHashMap<>(byName);
    written.values().removeIf(each -> Arrays.stream(each.numbers).allMatch(sum -> sum == 0));
    out.putCompact(written.size());
    written.forEach(
        (name, each) -> {
          out.putText(name);
          SparseCodec.write(each.numbers, out);
        });
  }

  /**
   * Takes over what {@link #write} wrote, with its K; unknown sums are left out, missing ones begin
   * at 0. Throws a {@link DamagedStateException} for other content; then this can only be read
   * again.
   */
  public void read(StateReader in) {
    begin((int) in.getCompact(MOST_CLASSES));
    double[] both = SparseCodec.read(in);
    if (both.length != 2 || both[0] == 0 || (growth == 1 && both[0] != 1)) {
      throw new DamagedStateException(
          "weights of scope %s are %s, expected the last point's and the sum"
              .formatted(scope, Arrays.toString(both)));
    }
    weight = both[0];
    n = both[1];
    for (int i = in.getCompactCount(); i > 0; i--) {
      String name = in.getText();
      double[] stored = SparseCodec.read(in);
      Sums of = byName.get(name);
      if (of != null && of.numbers.length != stored.length) {
        throw new DamagedStateException(
            "%s: found %d numbers, expected %d".formatted(name, stored.length, of.numbers.length));
      }
      if (of != null) {
        of.restore(stored);
      }
    }
  }
}
