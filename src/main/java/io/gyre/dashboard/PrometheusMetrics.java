package io.gyre.dashboard;

import io.gyre.topic.Metrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;

/**
 * What Prometheus reads: Gyre's own figures, from the state, beside the JVM's and those handed in.
 *
 * <table>
 * <caption>Gyre's own; every one bears the label {@code application}</caption>
 * <tr><th>name</th><th>labels</th></tr>
 * <tr><td>gyre_points_total</td><td>partition</td></tr>
 * <tr><td>gyre_lag_points</td><td>partition</td></tr>
 * <tr><td>gyre_predictions_total, gyre_labelled_points_total, gyre_late_points_total,
 * gyre_early_points_total, gyre_missed_points_total, gyre_steps_total, gyre_refused_steps_total,
 * gyre_cost, gyre_accuracy and each other metric that is one number</td><td>learner,
 * partition</td></tr>
 * <tr><td>gyre_recall, gyre_precision</td><td>learner, partition, class</td></tr>
 * <tr><td>gyre_blend_weight</td><td>learner (the blend), partition, member</td></tr>
 * <tr><td>gyre_waiting_points, gyre_waiting_labels, gyre_waiting_bytes</td><td>partition</td></tr>
 * <tr><td>gyre_label_delay_seconds</td><td>partition, quantile</td></tr>
 * <tr><td>gyre_late_labels_total, gyre_unlabelled_points_total</td><td>partition, outcome</td></tr>
 * <tr><td>gyre_dead_letters_total</td><td>none</td></tr>
 * </table>
 *
 * <p>Counts are those since the learner's start, so they go on where they were after a restart.
 * Until the recent past has been read there are none, lest they seem to fall.
 */
final class PrometheusMetrics implements AutoCloseable {

  /** Of Prometheus' text format. */
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final DashboardState state;
  private final IntPredicate mine;
  private final List<MeterBinder> binders;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbage = new JvmGcMetrics();
  private final Map<String, List<Meter>> meters = new HashMap<>();
  private final ScoreGauges scores;

  /**
   * @param mine the partitions whose figures are shown: several instances must not all show all
   * @param binders more meters
   */
  PrometheusMetrics(DashboardState state, IntPredicate mine, List<MeterBinder> binders) {
    this.state = state;
    this.mine = mine;
    this.binders = binders;
    registry.config().commonTags("application", state.application());
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbage.bindTo(registry);
    scores = new ScoreGauges(registry);
    binders.forEach(binder -> binder.bindTo(registry));
    FunctionCounter.builder("gyre.dead.letters", state, b -> b.status().letters())
        .description("Records that could not be points")
        .register(registry);
  }

  /** Everything, in Prometheus' text format. */
  synchronized String scrape() {
    Set<String> present = new HashSet<>();
    Map<Tags, Metrics> latest = new LinkedHashMap<>();
    boolean counts = state.isCaughtUp();
    for (LearnerPlace place : state.learners(LearnerPlace::of)) {
      if (counts && place.metrics != null && mine.test(place.partition)) {
        present.add(place.id);
        latest.put(tags(place.id, place.partition), place.metrics);
        meters.computeIfAbsent(place.id, id -> learner(id, place.partition));
        String points = "/" + place.partition;
        present.add(points);
        meters.computeIfAbsent(points, p -> partition(place.partition));
        if (place.metrics.labels() != null) {
          String labels = "/labels/" + place.partition;
          present.add(labels);
          meters.computeIfAbsent(
              labels, l -> new LateLabelMeters(state, registry, place.partition).register());
        }
      }
    }
    meters.keySet().removeIf(id -> gone(id, present));
    scores.show(latest);
    return registry.scrape();
  }

  private record LearnerPlace(String id, int partition, Metrics metrics) {
    static LearnerPlace of(FollowedLearner learner) {
      return new LearnerPlace(learner.id(), learner.key().partition(), learner.metrics());
    }
  }

  private static Tags tags(String id, int partition) {
    String name = partition == 0 ? id : id.substring(0, id.lastIndexOf('@'));
    return Tags.of("learner", name, "partition", String.valueOf(partition));
  }

  private boolean gone(String id, Set<String> present) {
    if (present.contains(id)) {
      return false;
    }
    meters.get(id).forEach(registry::remove);
    return true;
  }

  private List<Meter> learner(String id, int partition) {
    Tags tags = tags(id, partition);
    List<Meter> all = new ArrayList<>();
    all.add(counter("gyre.predictions", "Points predicted", tags, id, m -> m.totals().points()));
    all.add(
        counter(
            "gyre.labelled.points", "Points learned from", tags, id, m -> m.totals().labelled()));
    all.add(counter("gyre.late.points", "Of a closed window", tags, id, m -> m.totals().late()));
    all.add(counter("gyre.early.points", "Too far ahead", tags, id, m -> m.totals().early()));
    all.add(counter("gyre.missed.points", "Deleted unread", tags, id, m -> m.totals().missed()));
    all.add(counter("gyre.steps", "Updates of the parameters", tags, id, Metrics::step));
    all.add(counter("gyre.refused.steps", "Updates not made", tags, id, m -> m.totals().refused()));
    return all;
  }

  private List<Meter> partition(int partition) {
    Tags tags = Tags.of("partition", String.valueOf(partition));
    Meter points =
        FunctionCounter.builder("gyre.points", state, b -> points(b, partition))
            .description("Points taken from the topic")
            .tags(tags)
            .register(registry);
    Meter lag =
        Gauge.builder("gyre.lag.points", state, b -> lag(b, partition))
            .description("Points on the topic that are not learned from yet")
            .tags(tags)
            .register(registry);
    return List.of(points, lag);
  }

  private static double points(DashboardState state, int partition) {
    return state
        .learners(
            l ->
                l.key().partition() == partition && l.metrics() != null
                    ? l.metrics().totals().points()
                    : 0L)
        .stream()
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  private static double lag(DashboardState state, int partition) {
    Long lag = state.lag().get(partition);
    return lag == null ? Double.NaN : lag;
  }

  private Meter counter(
      String name, String description, Tags tags, String id, ToDoubleFunction<Metrics> value) {
    return FunctionCounter.builder(name, state, b -> count(b, id, value))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private static double count(DashboardState state, String id, ToDoubleFunction<Metrics> value) {
    return state.learner(id, FollowedLearner::metrics).map(value::applyAsDouble).orElse(0.0);
  }

  @Override
  public void close() {
    for (MeterBinder binder : binders) {
      if (binder instanceof AutoCloseable closeable) {
        close(closeable);
      }
    }
    garbage.close();
    registry.close();
  }

  private static void close(AutoCloseable binder) {
    try {
      binder.close();
    } catch (Exception e) {
      throw new IllegalStateException("meters cannot be closed", e);
    }
  }
}
