package io.gyre.dashboard.state;

import io.gyre.data.LateLabelCounts;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.LearnerPreview;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Everything that is shown, in bounded room. Thread-safe: one thread writes what it reads from the
 * topics, others ask.
 */
public final class DashboardState {

  private static final int SAMPLES = 600;
  private static final long SAMPLED_BYTES = 16L << 20;
  private static final int LETTERS = 50;

  private final String application;
  private final RingBuffer<AnsweredPoint> samples =
      new RingBuffer<>(SAMPLES, SAMPLED_BYTES, AnsweredPoint::size);
  private final LatestByOutcome outcomes = new LatestByOutcome();
  private final EventMarks marks = new EventMarks();
  private final RingBuffer<DeadLetterText> letters = new RingBuffer<>(LETTERS, LETTERS, l -> 1);
  private final Map<String, FollowedLearner> learners = new LinkedHashMap<>();
  private final TreeSet<String> otherApplications = new TreeSet<>();
  private Map<Integer, Long> lag = Map.of();
  private ChartMetricIndex curves = new ChartMetricIndex();
  private long lettersBefore;
  private double rate;
  private double shown;
  private String problem = "Connecting to Kafka";
  private boolean caughtUp;
  private long changes;
  private long epoch;

  /**
   * @param application whose learners are shown
   */
  public DashboardState(String application) {
    this.application = application;
  }

  /** Forgets everything, as when the topics have been created anew. */
  public synchronized void clear() {
    samples.clear();
    outcomes.clear();
    marks.clear();
    letters.clear();
    learners.clear();
    otherApplications.clear();
    lag = Map.of();
    curves = new ChartMetricIndex();
    lettersBefore = 0;
    caughtUp = false;
    changes++;
    epoch++;
  }

  /** The recent points, with their predictions. */
  public RingBuffer<AnsweredPoint> samples() {
    return samples;
  }

  /** The points in the cells of the confusion matrices. */
  public LatestByOutcome outcomes() {
    return outcomes;
  }

  public EventMarks marks() {
    return marks;
  }

  public RingBuffer<DeadLetterText> letters() {
    return letters;
  }

  /** Takes a learner's parameters; null when it was taken off the list. */
  public synchronized void parameters(LearnerKey key, Parameters parameters) {
    learner(key)
        .ifPresent(
            learner -> {
              learner.parameters(parameters, ++changes);
              if (parameters != null) {
                Metrics last = learner.metrics();
                long time = last == null ? 0 : last.windowEnd();
                marks.names(key.partition(), time, parameters);
              }
            });
  }

  /**
   * Takes a window's scores.
   *
   * @param started since when the process that tells them works on the partition, ms since the
   *     epoch; -1 if that is not known
   */
  public synchronized void metrics(LearnerKey key, Metrics metrics, long started) {
    learner(key)
        .ifPresent(
            learner -> {
              if (learner.metrics(metrics, curves, ++changes)) {
                epoch++; // Too much for a tick.
              }
              int classes =
                  RecentConfusion.classesOf(FollowedLearner.confusionOf(metrics.scores().total()));
              marks.classes(key.partition(), metrics.windowEnd(), classes);
              marks.started(key.partition(), metrics.windowEnd(), started);
            });
  }

  /** Takes how all learners stand of partitions whose folds have answered. */
  public synchronized void open(List<LearnerPreview> figures) {
    Map<LearnerKey, LearnerPreview> byKey = new HashMap<>();
    Set<Integer> answered = new HashSet<>();
    for (LearnerPreview each : figures) {
      learner(each.key());
      byKey.put(each.key(), each);
      answered.add(each.key().partition());
    }
    changes++;
    for (FollowedLearner learner : learners.values()) {
      if (answered.contains(learner.key().partition())) {
        learner.open(byKey.get(learner.key()), changes);
      }
    }
  }

  private Optional<FollowedLearner> learner(LearnerKey key) {
    if (!key.application().equals(application)) {
      otherApplications.add(key.application());
      return Optional.empty();
    }
    return Optional.of(
        learners.computeIfAbsent(FollowedLearner.id(key), absent -> new FollowedLearner(key)));
  }

  /** Finds a recent point by its {@link AnsweredPoint#at}. */
  public Optional<AnsweredPoint> find(String at) {
    return samples.all().stream()
        .filter(sample -> sample.at().equals(at))
        .reduce((older, newer) -> newer)
        .or(() -> outcomes.find(at));
  }

