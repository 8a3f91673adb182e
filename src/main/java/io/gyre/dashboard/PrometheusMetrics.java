package io.gyre.dashboard;

import io.gyre.dashboard.state.DashboardState;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.data.counts.KeyCounts;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.data.record.RecordSettings;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.gyre.serving.Meters;
import io.gyre.topic.InterimReport;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * Gyre's own figures for Prometheus, computed from the state for each scrape, beside the JVM's and
 * additional meters; {@code src/docs/page.md} lists them.
 *
 * <p>Counts begin with the learner's start, so a restart of the process does not reset them; they
 * are absent until the recent past has been read. A metric is that of the last window, or faded if
 * it is by class or has no window. Anyone can write onto the topics, so unknown metrics, and
 * classes and members beyond a limit, are left out.
 */
final class PrometheusMetrics implements MultiCollector, AutoCloseable {

  private static final int MOST_CLASSES = 20;
  private static final int MOST_MEMBERS = 100;
  private static final int MOST_KEYS = RecordSettings.MAX_KEYS;

  private final DashboardState state;
  private final IntPredicate mine;
  private final Supplier<List<InterimReport>> figures;
  final Meters meters;

  /**
   * @param mine the partitions whose figures are shown: several instances must not all show all
   * @param more meters
   * @param figures those of learners of this process, which have more to tell than the topics
   */
  PrometheusMetrics(
      DashboardState state,
      IntPredicate mine,
      List<MeterBinder> more,
      Supplier<List<InterimReport>> figures) {
    this.state = state;
    this.mine = mine;
    this.figures = figures;
    meters = new Meters(state.application, more);
    meters.add(this);
  }

  String scrape() {
    return meters.scrape();
  }

  @Override
  public void close() {
    meters.close();
  }

  /** The figures of one scrape, by name; those that are added have the labels. */
  private record Figures(
      Map<String, CounterSnapshot.Builder> counts,
      Map<String, GaugeSnapshot.Builder> gauges,
      Labels labels) {

    Figures with(String label, String value) {
      return new Figures(counts, gauges, labels.add(label, value));
    }

    /** Adds a count; a negative one, which anyone can write, would end the scrape. */
    void count(String name, String help, double value) {
      if (value >= 0) {
        counts
            .computeIfAbsent(name, absent -> CounterSnapshot.builder().name(name).help(help))
            .dataPoint(CounterDataPointSnapshot.builder().labels(labels).value(value).build());
      }
    }

    /** Adds a gauge; null for one that is unknown. */
    void gauge(String name, String help, Number value) {
      double known = value == null ? Double.NaN : value.doubleValue();
      gauges
          .computeIfAbsent(name, absent -> GaugeSnapshot.builder().name(name).help(help))
          .dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(known).build());
    }

    /** Adds the numbers among values, each with its name as a label. */
    void gauges(String name, String help, String label, Map<?, ?> values, int most) {
      values.entrySet().stream()
          .filter(each -> each.getValue() instanceof Number)
          .limit(most)
          .forEach(
              each ->
                  with(label, String.valueOf(each.getKey()))
                      .gauge(name, help, (Number) each.getValue()));
    }

