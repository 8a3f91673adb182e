package io.gyre.cli.view;

import io.gyre.data.counts.DecisionCounts;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.Scope;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Topic;
import io.gyre.words.PrintableText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Shows a line per window and learner. A window that is still open shows as {@code open}; its line
 * is repeated with the final figures when it closes. A blended learner shows its weight from the
 * last blend, mostly of the window before, since members come first. Not thread-safe.
 */
public final class MetricsView extends RecordView<MetricsView.Told> {

  private static final List<String> STANDARD =
      List.of("cost", "accuracy", "last-label", "majority", "kappa");

  private static final List<String> STANDARD_OF_RARE =
      List.of("average-precision", "recall-at-1-percent", "cost", "accuracy", "majority");

  private static final List<String> STANDARD_OF_AMOUNTS =
      List.of("gain", "mae", "last-label-mae", "mean-so-far-mae", "coverage");

  private static final List<Metric<?>> METRICS =
      MetricRegistry.metrics().stream()
          .filter(metric -> metric.isNumber() && !metric.scopes().equals(Set.of(Scope.TOTAL)))
          .toList();

  /** The scores of a window, or else of the last points, that are one number. */
  private static final List<String> SCORES = METRICS.stream().map(Metric::name).toList();

  /** Columns that widen later would no longer be aligned. */
  private static final int LONGEST_USUAL_NAME = "network-adam-slow".length();

  private static final int LEAST_WIDTH = 8;

  record Told(Partition partition, Metrics metrics) {}

  private record Partition(String application, int number) {}

  private static final Partition ONLY = new Partition("", 0);

  private final Deserializer<Metrics> deserializer = Topic.METRICS.deserializer();
  private final Set<String> learners;
  private final Map<Partition, Map<String, Double>> weights = new HashMap<>();
  private LateLabelCounts labels;
  private String rare; // that classes are rare; null if they are not

  private boolean decides; // whether alerts are decided
  private boolean ofAmounts;

  private MetricsView(Set<String> learners, boolean replicas) {
    this.learners = learners;
    columns
        .left("window", 19, told -> NumberText.time(told.metrics.windowStart()))
        .left("learner", LONGEST_USUAL_NAME, told -> PrintableText.of(told.metrics.learner()));
    if (replicas) {
      columns.right("partition", 9, told -> Integer.toString(told.metrics.partition()));
    }
  }

  /**
   * Returns the view of the most important figures: the scores of each learner.
   *
   * @param learners those to show; empty for all
   * @param replicas whether there are several partitions of points, each with its own learners
   */
  public static MetricsView cost(Set<String> learners, boolean replicas) {
    return new MetricsView(learners, replicas)
        .count("step", 8, Metrics::step)
        .count("points", 7, Metrics::points)
        .scores(false)
        .count("late", 4, Metrics::late)
        .count("refused", 7, Metrics::refused)
        .open();
  }

  /**
   * Returns the view of {@code gyre up}: points are all so far.
   *
   * @param perSecond whether event times are the clock's, so that a window tells points/s
   */
  static MetricsView live(boolean perSecond) {
    MetricsView view =
        new MetricsView(Set.of(), false)
            .count("step", 8, Metrics::step)
            .count("points", 9, m -> m.totals().points())
            .scores(false);
    return perSecond
        ? view.count("points/s", 8, m -> Math.round(m.points() * 1000.0 / length(m)))
        : view;
  }

  /** Returns the view of everything, the totals since the start (Σ) included. */
  public static MetricsView all(Set<String> learners, boolean replicas) {
    return new MetricsView(learners, replicas)
        .count("ms", 5, MetricsView::length)
        .count("step", 8, Metrics::step)
        .count("steps", 5, Metrics::steps)
        .count("points", 7, Metrics::points)
        .count("labelled", 8, Metrics::labelled)
        .scores(true)
        .count("late", 4, Metrics::late)
        .count("early", 5, Metrics::early)
        .count("refused", 7, Metrics::refused)
        .count("Σpoints", 10, m -> m.totals().points())
        .count("Σlate", 5, m -> m.totals().late())
        .count("Σrefused", 8, m -> m.totals().refused())
        .count("Σmissed", 7, m -> m.totals().missed())
        .count("Σwrong-clocks", 8, m -> m.totals().wrongClocks())
        .count("Σignored", 8, m -> m.totals().ignored())
        .count("Σbefore-labels", 8, m -> ScoreNotes.beforeLabels(total(m)))
        .open();
  }