  /** Takes how many dead letters there were before the first that is read. */
  public synchronized void lettersBefore(long count) {
    lettersBefore = count;
  }

  /** Takes the measured flow, both in points per second. */
  public synchronized void flow(double arriving, double sampled) {
    rate = arriving;
    shown = sampled;
  }

  /** Takes how many points of each partition are not learned from yet; empty when unknown. */
  public synchronized void lag(Map<Integer, Long> behind) {
    lag = Map.copyOf(behind);
  }

  /** Takes why nothing is read at present; null when all is well. */
  public synchronized void problem(String why) {
    problem = why;
    if (why != null) {
      flow(0, 0);
      lag = Map.of();
    }
  }

  /** Takes that the recent past has been read: counts are those of now. */
  public synchronized void caughtUp() {
    caughtUp = true;
  }

  public synchronized boolean isCaughtUp() {
    return caughtUp;
  }

  public String application() {
    return application;
  }

  /** Counts the changes to learners, so that a reader can tell what is new to it. */
  public synchronized long changes() {
    return changes;
  }

  /** Counts how often something was forgotten, or much came at once: then ask for all. */
  public synchronized long epoch() {
    return epoch;
  }

  /** The metrics of the curves, by their numbers in {@link ScoreHistory}. */
  public synchronized List<String> curves() {
    return curves.metrics();
  }

  /** Asks each learner of which more than scores is known, in the order in which they appeared. */
  public synchronized <T> List<T> learners(Function<FollowedLearner, T> question) {
    List<T> answers = new ArrayList<>();
    for (FollowedLearner learner : learners.values()) {
      if (learner.parameters() != null) {
        answers.add(question.apply(learner));
      }
    }
    return answers;
  }

  /** Asks one learner; empty when there is none of that id, or the answer is null. */
  public synchronized <T> Optional<T> learner(String id, Function<FollowedLearner, T> question) {
    FollowedLearner learner = learners.get(id);
    return learner == null || learner.parameters() == null
        ? Optional.empty()
        : Optional.ofNullable(question.apply(learner));
  }

  /** Points not learned from yet, by partition; empty when unknown. */
  public synchronized Map<Integer, Long> lag() {
    return lag;
  }

  /**
   * How the watching itself goes.
   *
   * @param connected whether the topics are being read
   * @param detail what is waited for, when they are not; else what a person should know, or empty
   * @param rate points that arrive per second, or that are learned, where those are more
   * @param shown points per second that the page gets to see; fewer than {@code rate} is a sample
   * @param lag points on the topic that are not learned from yet; −1 when that is not known
   * @param waiting points that wait for their label, over all partitions
   * @param letters dead letters seen
   * @param allLetters whether that is all there ever were; else there were more
   */
  public record Status(
      boolean connected,
      String detail,
      double rate,
      double shown,
      long lag,
      long waiting,
      long letters,
      boolean allLetters) {}

  public synchronized Status status() {
    return new Status(
        problem == null,
        problem != null ? problem : hint(),
        rate,
        shown,
        lag.isEmpty() ? -1 : lag.values().stream().mapToLong(Long::longValue).sum(),
        lateLabels().values().stream().mapToLong(LateLabelCounts::waiting).sum(),
        letters.added(),
        lettersBefore == 0);
  }

  /**
   * What waits for labels, by partition; nothing where they cannot be late. All learners of a
   * partition say the same, the newest record counts.
   */
  public synchronized Map<Integer, LateLabelCounts> lateLabels() {
    Map<Integer, Metrics> newest = new TreeMap<>();
    for (FollowedLearner learner : learners.values()) {
      Metrics metrics = learner.metrics();
      if (metrics != null && metrics.labels() != null) {
        newest.merge(
            metrics.partition(), metrics, (a, b) -> a.windowStart() >= b.windowStart() ? a : b);
      }
    }
    Map<Integer, LateLabelCounts> labels = new TreeMap<>();
    newest.forEach((partition, metrics) -> labels.put(partition, metrics.labels()));
    return labels;
  }

  private String hint() {
    if (learners.values().stream().anyMatch(learner -> learner.parameters() != null)) {
      return "";
    }
    return otherApplications.isEmpty()
        ? "No learner has published anything yet"
        : "No learner of application '%s' yet, but of %s: choose one with --application-id"
            .formatted(application, String.join(", ", otherApplications));
  }
}
