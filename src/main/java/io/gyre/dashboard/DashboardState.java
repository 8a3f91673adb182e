package io.gyre.dashboard;

import io.gyre.topic.LearnerFigures;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import io.gyre.topic.Prediction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that is shown, in bounded room. Thread-safe: one thread writes what it reads from the
 * topics, others ask.
 */
final class DashboardState {

  private static final int SAMPLES = 600;

  private static final long SAMPLED_BYTES = 16L << 20;

  private static final int LETTERS = 50;

  /** Anyone can write other names onto the topic. */
  private static final int MOST_PUBLISHING = 1_000;

  private final String application;
  private final Map<String, FollowedLearner> learners = new LinkedHashMap<>();
  private final TreeSet<String> otherApplications = new TreeSet<>();
  private final Map<Integer, Long> lag = new TreeMap<>();
  private ChartMetricIndex curves = new ChartMetricIndex();
  private RingBuffer<AnsweredPoint> samples = emptySamples();
  private LatestByOutcome outcomes = new LatestByOutcome();
  private EventMarks marks = new EventMarks();
  private final TreeSet<String> publishing = new TreeSet<>();
  private RingBuffer<DeadLetterText> letters = emptyLetters();
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
  DashboardState(String application) {
    this.application = application;
  }

  private static RingBuffer<AnsweredPoint> emptySamples() {
    return new RingBuffer<>(SAMPLES, SAMPLED_BYTES, AnsweredPoint::size);
  }

  private static RingBuffer<DeadLetterText> emptyLetters() {
    return new RingBuffer<>(LETTERS, LETTERS, letter -> 1);
  }

  /** Forgets everything, as when the topics have been created anew. */
  synchronized void clear() {
    learners.clear();
    otherApplications.clear();
    publishing.clear();
    lag.clear();
    curves = new ChartMetricIndex();
    samples = emptySamples();
    outcomes = new LatestByOutcome();
    marks = new EventMarks();
    letters = emptyLetters();
    lettersBefore = 0;
    caughtUp = false;
    changes++;
    epoch++;
  }