  private MetricsView count(String title, int width, ToLongFunction<Metrics> number) {
    columns.right(title, width, told -> NumberText.count(number.applyAsLong(told.metrics)));
    return this;
  }

  /** Adds all scores or the standard ones of what there is, and the weight in a blend. */
  private MetricsView scores(boolean isWhole) {
    if (isWhole) {
      scores(SCORES);
    } else {
      columns.when(() -> !ofAmounts && rare == null);
      scores(STANDARD);
      columns.when(() -> !ofAmounts && rare != null);
      scores(STANDARD_OF_RARE);
      columns.when(() -> ofAmounts);
      scores(STANDARD_OF_AMOUNTS);
      columns.when(() -> true);
    }
    columns
        .right("weight", 6, told -> NumberText.weight(weight(told)))
        .when(() -> decides)
        .right("alerts", LEAST_WIDTH, decided(DecisionText::alerts))
        .when(() -> decides && !ofAmounts)
        .right("precision", LEAST_WIDTH, decided(counts -> DecisionText.share(counts.precision())))
        .right("recall", LEAST_WIDTH, decided(counts -> DecisionText.share(counts.recall())))
        .right("saved", LEAST_WIDTH, decided(DecisionText::saved))
        .when(() -> true);
    return this;
  }

  private void scores(List<String> names) {
    columns.scores(
        names.stream().<Metric<?>>map(name -> METRICS.get(SCORES.indexOf(name))).toList(),
        LEAST_WIDTH,
        (told, metric) -> told.metrics.score(metric.name()));
  }

  /** Returns a figure of the learner that decides. */
  private static Function<Told, String> decided(Function<DecisionCounts, String> figure) {
    return told -> {
      DecisionCounts counts = told.metrics.decisions();
      boolean decides = told.metrics.learner().equals(counts.learner());
      return decides ? figure.apply(counts) : NumberText.NONE;
    };
  }

  private MetricsView open() {
    columns.left("", 4, told -> told.metrics.closed() ? "" : "open");
    return this;
  }

  private static long length(Metrics metrics) {
    return metrics.windowEnd() - metrics.windowStart();
  }

  @Override
  Told read(ConsumerRecord<byte[], byte[]> found) {
    Metrics metrics = deserializer.deserialize(found.topic(), value(found));
    if (metrics == null) {
      return null;
    }
    Partition partition = new Partition(application(found.key()), metrics.partition());
    note(partition, metrics);
    labels = metrics.labels();
    return learners.isEmpty() || learners.contains(metrics.learner())
        ? new Told(partition, metrics)
        : null;
  }

  @Override
  public LateLabelCounts lateLabels() {
    return labels;
  }

  /** Returns the application of a record's key; empty for another program's, with any key. */
  public static String application(byte[] key) {
    try {
      return LearnerKey.parse(key).application();
    } catch (IllegalArgumentException foreign) {
      return "";
    }
  }

  private static Map<String, Object> total(Metrics metrics) {
    return metrics.scores() == null ? null : metrics.scores().total();
  }

  /** Where classes are rare, a sentence above says so. */
  @Override
  public String header() {
    return rare == null ? super.header() : rare + System.lineSeparator() + super.header();
  }

  private void note(Partition partition, Metrics metrics) {
    rare = ScoreNotes.rare(total(metrics));
    Map<String, Object> total = total(metrics);
    ofAmounts = total != null && total.containsKey(Metrics.OF_AMOUNTS);
    decides = metrics.decisions() != null;
    if (!metrics.weights().isEmpty()) {
      weights.put(partition, metrics.weights());
    }
  }

  /** Returns the weight of a learner, or null if no blend has weighed it yet. */
  private Double weight(Told told) {
    return weights.getOrDefault(told.partition, Map.of()).get(told.metrics.learner());
  }

  void note(Metrics metrics) {
    note(ONLY, metrics);
  }

  String line(Metrics metrics) {
    return columns.line(new Told(ONLY, metrics));
  }
}
