package io.gyre.dashboard.state;

import io.gyre.Setting;
import io.gyre.data.Alert;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.data.counts.KeyCounts;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.topic.InterimReport;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import io.gyre.topic.Parameters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that is shown, in bounded memory. Thread-safe: one thread writes, others read. */
public final class DashboardState {

  private static final int SAMPLES = 600;
  private static final long SAMPLED_BYTES = 16L << 20;
  private static final int LETTERS = 50;
  private static final int REVIEWS = 100;

  public final String application;
  private RingBuffer<AnsweredPoint> samples;
  private RingBuffer<DeadLetterText> letters;
  private RingBuffer<Alert.Review> reviews;
  private LatestByOutcome outcomes;
  private EventMarks marks;
  private Map<String, FollowedLearner> learners;
  private Set<String> otherApplications;

  /** The metrics that curves are drawn of; a metric's number never changes. */
  private List<String> curves;

  private Map<Integer, Long> lag;
  private long lettersBefore;
  private double rate;
  private double shown;
  private String problem = "Connecting to Kafka";
  private String unread;
  private boolean caughtUp;
  private long changes;
  private long epoch;

  /** Begins with nothing; other applications' learners are not shown. */
  public DashboardState(String application) {
    this.application = application;
    clear();
  }

  /** Forgets everything, as when the topics have been created again. */
  public synchronized void clear() {
    samples = new RingBuffer<>(SAMPLES, SAMPLED_BYTES, AnsweredPoint::size);
    letters = new RingBuffer<>(LETTERS, LETTERS, letter -> 1);
    reviews = new RingBuffer<>(REVIEWS, REVIEWS, review -> 1);
    outcomes = new LatestByOutcome();
    marks = new EventMarks();
    learners = new LinkedHashMap<>();
    otherApplications = new TreeSet<>();
    curves = new ArrayList<>();
    lag = Map.of();
    lettersBefore = 0;
    caughtUp = false;
    changes++;
    epoch++;
  }

  public synchronized RingBuffer<AnsweredPoint> samples() {
    return samples;
  }

  public synchronized LatestByOutcome outcomes() {
    return outcomes;
  }

  public synchronized EventMarks marks() {
    return marks;
  }

  public synchronized RingBuffer<DeadLetterText> letters() {
    return letters;
  }

  /** Returns the latest points to look at. */
  public synchronized RingBuffer<Alert.Review> reviews() {
    return reviews;
  }

  /** Takes an alert: a point to look at, or a drift, which is marked. */
  public synchronized void alert(Alert alert) {
    if (alert instanceof Alert.Review review) {
      reviews.add(review);
    } else {
      marks.drift((Alert.Drift) alert);
    }
  }

  /** Takes a learner's parameters; null when it was taken off the list. */
  public synchronized void parameters(LearnerKey key, Parameters parameters) {
    FollowedLearner learner = learner(key);
    if (learner == null) {
      return;
    }
    learner.parameters(parameters, ++changes);
    if (parameters != null) {
      long time = learner.metrics() == null ? 0 : learner.metrics().windowEnd();
      marks.names(key.partition(), time, parameters);
    }
  }

  /**
   * Takes a window's scores.
   *
   * @param started when their process began to work on the partition, ms since the epoch; −1 if
   *     that is not known
   */
  public synchronized void metrics(LearnerKey key, Metrics metrics, long started) {
    FollowedLearner learner = learner(key);
    if (learner == null) {
      return;
    }
    if (learner.metrics(metrics, curves, ++changes)) {
      epoch++; // Too much for a tick.
    }
    List<?> confusion = FollowedLearner.confusionOf(metrics.scores().total());
    marks.classes(key.partition(), metrics.windowEnd(), RecentConfusion.classesOf(confusion));
    marks.started(key.partition(), metrics.windowEnd(), started);
  }

  /** Takes the figures of learners between two reports. */
  public synchronized void open(List<InterimReport> figures) {
    changes++;
    for (InterimReport each : figures) {
      FollowedLearner learner = learner(each.key());
      if (learner != null) {
        learner.open(each, changes);
      }
    }
  }

  /** Returns null for a learner of another application. */
  private FollowedLearner learner(LearnerKey key) {
    if (!key.application().equals(application)) {
      otherApplications.add(key.application());
      return null;
    }
    return learners.computeIfAbsent(FollowedLearner.id(key), id -> new FollowedLearner(key));
  }

  /** Finds a recent point by its {@link AnsweredPoint#at}. */
  public synchronized Optional<AnsweredPoint> find(String at) {
    return Stream.concat(samples.all().stream(), outcomes.all().stream())
        .filter(point -> point.at().equals(at))
        .findFirst();
  }

