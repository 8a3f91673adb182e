package io.gyre.scoring;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The metrics of one learner in one scope.
 *
 * <p>In a scope that fades by f, point i weighs f^−i, so that nothing old has to be touched. When
 * the weight passes 2^332, weights and sums are divided by that: a power of two, which changes no
 * digit of them, so it may wait for the end of a batch. All is a function of the points alone,
 * however they are batched. Not thread-safe.
 */
public final class ScopedMetrics {

  /** The key of n in {@link #values}. */
  public static final String N = "n";

  /** The key of a metric's own n is this and the metric's name. */
  public static final String OWN_N = "n-";

  private static final double LARGEST_WEIGHT = 0x1p332; // 8.7e99

  /** Two sums of the same weights differ by rounding, but by less than this share. */
  private static final double ROUNDING = 1e-9;

  /** More classes than any state has: what says so is damaged, and would take all memory. */
  private static final int MOST_CLASSES = 1 << 20;

  private final List<Metric<?>> metrics;

  /** By their names, in the order of the first metric that needs them. */
  private final Map<String, Sums> byName = new LinkedHashMap<>();

  private final Scope scope;
  private final double growth;
  private Sums[] sums; // those by name
  private double[] weights = {}; // of the points of a batch
  private int classes; // K
  private double weight = 1; // of the last point
  private double n; // the weights' sum

  /**
   * Begins a scope, without points.
   *
   * @param classes K, 0 or more; points with other classes make it grow
   */
  public ScopedMetrics(Scope scope, int classes) {
    this(MetricRegistry.metrics(), scope, classes);
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

  /**
   * Adds all points of another scope in which none fades.
   *
   * @param other with the same K; not modified
   */
  public void addAll(ScopedMetrics other) {
    if (other.n == 0) {
      return;
    }
    n += other.n;
    for (int i = 0; i < sums.length; i++) {
      sums[i].addAll(other.sums[i]);
    }
  }

  /** Forgets all points, as if none had come; K stays. */
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

  /** K. */
  public int classes() {
    return classes;
  }

  /** n, the weights' sum of the points, relative to the last one's weight. */
  public double n() {
    return n / weight;
  }

  /**
   * Makes room for K classes, and keeps what is known. Points that came before have to be added
   * before.
   *
   * @param more K; without effect if there are as many
   */
  public void resize(int more) {
    if (more > classes) {
      classes = more;
      for (Sums each : sums) {
        each.resize(more);
      }
    }
  }

  /** Adds all points, as {@link #add(Outcomes, int, int)}. */
  public void add(Outcomes points) {
    add(points, 0, points.size());
  }

  /**
   * Adds points. A class that is new makes room for itself before its point is added.
   *
   * @param points not modified
   * @param from the first
   * @param to behind the last
   */
  public void add(Outcomes points, int from, int to) {
    if (weights.length < to) {
      weights = new double[to];
      Arrays.fill(weights, 1);
    }
    int next = from;
    if (points.classes() > classes) {
      for (int i = from; i < to; i++) {
        if (points.classes(i) > classes) {
          addKnown(points, next, i);
          resize(points.classes(i));
          next = i;
        }
      }
    }
    addKnown(points, next, to);
  }

  private void addKnown(Outcomes points, int from, int to) {
    weigh(from, to);
    for (Sums each : sums) {
      each.add(points, from, to, weights);
    }
    if (weight > LARGEST_WEIGHT) {
      scale(1 / LARGEST_WEIGHT);
    }
  }

  private void weigh(int from, int to) {
    if (growth == 1) {
      n += to - from;
      return;
    }
    double w = weight;
    double sum = n;
    for (int i = from; i < to; i++) {
      w *= growth;
      sum += w;
      weights[i] = w;
    }
    weight = w;
    n = sum;
  }

  private void scale(double factor) {
    weight *= factor;
    n *= factor;
    for (Sums each : sums) {
      for (int i = 0; i < each.numbers.length; i++) {
        each.numbers[i] *= factor;
      }
    }
  }

  /** Computes all metrics, as {@link #values(boolean)}. */
  public Map<String, Object> values() {
    return values(true);
  }

  /**
   * Computes n and metrics, in the order of the registry; null where one is undefined. One that
   * counted only some of the points is preceded by an n of its own, as {@code n-auc}.
   *
   * @param all whether those that are no single number too
   */
  public Map<String, Object> values(boolean all) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(N, n());
    for (Metric<?> metric : metrics) {
      if (!all && !metric.isNumber()) {
        continue;
      }
      Sums of = byName.get(metric.sums().name());
      Object value = value(metric, of);
      double own = of.n();
      if (value != null && own < n * (1 - ROUNDING)) {
        values.put(OWN_N + metric.name(), own / weight);
      }
      values.put(metric.name(), value);
    }
    return values;
  }

  @SuppressWarnings("unchecked") // a name is one kind's
  private static <S extends Sums> Object value(Metric<S> metric, Sums of) {
    return metric.value((S) of);
  }

  /**
   * Writes everything. A window's takes 3 bytes at most a sum that is not 0 while its points are
   * fewer than 16,000, and some 100 bytes for the rest; a total's with two classes, nearly all of
   * it the AUC's 2,000 bins, 2.5 kB after 100,000 points. In a faded scope each sum takes up to 9
   * bytes: 1.3 kB with ten classes.
   */
  public void write(StateWriter out) {
    out.putCompact(classes);
    SparseCodec.write(new double[] {weight, n}, out);
    out.putCompact(byName.size());
    byName.forEach(
        (name, each) -> {
          out.putText(name);
          SparseCodec.write(each.numbers, out);
        });
  }

  /**
   * Takes over what {@link #write} wrote, with its K. Sums of a name that is not known are left
   * out; what is not there begins at 0.
   *
   * @throws DamagedStateException when it is not such content; then this can only be read again
   */
  public void read(StateReader in) {
    begin((int) in.getCompact(MOST_CLASSES));
    readWeights(in);
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

  private void readWeights(StateReader in) {
    double[] stored = SparseCodec.read(in);
    if (stored.length != 2 || stored[0] == 0 || (growth == 1 && stored[0] != 1)) {
      throw new DamagedStateException(
          "weights of scope %s are %s, expected the last point's and the sum"
              .formatted(scope, Arrays.toString(stored)));
    }
    weight = stored[0];
    n = stored[1];
  }
}
