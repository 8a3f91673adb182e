package io.gyre.cli.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.cli.view.TableColumns.Column;
import io.gyre.data.PrintableText;
import io.gyre.scoring.Metric;
import io.gyre.scoring.MetricRegistry;
import io.gyre.scoring.Scope;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Shows a line per window and learner. A window that is still open shows as {@code open}: its line
 * comes again, with the final figures, when it closes. Beside a learner that is blended stands its
 * weight, as the blend has told it last: mostly in the window before, since members come first.
 */
public final class MetricsView implements RecordView {

  /** What a line tells of; weight is null for a learner that no blend has weighed yet. */
  private record Told(Metrics metrics, Double weight) {}

  private record Figure(Column column, Function<Told, String> text) {}

  private static final String ONLY = "";

  private final Deserializer<Metrics> deserializer = Topic.METRICS.deserializer();
  private final Set<String> learners;
  private final List<Figure> figures;
  private final TableColumns columns;
  private final MemberWeights weights = new MemberWeights();

  private MetricsView(Set<String> learners, List<Figure> figures) {
    this.learners = learners;
    this.figures = figures;
    this.columns = new TableColumns(figures.stream().map(Figure::column).toList());
  }

  /** The scores that are shown by default. */
  public static final List<String> STANDARD =
      List.of("cost", "accuracy", "last-label", "majority", "kappa");

  /** The scores of a window that are one number. */
  public static final List<String> SCORES =
      MetricRegistry.numbers(Scope.WINDOW).stream().map(Metric::name).toList();

  /** Columns that widen later would no longer stand below one another. */
  private static final int LONGEST_USUAL_NAME = "network-replay".length();

  private static final int LEAST_WIDTH = 8;

  /**
   * Returns the view of what matters most: how well each learner does.
   *
   * @param learners those to show; empty for all
   * @param metrics the scores to show, by name
   * @param replicas whether there are several partitions of points, each with its own learners
   */
  public static MetricsView cost(Set<String> learners, List<String> metrics, boolean replicas) {
    List<Figure> figures = who(replicas);
    figures.add(number("step", 8, m -> NumberText.count(m.step())));
    figures.add(number("points", 7, m -> NumberText.count(m.points())));
    addScores(figures, metrics);
    addWeight(figures);
    figures.add(number("late", 4, m -> NumberText.count(m.late())));
    figures.add(number("refused", 7, m -> NumberText.count(m.refused())));
    figures.add(word("", 4, m -> m.closed() ? "" : "open"));
    return new MetricsView(learners, figures);
  }

  /**
   * Returns the view of {@code gyre up}: points are all so far, and points/s those of the window.
   */
  static MetricsView live() {
    List<Figure> figures = soFar();
    figures.add(number("points/s", 8, m -> NumberText.count(perSecond(m))));
    return new MetricsView(Set.of(), figures);
  }

  /** Returns the view of {@code gyre up FILE}: its rows come at another rate than their times. */
  static MetricsView ofFile() {
    return new MetricsView(Set.of(), soFar());
  }

  private static List<Figure> soFar() {
    List<Figure> figures = who(false);
    figures.add(number("step", 8, m -> NumberText.count(m.step())));
    figures.add(number("points", 9, m -> NumberText.count(m.totals().points())));
    addScores(figures, STANDARD);
    addWeight(figures);
    return figures;
  }

  private static void addWeight(List<Figure> figures) {
    figures.add(new Figure(Column.right("weight", 6), told -> NumberText.weight(told.weight())));
  }

  private static void addScores(List<Figure> figures, List<String> metrics) {
    for (String name : metrics) {
      Metric<?> metric =
          MetricRegistry.metrics().stream()
              .filter(m -> m.name().equals(name))
              .findAny()
              .orElseThrow();
      int width = Math.max(LEAST_WIDTH, name.length());
      figures.add(number(name, width, m -> NumberText.score(metric, m.score(name))));
    }
  }

  private static long perSecond(Metrics metrics) {
    return Math.round(metrics.points() * 1000.0 / (metrics.windowEnd() - metrics.windowStart()));
  }

  /** Returns the view of everything, the totals since the start (Σ) included. */
  public static MetricsView all(Set<String> learners, List<String> metrics, boolean replicas) {
    List<Figure> figures = who(replicas);
    figures.add(number("ms", 5, m -> NumberText.count(m.windowEnd() - m.windowStart())));
    figures.add(number("step", 8, m -> NumberText.count(m.step())));
    figures.add(number("steps", 5, m -> NumberText.count(m.steps())));
    figures.add(number("points", 7, m -> NumberText.count(m.points())));
    figures.add(number("labelled", 8, m -> NumberText.count(m.labelled())));
    addScores(figures, metrics);
    addWeight(figures);
    figures.add(number("late", 4, m -> NumberText.count(m.late())));
    figures.add(number("early", 5, m -> NumberText.count(m.early())));
    figures.add(number("refused", 7, m -> NumberText.count(m.refused())));
    figures.add(number("Σpoints", 10, m -> NumberText.count(m.totals().points())));
    figures.add(number("Σlate", 5, m -> NumberText.count(m.totals().late())));
    figures.add(number("Σrefused", 8, m -> NumberText.count(m.totals().refused())));
    figures.add(number("Σmissed", 7, m -> NumberText.count(m.totals().missed())));
    figures.add(word("", 4, m -> m.closed() ? "" : "open"));
    return new MetricsView(learners, figures);
  }

  @Override
  public String header() {
    return columns.header();
  }

  @Override
  public String line(ConsumerRecord<byte[], byte[]> found) {
    Metrics metrics = deserializer.deserialize(found.topic(), found.value());
    if (metrics == null) {
      return null;
    }
    String application = application(found.key());
    weights.note(application, metrics);
    return isWanted(metrics) ? line(application, metrics) : null;
  }

  /** Anybody may write onto the topic, with any key. */
  private static String application(byte[] key) {
    try {
      return LearnerKey.parse(key).application();
    } catch (IllegalArgumentException foreign) {
      return ONLY;
    }
  }

  void note(Metrics metrics) {
    weights.note(ONLY, metrics);
  }

  String line(Metrics metrics) {
    return line(ONLY, metrics);
  }

  private String line(String application, Metrics metrics) {
    Told told = new Told(metrics, weights.of(application, metrics));
    return columns.line(figures.stream().map(figure -> figure.text().apply(told)).toList());
  }

  @Override
  public String json(ConsumerRecord<byte[], byte[]> found) {
    Metrics metrics = deserializer.deserialize(found.topic(), found.value());
    return metrics == null || !isWanted(metrics)
        ? null
        : PrintableText.json(new String(found.value(), UTF_8));
  }

  private boolean isWanted(Metrics metrics) {
    return learners.isEmpty() || learners.contains(metrics.learner());
  }

  private static List<Figure> who(boolean replicas) {
    List<Figure> figures = new ArrayList<>();
    figures.add(word("window", 19, m -> NumberText.time(m.windowStart())));
    figures.add(word("learner", LONGEST_USUAL_NAME, m -> PrintableText.of(m.learner())));
    if (replicas) {
      figures.add(number("partition", 9, m -> Integer.toString(m.partition())));
    }
    return figures;
  }

  private static Figure number(String title, int width, Function<Metrics, String> text) {
    return new Figure(Column.right(title, width), told -> text.apply(told.metrics()));
  }

  private static Figure word(String title, int width, Function<Metrics, String> text) {
    return new Figure(Column.left(title, width), told -> text.apply(told.metrics()));
  }
}
