package io.gyre.page;

import io.gyre.data.counts.DecisionCounts;
import io.gyre.data.counts.KeyCounts;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.fold.Figures;
import io.gyre.fold.FoldCounts;
import io.gyre.fold.LiveFolds;
import io.gyre.fold.state.LearnerReport;
import io.gyre.page.state.DashboardState;
import io.gyre.page.state.FollowedLearner;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Gyre's own figures for Prometheus, asked of the folds for each scrape, beside the JVM's and
 * additional meters; {@code src/docs/page.md} lists them.
 *
 * <p>Counts begin with the learner's start, so a restart of the process does not reset them. A
 * partition whose fold does not answer has none. A metric is that of the last report; it is faded
 * if it is by class or has no window, or while the last report is unknown.
 *
 * @param model the folds whose figures are shown
 * @param deadLetters counts them
 */
record PrometheusMetrics(DashboardState state, Supplier<LiveFolds> model, LongSupplier deadLetters)
    implements MultiCollector {

  /** The samples of one scrape, by name; each that is added has the labels. */
  private record Samples(
      Map<String, CounterSnapshot.Builder> counts,
      Map<String, GaugeSnapshot.Builder> gauges,
      Labels labels) {

    Samples with(String label, String value) {
      return new Samples(counts, gauges, labels.add(label, value));
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

    /** Adds the values that are known, each with its name as a label. */
    void gauges(String name, String help, String label, Map<?, ?> values) {
      values.forEach(
          (of, value) -> {
            if (value instanceof Number number) {
              with(label, String.valueOf(of)).gauge(name, help, number);
            }
          });
    }

    MetricSnapshots all() {
      MetricSnapshots.Builder all = MetricSnapshots.builder();
      counts.values().forEach(count -> all.metricSnapshot(count.build()));
      gauges.values().forEach(gauge -> all.metricSnapshot(gauge.build()));
      return all.build();
    }
  }

  @Override
  public MetricSnapshots collect() {
    Map<Integer, Figures> found = state.ask(model.get());
    Labels application = Labels.of("application", state.application);
    Samples all = new Samples(new TreeMap<>(), new TreeMap<>(), application);
    String dead = "Records that could not be points";
    all.count("gyre_dead_letters", dead, deadLetters.getAsLong());
    Map<Integer, LateLabelCounts> late = state.lateLabels();
    found.forEach(
        (partition, fold) -> {
          Samples at = all.with("partition", partition.toString());
          at.count("gyre_points", "Points taken from the topic", fold.points());
          String help = "Points on the topic that are not learned from yet";
          at.gauge("gyre_lag_points", help, state.lag().get(partition));
          if (late.containsKey(partition)) {
            lateLabels(at, late.get(partition));
          }
          if (fold.counts().keys() != null) {
            keys(at, fold.counts().keys());
          }
          if (fold.counts().decisions() != null) {
            decisions(at, fold.counts().decisions());
          }
        });
    state.learners(
        learner -> {
          if (found.containsKey(learner.key.partition())) {
            learner(
                all.with("partition", String.valueOf(learner.key.partition()))
                    .with("learner", learner.key.learner()),
                learner);
          }
          return null;
        });
    return all.all();
  }

  private static void learner(Samples at, FollowedLearner learner) {
    LearnerReport own = learner.figures().report();
    FoldCounts fold = learner.fold().counts();
    at.count("gyre_predictions", "Points predicted", own.counts().points());
    at.count("gyre_labelled_points", "Points learned from", own.labelled());
    at.count("gyre_late_points", "Of a closed window", own.counts().late());
    at.count("gyre_early_points", "Too far ahead", own.counts().early());
    at.count("gyre_missed_points", "Deleted unread", own.counts().missed());
    at.count("gyre_wrong_clocks", "Ahead or standing, as later times say", fold.wrongClocks());
    at.count("gyre_ignored_records", "Not meant as points, as deletions", fold.ignored());
    at.count("gyre_steps", "Updates of the parameters", own.step());
    at.count("gyre_refused_steps", "Updates not made", own.refused());
    Map<String, Object> last = learner.lastScores();
    for (Metric<?> metric : MetricRegistry.metrics()) {
      String name = "gyre_" + metric.name().replace('-', '_');
      String help = metric.meaning() + ": of the last report, or faded";
      boolean ofLast = metric.isNumber() && last != null && last.containsKey(metric.name());
      Object score = (ofLast ? last : own.faded()).get(metric.name());
      if (score instanceof Number number) {
        at.gauge(name, help, number);
      } else if (score instanceof Map<?, ?> byClass) {
        at.gauges(name, help, "class", byClass);
      }
    }
    String help = "How much of a blend's answers another learner is";
    at.gauges("gyre_blend_weight", help, "member", own.weights());
  }

  private static void lateLabels(Samples at, LateLabelCounts late) {
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

  private static void keys(Samples at, KeyCounts keys) {
    at.gauges("gyre_key_values", "Values of a key that are remembered", "key", keys.values());
    String evicted = "Values of keys that were forgotten for want of room";
    at.count("gyre_keys_evicted", evicted, keys.evicted());
    String pending = "Labels whose time the stream has not reached";
    at.gauge("gyre_keys_pending_labels", pending, keys.pendingLabels());
  }

  private static void decisions(Samples at, DecisionCounts decisions) {
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
