package io.gyre.dashboard;

import io.gyre.dashboard.state.DashboardState;
import io.gyre.data.LateLabelCounts;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Gyre's own figures for Prometheus, made of the state for each scrape; {@code src/docs/page.md}
 * lists them with their labels.
 *
 * <p>Counts are those since the learner's start, so they go on where they were after a restart.
 * Until the recent past has been read there are none, lest they seem to fall. A metric is that of
 * the last window, or faded if it is by class or has no window; one that is undefined is left out.
 * Anyone can write onto the topic, so only metrics that are known are shown, and of each learner's
 * at most {@value #MOST_CLASSES} classes and {@value #MOST_MEMBERS} weights.
 *
 * @param mine the partitions whose figures are shown: several instances must not all show all
 */
record PrometheusCollector(DashboardState state, IntPredicate mine) implements MultiCollector {

  private static final int MOST_CLASSES = 20;
  private static final int MOST_MEMBERS = 100;

  /** What one scrape tells, by the names of the figures. */
  private static final class Figures {
    private final Map<String, CounterSnapshot.Builder> counts = new TreeMap<>();
    private final Map<String, GaugeSnapshot.Builder> gauges = new TreeMap<>();

    /** Anyone can write onto the topics: what no count can be must not end the scrape. */
    void count(String name, String help, Labels labels, double value) {
      if (value >= 0) {
        counts
            .computeIfAbsent(name, absent -> CounterSnapshot.builder().name(name).help(help))
            .dataPoint(CounterDataPointSnapshot.builder().labels(labels).value(value).build());
      }
    }

    void gauge(String name, String help, Labels labels, double value) {
      gauges
          .computeIfAbsent(name, absent -> GaugeSnapshot.builder().name(name).help(help))
          .dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
    }

    MetricSnapshots all() {
      MetricSnapshots.Builder all = MetricSnapshots.builder();
      counts.values().forEach(count -> all.metricSnapshot(count.build()));
      gauges.values().forEach(gauge -> all.metricSnapshot(gauge.build()));
      return all.build();
    }
  }

  private record Scored(LearnerKey key, Metrics metrics) {}

  @Override
  public MetricSnapshots collect() {
    Figures figures = new Figures();
    Labels application = Labels.of("application", state.application());
    figures.count(
        "gyre_dead_letters",
        "Records that could not be points",
        application,
        state.letters().added());
    Map<Integer, Long> points = new TreeMap<>();
    for (Scored learner : state.learners(l -> new Scored(l.key(), l.metrics()))) {
      int partition = learner.key.partition();
      if (state.isCaughtUp() && learner.metrics != null && mine.test(partition)) {
        points.merge(partition, learner.metrics.totals().points(), Math::max);
        Labels labels = application.add("partition", String.valueOf(partition));
        learner(figures, labels.add("learner", learner.key.learner()), learner.metrics);
      }
    }
    Map<Integer, Long> lag = state.lag();
    Map<Integer, LateLabelCounts> late = state.lateLabels();
    points.forEach(
        (partition, count) -> {
          Labels labels = application.add("partition", String.valueOf(partition));
          Long behind = lag.get(partition);
          figures.count("gyre_points", "Points taken from the topic", labels, count);
          figures.gauge(
              "gyre_lag_points",
              "Points on the topic that are not learned from yet",
              labels,
              behind == null ? Double.NaN : behind);
          if (late.containsKey(partition)) {
            lateLabels(figures, labels, late.get(partition));
          }
        });
    return figures.all();
  }

  private static void learner(Figures figures, Labels learner, Metrics metrics) {
    Metrics.Totals totals = metrics.totals();
    figures.count("gyre_predictions", "Points predicted", learner, totals.points());
    figures.count("gyre_labelled_points", "Points learned from", learner, totals.labelled());
    figures.count("gyre_late_points", "Of a closed window", learner, totals.late());
    figures.count("gyre_early_points", "Too far ahead", learner, totals.early());
    figures.count("gyre_missed_points", "Deleted unread", learner, totals.missed());
    figures.count("gyre_steps", "Updates of the parameters", learner, metrics.step());
    figures.count("gyre_refused_steps", "Updates not made", learner, totals.refused());
    Map<String, Object> window = metrics.scores().window();
    for (Metric<?> metric : MetricRegistry.metrics()) {
      String name = metric.name();
      boolean ofWindow = metric.isNumber() && window.containsKey(name);
      Object score = ofWindow ? window.get(name) : metrics.scores().faded().get(name);
      score(figures, learner, name, score);
    }
    numbers(metrics.weights(), MOST_MEMBERS)
        .forEach(
            (member, weight) ->
                figures.gauge(
                    "gyre_blend_weight",
                    "How much of a blend's answers another learner is",
                    learner.add("member", member),
                    weight));
  }

  private static void score(Figures figures, Labels learner, String metric, Object score) {
    String name = "gyre_" + metric.replace('-', '_');
    String help = "The metric " + metric + " of the last window";
    if (score instanceof Number number) {
      figures.gauge(name, help, learner, number.doubleValue());
    } else if (score instanceof Map<?, ?> byClass) {
      numbers(byClass, MOST_CLASSES)
          .forEach((k, number) -> figures.gauge(name, help, learner.add("class", k), number));
    }
  }

  /** Anyone can write onto the topics: others are left out. */
  private static Map<String, Double> numbers(Map<?, ?> values, int most) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (value instanceof Number number && numbers.size() < most) {
            numbers.put(String.valueOf(name), number.doubleValue());
          }
        });
    return numbers;
  }

  private static void lateLabels(Figures figures, Labels partition, LateLabelCounts late) {
    figures.gauge("gyre_waiting_points", "Points that wait for a label", partition, late.waiting());
    figures.gauge(
        "gyre_waiting_labels", "Labels that wait for a point", partition, late.waitingLabels());
    figures.gauge("gyre_waiting_bytes", "What both take", partition, late.waitingBytes());
    delay(figures, partition.add("quantile", "0.5"), late.delayP50());
    delay(figures, partition.add("quantile", "0.99"), late.delayP99());
    Map.of(
            "matched", late.matched(),
            "before", late.before(),
            "repeated", late.repeated(),
            "corrections", late.corrections(),
            "unmatched", late.unmatched())
        .forEach(
            (outcome, count) ->
                figures.count(
                    "gyre_late_labels",
                    "Labels that came in records of their own",
                    partition.add("outcome", outcome),
                    count));
    Map.of("same-id", late.sameId(), "expired", late.expired(), "evicted", late.evicted())
        .forEach(
            (outcome, count) ->
                figures.count(
                    "gyre_unlabelled_points",
                    "Points that wait for no label any more, or never did",
                    partition.add("outcome", outcome),
                    count));
  }

  private static void delay(Figures figures, Labels quantile, Long ms) {
    figures.gauge(
        "gyre_label_delay_seconds",
        "How long after its point a label came, by event time",
        quantile,
        ms == null ? Double.NaN : ms / 1e3);
  }
}