  /** Takes the number of dead letters before the first that is read. */
  public synchronized void lettersBefore(long count) {
    lettersBefore = count;
  }

  /**
   * Takes the measured flow.
   *
   * @param arriving points per second
   * @param sampled points per second
   * @param behind points that are not learned yet, by partition; empty when unknown
   */
  public synchronized void flow(double arriving, double sampled, Map<Integer, Long> behind) {
    rate = arriving;
    shown = sampled;
    lag = behind;
  }

  /** Takes the reason why nothing is read now; null when all is well. */
  public synchronized void problem(String why) {
    problem = why;
    if (why != null) {
      flow(0, 0, Map.of());
    }
  }

  /** Notes that the recent past has been read, so that counts are up to date. */
  public synchronized void caughtUp() {
    caughtUp = true;
  }

  public synchronized boolean isCaughtUp() {
    return caughtUp;
  }

  /** Counts the changes to learners, so that a reader can tell which are new to it. */
  public synchronized long changes() {
    return changes;
  }

  /** Changes when something was forgotten, or when too much has come for a tick. */
  public synchronized long epoch() {
    return epoch;
  }

  /** Returns the metrics of the curves, by their numbers in {@link ScoreHistory}; a copy. */
  public synchronized List<String> curves() {
    return List.copyOf(curves);
  }

  /** Asks each learner whose parameters are known, in the order in which they appeared. */
  public synchronized <T> List<T> learners(Function<FollowedLearner, T> question) {
    return learners.values().stream()
        .filter(learner -> learner.parameters() != null)
        .map(question)
        .toList();
  }

  /** Asks one learner; empty if its parameters are not known, or the answer is null. */
  public synchronized <T> Optional<T> learner(String id, Function<FollowedLearner, T> question) {
    return Optional.ofNullable(learners.get(id))
        .filter(learner -> learner.parameters() != null)
        .map(question);
  }

  /** Points not learned from yet, by partition; empty when unknown. */
  public synchronized Map<Integer, Long> lag() {
    return lag;
  }

  /**
   * The state of the follower itself.
   *
   * @param detail why they are not; else a hint for a person, or empty
   * @param rate points that arrive per second; or that are learned, if those are more
   * @param shown points per second that the page samples
   * @param lag points on the topic that are not learned from yet; −1 when unknown
   * @param waiting points that wait for their label
   * @param silent points that were learned without one when their wait ended
   * @param tooLate labels of another class that came after that
   * @param letters dead letters seen
   * @param allLetters whether those are all that there ever were
   */
  public record Status(
      boolean connected,
      String detail,
      double rate,
      double shown,
      long lag,
      long waiting,
      long silent,
      long tooLate,
      long letters,
      boolean allLetters) {}

  public synchronized Status status() {
    return new Status(
        problem == null,
        problem != null ? problem : hint(),
        rate,
        shown,
        lag.isEmpty() ? -1 : lag.values().stream().mapToLong(Long::longValue).sum(),
        late(LateLabelCounts::waiting),
        late(LateLabelCounts::silent),
        late(LateLabelCounts::tooLate),
        letters.added(),
        lettersBefore == 0);
  }

  private long late(ToLongFunction<LateLabelCounts> count) {
    return lateLabels().values().stream().mapToLong(count).sum();
  }

  /** Returns late labels by partition, from the newest record of any of its learners. */
  public Map<Integer, LateLabelCounts> lateLabels() {
    return newest(Metrics::labels);
  }

  /** Returns what is remembered of keys in the same way. */
  public Map<Integer, KeyCounts> keys() {
    return newest(Metrics::keys);
  }

  /** Returns what was decided in the same way. */
  public Map<Integer, DecisionCounts> decisions() {
    return newest(Metrics::decisions);
  }

  private synchronized <T> Map<Integer, T> newest(Function<Metrics, T> counts) {
    return learners.values().stream()
        .map(FollowedLearner::metrics)
        .filter(metrics -> metrics != null && counts.apply(metrics) != null)
        .sorted(Comparator.comparingLong(Metrics::windowStart))
        .collect(
            Collectors.toMap(Metrics::partition, counts, (older, newer) -> newer, TreeMap::new));
  }

  /** Says why something on the topics is not shown; null once it is. */
  public synchronized void unread(String why) {
    unread = why;
  }

  private String hint() {
    if (unread != null) {
      return unread;
    }
    if (!learners(each -> each.key).isEmpty()) {
      return "";
    }
    return otherApplications.isEmpty()
        ? "No learner has published anything yet"
        : "No learner of application '%s' yet, but of %s: choose one with %s"
            .formatted(application, String.join(", ", otherApplications), Setting.APPLICATION_ID);
  }
}
