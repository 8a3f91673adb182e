package io.gyre.dashboard;

import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Everything that is shown, in bounded room. Thread-safe: one thread writes what it reads from the
 * topics, others ask.
 */
final class DashboardState {

  private static final int SAMPLES = 600;

  /** Features kept at most, over all samples: 1.6 MB. */
  private static final int SAMPLED_NUMBERS = 200_000;

  private static final int LETTERS = 50;

  private final String application;
  private final Map<String, FollowedLearner> learners = new LinkedHashMap<>();
  private final TreeSet<String> otherApplications = new TreeSet<>();
  private final Map<Integer, Long> lag = new TreeMap<>();
  private ChartMetricIndex curves = new ChartMetricIndex();
  private RingBuffer<AnsweredPoint> samples = new RingBuffer<>(SAMPLES);
  private RingBuffer<DeadLetterText> letters = new RingBuffer<>(LETTERS);
  private int features;
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

  /** Forgets everything, as when the topics have been created anew. */
  synchronized void clear() {
    learners.clear();
    otherApplications.clear();
    lag.clear();
    curves = new ChartMetricIndex();
    samples = new RingBuffer<>(SAMPLES);
    letters = new RingBuffer<>(LETTERS);
    lettersBefore = 0;
    caughtUp = false;
    changes++;
    epoch++;
  }

  /** Takes a learner's parameters; null when it was taken off the list. */
  synchronized void parameters(LearnerKey key, Parameters parameters) {
    learner(key).ifPresent(learner -> learner.parameters(parameters, ++changes));
  }

  /** Takes a window's scores. */
  synchronized void metrics(LearnerKey key, Metrics metrics) {
    learner(key)
        .filter(learner -> learner.metrics(metrics, curves, ++changes))
        .ifPresent(tooMuchForATick -> epoch++);
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
      features = sample.fields().size();
      samples.add(sample);
    }
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

  /** Asks each learner that has published parameters, in the order in which they appeared. */
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

  /** D, of the recent points; of the first learner while there are none. */
  synchronized int features() {
    return features > 0
        ? features
        : learners(learner -> learner.parameters().features()).stream()
            .filter(d -> d > 0)
            .findFirst()
            .orElse(2);
  }

  /** How many points were ever taken, and those since that count was {@code mark}. */
  synchronized Fresh<AnsweredPoint> samplesSince(long mark) {
    return new Fresh<>(samples.added(), samples.since(Math.min(mark, samples.added())));
  }

  /** The recent dead letters, oldest first. */
  synchronized List<DeadLetterText> deadLetters() {
    return letters.all();
  }

  /** As {@link #samplesSince}. */
  synchronized Fresh<DeadLetterText> deadLettersSince(long mark) {
    return new Fresh<>(letters.added(), letters.since(Math.min(mark, letters.added())));
  }

  /** What was added since a mark, and the next mark. */
  record Fresh<T>(long mark, List<T> items) {}

  /** Points not learned from yet, by partition; empty when unknown. */
  synchronized Map<Integer, Long> lag() {
    return new TreeMap<>(lag);
  }

  /** How the watching goes. */
  synchronized FollowerStatus status() {
    return new FollowerStatus(
        problem == null,
        problem != null ? problem : hint(),
        rate,
        shown,
        lag.isEmpty() ? -1 : lag.values().stream().mapToLong(Long::longValue).sum(),
        letters.added(),
        lettersBefore == 0);
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