  /** Takes a learner's parameters; null when it was taken off the list. */
  synchronized void parameters(LearnerKey key, Parameters parameters) {
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
  synchronized void metrics(LearnerKey key, Metrics metrics, long started) {
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
  synchronized void open(List<LearnerFigures> figures) {
    Map<String, LearnerFigures> byId = new HashMap<>();
    for (LearnerFigures each : figures) {
      learner(each.key());
      byId.put(FollowedLearner.id(each.key().learner(), each.key().partition()), each);
    }
    Set<Integer> answered =
        figures.stream().map(each -> each.key().partition()).collect(Collectors.toSet());
    long change = ++changes;
    learners.forEach(
        (id, learner) -> {
          if (answered.contains(learner.key().partition())) {
            learner.open(byId.get(id), change);
          }
        });
  }

  private Optional<FollowedLearner> learner(LearnerKey key) {
    if (!key.application().equals(application)) {
      otherApplications.add(key.application());
      return Optional.empty();
    }
    String id = FollowedLearner.id(key.learner(), key.partition());
    return Optional.of(learners.computeIfAbsent(id, absent -> new FollowedLearner(key)));
  }

  /** Takes points with their predictions. */
  synchronized void samples(Collection<AnsweredPoint> more) {
    for (AnsweredPoint sample : more) {
      samples.add(sample);
    }
  }

  /** Takes points for the cells of the confusion matrices, those of {@link #samples} too. */
  synchronized void outcomes(Collection<AnsweredPoint> more, long nowMs) {
    more.forEach(point -> outcomes.add(point, nowMs));
    more.stream()
        .filter(point -> publishing.size() < MOST_PUBLISHING)
        .forEach(point -> publishing.addAll(point.predictions().keySet()));
  }

  /** Tells whether a point would be news to a cell of the confusion matrices. */
  synchronized boolean wants(Map<String, Prediction> answers, long nowMs) {
    return outcomes.wants(answers, nowMs);
  }

  /** The latest points of a cell, newest first. */
  synchronized List<AnsweredPoint> outcomes(String learner, String label, String prediction) {
    return outcomes.of(learner, label, prediction);
  }

  /** Tells whether a learner has published predictions of late. */
  synchronized boolean publishes(String learner) {
    return publishing.contains(learner);
  }

  /** A recent point; empty if it is none. */
  synchronized Optional<AnsweredPoint> find(String at) {
    return samples.all().stream()
        .filter(sample -> sample.at().equals(at))
        .reduce((older, newer) -> newer)
        .or(() -> Optional.ofNullable(outcomes.find(at)));
  }

  /** What happened when. */
  synchronized List<EventMarks.Mark> marks() {
    return marks.all();
  }

  /** Counts the changes of {@link #marks}. */
  synchronized long markChanges() {
    return marks.changes();
  }

  /** Takes a dead letter. */
  synchronized void letter(DeadLetterText letter) {
    letters.add(letter);
  }

  /** Takes how many dead letters there were before the first that is read. */
  synchronized void lettersBefore(long count) {
    lettersBefore = count;
  }

  /** Takes the measured flow, both in points per second. */
  synchronized void flow(double arriving, double sampled) {
    rate = arriving;
    shown = sampled;
  }

  /** Takes how many points of each partition are not learned from yet; empty when unknown. */
  synchronized void lag(Map<Integer, Long> behind) {
    lag.clear();
    lag.putAll(behind);
  }

  /** Takes why nothing is read at present; null when all is well. */
  synchronized void problem(String why) {
    problem = why;
    if (why != null) {
      flow(0, 0);
      lag.clear();
    }
  }

  /** Takes that the recent past has been read: counts are those of now. */
  synchronized void caughtUp() {
    caughtUp = true;
  }

  /** Whether the recent past has been read. */
  synchronized boolean isCaughtUp() {
    return caughtUp;
  }

  /** The application whose learners are shown. */
  String application() {
    return application;
  }

  /** Counts the changes to learners, so that a reader can tell what is new to it. */
  synchronized long changes() {
    return changes;
  }

  /** Counts how often something was forgotten, or much came at once: then ask for all. */
  synchronized long epoch() {
    return epoch;
  }

  /** The metrics of the curves, by their numbers in {@link ScoreHistory}. */
  synchronized List<String> curves() {
    return curves.metrics();
  }

  /** Asks each learner of which more than scores is known, in the order in which they appeared. */
  synchronized <T> List<T> learners(Function<FollowedLearner, T> question) {
    List<T> answers = new ArrayList<>();
    for (FollowedLearner learner : learners.values()) {
      if (learner.parameters() != null) {
        answers.add(question.apply(learner));
      }
    }
    return answers;
  }

  /** Asks one learner; empty when there is none of that id, or the answer is null. */
  synchronized <T> Optional<T> learner(String id, Function<FollowedLearner, T> question) {
    FollowedLearner learner = learners.get(id);
    return learner == null || learner.parameters() == null
        ? Optional.empty()
        : Optional.ofNullable(question.apply(learner));
  }

  /** The recent points, oldest first. */
  synchronized List<AnsweredPoint> samples() {
    return samples.all();
  }

  /** How many points were ever taken, and those since that count was {@code mark}. */
  synchronized Fresh<AnsweredPoint> samplesSince(long mark) {
    return new Fresh<>(samples.added(), samples.since(mark));
  }

  /** The recent dead letters, oldest first. */
  synchronized List<DeadLetterText> deadLetters() {
    return letters.all();
  }

  /** As {@link #samplesSince}. */
  synchronized Fresh<DeadLetterText> deadLettersSince(long mark) {
    return new Fresh<>(letters.added(), letters.since(mark));
  }

  /** What was added since a mark, and the next mark. */
  record Fresh<T>(long mark, List<T> items) {}

  /** Points not learned from yet, by partition; empty when unknown. */
  synchronized Map<Integer, Long> lag() {
    return new TreeMap<>(lag);
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
  record Status(
      boolean connected,
      String detail,
      double rate,
      double shown,
      long lag,
      long waiting,
      long letters,
      boolean allLetters) {}

  /** How the watching goes. */
  synchronized Status status() {
    return new Status(
        problem == null,
        problem != null ? problem : hint(),
        rate,
        shown,
        lag.isEmpty() ? -1 : lag.values().stream().mapToLong(Long::longValue).sum(),
        waiting(),
        letters.added(),
        lettersBefore == 0);
  }

  /** All learners of a partition say the same; the newest counts. */
  private long waiting() {
    Map<Integer, Metrics> newest = new TreeMap<>();
    for (FollowedLearner learner : learners.values()) {
      Metrics metrics = learner.metrics();
      if (metrics != null && metrics.labels() != null) {
        newest.merge(
            metrics.partition(), metrics, (a, b) -> a.windowStart() >= b.windowStart() ? a : b);
      }
    }
    return newest.values().stream().mapToLong(metrics -> metrics.labels().waiting()).sum();
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