    MetricSnapshots all() {
      MetricSnapshots.Builder all = MetricSnapshots.builder();
      counts.values().forEach(count -> all.metricSnapshot(count.build()));
      gauges.values().forEach(gauge -> all.metricSnapshot(gauge.build()));
      return all.build();
    }
  }

  private record Scored(LearnerKey key, Metrics metrics, Metrics.Scores scores) {}

  @Override
  public MetricSnapshots collect() {
    state.open(figures.get());
    Labels application = Labels.of("application", state.application);
    Figures all = new Figures(new TreeMap<>(), new TreeMap<>(), application);
    all.count("gyre_dead_letters", "Records that could not be points", state.letters().added());
    Map<Integer, Long> points = new TreeMap<>();
    for (Scored scored : state.learners(l -> new Scored(l.key, l.metrics(), l.scores()))) {
      int partition = scored.key.partition();
      if (state.isCaughtUp() && scored.metrics != null && mine.test(partition)) {
        points.merge(partition, scored.metrics.totals().points(), Math::max);
        Figures at = all.with("partition", String.valueOf(partition));
        learner(at.with("learner", scored.key.learner()), scored.metrics, scored.scores);
      }
    }
    Map<Integer, Long> lag = state.lag();
    lag.keySet().stream()
        .filter(partition -> state.isCaughtUp() && mine.test(partition))
        .forEach(partition -> points.putIfAbsent(partition, 0L));
    Map<Integer, LateLabelCounts> late = state.lateLabels();
    Map<Integer, KeyCounts> keys = state.keys();
    Map<Integer, DecisionCounts> decisions = state.decisions();
    points.forEach(
        (partition, count) -> {
          Figures at = all.with("partition", partition.toString());
          at.count("gyre_points", "Points taken from the topic", count);
          String help = "Points on the topic that are not learned from yet";
          at.gauge("gyre_lag_points", help, lag.get(partition));
          if (late.containsKey(partition)) {
            lateLabels(at, late.get(partition));
          }
          if (keys.containsKey(partition)) {
            keys(at, keys.get(partition));
          }
          if (decisions.containsKey(partition)) {
            decisions(at, decisions.get(partition));
          }
        });
    return all.all();
  }

  private static void learner(Figures learner, Metrics metrics, Metrics.Scores scores) {
    Metrics.Totals totals = metrics.totals();
    learner.count("gyre_predictions", "Points predicted", totals.points());
    learner.count("gyre_labelled_points", "Points learned from", totals.labelled());
    learner.count("gyre_late_points", "Of a closed window", totals.late());
    learner.count("gyre_early_points", "Too far ahead", totals.early());
    learner.count("gyre_missed_points", "Deleted unread", totals.missed());
    learner.count(
        "gyre_wrong_clocks", "Ahead or standing, as later times say", totals.wrongClocks());
    learner.count("gyre_ignored_records", "Not meant as points, as deletions", totals.ignored());
    learner.count("gyre_steps", "Updates of the parameters", metrics.step());
    learner.count("gyre_refused_steps", "Updates not made", totals.refused());
    Map<String, Object> window = scores.window();
    for (Metric<?> metric : MetricRegistry.metrics()) {
      String name = "gyre_" + metric.name().replace('-', '_');
      String help = metric.meaning() + ": of the last window, or faded";
      boolean ofWindow = metric.isNumber() && window.containsKey(metric.name());
      Object score = (ofWindow ? window : scores.faded()).get(metric.name());
      if (score instanceof Number number) {
        learner.gauge(name, help, number);
      } else if (score instanceof Map<?, ?> byClass) {
        learner.gauges(name, help, "class", byClass, MOST_CLASSES);
      }
    }
    String help = "How much of a blend's answers another learner is";
    learner.gauges("gyre_blend_weight", help, "member", metrics.weights(), MOST_MEMBERS);
  }

  private static void lateLabels(Figures at, LateLabelCounts late) {
    at.gauge("gyre_waiting_points", "Points that wait for a label", late.waiting());
    at.gauge("gyre_waiting_labels", "Labels that wait for a point", late.waitingLabels());
    at.gauge("gyre_waiting_bytes", "What both take", late.waitingBytes());
    String delay = "How long after its point a label came, by event time";
    at.with("quantile", "0.5").gauge("gyre_label_delay_seconds", delay, seconds(late.delayP50()));
    at.with("quantile", "0.99").gauge("gyre_label_delay_seconds", delay, seconds(late.delayP99()));
    String labels = "Labels that came in records of their own";
    at.with("outcome", "matched").count("gyre_late_labels", labels, late.matched());
    at.with("outcome", "before").count("gyre_late_labels", labels, late.before());
    at.with("outcome", "repeated").count("gyre_late_labels", labels, late.repeated());
    at.with("outcome", "corrections").count("gyre_late_labels", labels, late.corrections());
    at.with("outcome", "unmatched").count("gyre_late_labels", labels, late.unmatched());
    at.with("outcome", "too-late").count("gyre_late_labels", labels, late.tooLate());
    at.with("outcome", "learned-too-late").count("gyre_late_labels", labels, late.learnedTooLate());
    String points = "Points that wait for no label any more, or never did";
    at.with("outcome", "same-id").count("gyre_unlabelled_points", points, late.sameId());
    at.with("outcome", "expired").count("gyre_unlabelled_points", points, late.expired());
    at.with("outcome", "silent").count("gyre_unlabelled_points", points, late.silent());
    at.with("outcome", "evicted").count("gyre_unlabelled_points", points, late.evicted());
  }

  private static void keys(Figures at, KeyCounts keys) {
    at.gauges(
        "gyre_key_values", "Values of a key that are remembered", "key", keys.values(), MOST_KEYS);
    String evicted = "Values of keys that were forgotten for want of room";
    at.count("gyre_keys_evicted", evicted, keys.evicted());
    String pending = "Labels whose time the stream has not reached";
    at.gauge("gyre_keys_pending_labels", pending, keys.pendingLabels());
  }

  private static void decisions(Figures at, DecisionCounts decisions) {
    at.count("gyre_decided_points", "Points that were alerts or passed", decisions.decided());
    at.count("gyre_alerts", "Points to look at", decisions.alerts());
    if (decisions.threshold() != null) {
      at.gauge("gyre_alert_threshold", "The last", decisions.threshold());
    }
    at.gauge("gyre_alert_precision", "Positives among labelled alerts", decisions.precision());
    at.gauge("gyre_alert_recall", "Alerts among positives", decisions.recall());
    String labels = "Labels of decided points";
    at.with("of", "alerts").count("gyre_decided_labels", labels, decisions.alertsLabelled());
    at.with("of", "others").count("gyre_decided_labels", labels, decisions.othersLabelled());
    if (decisions.paid() != null) {
      String paid = "What labelled points have cost, or would have";
      at.with("alerts", "decided").gauge("gyre_paid", paid, decisions.paid());
      at.with("alerts", "never").gauge("gyre_paid", paid, decisions.never());
      at.with("alerts", "always").gauge("gyre_paid", paid, decisions.always());
      String missing = "Points that did not say what they cost";
      at.count("gyre_missing_costs", missing, decisions.missingCosts());
    }
  }

  private static Double seconds(Long ms) {
    return ms == null ? null : (Double) (ms / 1e3);
  }
}
