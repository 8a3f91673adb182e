package io.gyre.page.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.gyre.Setting;
import io.gyre.data.Alert;
import io.gyre.data.Label;
import io.gyre.data.counts.DecisionCounts;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.fold.Figures;
import io.gyre.fold.LiveFolds;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Metrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Everything that is shown, in bounded memory. Thread-safe. */
public final class DashboardState {

  private static final int SAMPLES = 600;
  private static final long SAMPLED_BYTES = 16L << 20;

  /** Points of every 1st, 4th, 16th, … that are kept longer, since labels may come long after. */
  private static final int SPARSE = 200;

  private static final int SPARSEST = 12; // the last level: every 4¹²th
  private static final int SPARSE_BYTES = 8 << 10; // the largest point that is kept longer

  private static final int LETTERS = 50;
  private static final int REVIEWS = 100;

  public final String application;
  private RingBuffer<AnsweredPoint> samples;
  private final Map<Integer, AnsweredPoint> sparse = new HashMap<>(); // by their slots
  private RingBuffer<DeadLetterText> letters;
  private RingBuffer<Alert> reviews;
  private LatestByOutcome outcomes;
  private EventMarks marks;
  private Map<String, FollowedLearner> learners;

  /** The last figures of each fold, by partition. */
  private final Map<Integer, Figures> figures = new TreeMap<>();

  private Map<Integer, LateLabelCounts> lateLabels;
  private String whyNone = ""; // why there are no figures, or none of now
  private Set<String> otherApplications;

  /** The metrics that curves are drawn of; a metric's number never changes. */
  private List<String> curves;

  private Map<Integer, Long> lag;
  private long lettersBefore;
  private double rate;
  private double shown;
  private String problem = "Connecting to Kafka";
  private String unread;
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
    sparse.clear();
    letters = new RingBuffer<>(LETTERS, LETTERS, letter -> 1);
    reviews = new RingBuffer<>(REVIEWS, REVIEWS, review -> 1);
    outcomes = new LatestByOutcome();
    marks = new EventMarks();
    learners = new LinkedHashMap<>();
    figures.clear();
    lateLabels = new TreeMap<>();
    otherApplications = new TreeSet<>();
    curves = new ArrayList<>();
    lag = Map.of();
    lettersBefore = 0;
    changes++;
    epoch++;
  }

  public synchronized RingBuffer<AnsweredPoint> samples() {
    return samples;
  }

  /** Adds a point to those that are shown. */
  public synchronized void show(AnsweredPoint point) {
    samples.add(point);
    long n = samples.added();
    int level = Math.min(SPARSEST, Long.numberOfTrailingZeros(n) / 2);
    if (point.label() == null && point.size() <= SPARSE_BYTES) {
      sparse.put(level * SPARSE + (int) ((n >> 2 * level) % SPARSE), point);
    }
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

  /** Returns the latest points to look at, or the latest outliers. */
  public synchronized RingBuffer<Alert> reviews() {
    return reviews;
  }

  /** Takes an alert: a point to look at, an outlier, or a drift, which is marked. */
  public synchronized void alert(Alert alert) {
    if (alert instanceof Alert.Drift drift) {
      marks.drift(drift);
    } else {
      reviews.add(alert);
    }
  }

  /** Takes a record of the topic of versions, which are marked. */
  public synchronized void version(ConsumerRecord<byte[], byte[]> found) {
    marks.version(found);
  }

  /**
   * Takes a report, or a preview of one.
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
      epoch++;
    }
    List<?> confusion = FollowedLearner.confusionOf(metrics.scores().total());
    marks.classes(key.partition(), metrics.windowEnd(), RecentConfusion.classesOf(confusion));
    marks.started(key.partition(), metrics.windowEnd(), started);
    Figures fold = figures.get(key.partition());
    if (metrics.labels() != null && (fold == null || fold.counts().labels() == null)) {
      lateLabels.put(key.partition(), metrics.labels());
    }
  }

  /**
   * Asks folds for their figures and for late labels of the points that are kept, and waits for
   * them. The figures of one that does not answer stay as they were.
   *
   * @return the figures of now
   */
  public Map<Integer, Figures> ask(LiveFolds folds) {
    Map<Integer, Figures> found = folds.figures();
    open(found, folds::whyNot);
    found.forEach(
        (partition, fold) -> {
          if (fold.counts().labels() != null) {
            askLabels(folds, partition, found.keySet());
          }
        });
    return found;
  }

  /** Asks a fold for the labels of its points that came without one; a journal has one fold. */
  private void askLabels(LiveFolds folds, int partition, Set<Integer> all) {
    long asked = epoch();
    Iterator<AnsweredPoint> awaited =
        kept()
            .filter(point -> point.label() == null)
            .filter(point -> partition == (all.equals(Set.of(0)) ? 0 : point.partition()))
            .iterator();
    Map<String, AnsweredPoint> labelled = new LinkedHashMap<>();
    folds.ask(
        partition,
        (fold, untilNanos) -> {
          while (awaited.hasNext() && System.nanoTime() < untilNanos) {
            AnsweredPoint point = awaited.next();
            Label label = fold.report().lateLabel(point.id());
            if (label != null) {
              labelled.put(point.at(), point.with(label));
            }
          }
          return awaited.hasNext();
        });
    labelled.values().forEach(point -> showAnew(point, asked));
  }

  /** Shows a point with its label as the latest, unless all was forgotten meanwhile. */
  private synchronized void showAnew(AnsweredPoint point, long asked) {
    if (epoch == asked) {
      Predicate<AnsweredPoint> isSame =
          other -> other.offset() == point.offset() && other.partition() == point.partition();
      if (samples.removeIf(isSame) | sparse.values().removeIf(isSame)) {
        samples.add(point);
      }
      outcomes.addAll(List.of(point), System.currentTimeMillis());
    }
  }

  /** Returns all points that are kept, some twice. */
  synchronized Stream<AnsweredPoint> kept() {
    return Stream.of(samples.all(), List.copyOf(sparse.values()), outcomes.all())
        .flatMap(List::stream);
  }

  private synchronized void open(Map<Integer, Figures> found, IntFunction<String> whyNot) {
    changes++;
    figures.putAll(found);
    whyNone =
        figures.keySet().stream()
            .filter(partition -> !found.containsKey(partition))
            .findFirst()
            .or(() -> figures.isEmpty() ? Optional.of(0) : Optional.empty())
            .map(partition -> "The model " + whyNot.apply(partition))
            .orElse("");
    found.forEach(this::open);
  }

  private void open(int partition, Figures fold) {
    boolean reshaped = false;
    for (Figures.OfLearner own : fold.learners()) {
      FollowedLearner learner = learner(new LearnerKey(application, own.name(), partition));
      reshaped |= learner.open(fold, own, changes);
    }
    if (fold.counts().labels() != null) {
      lateLabels.put(partition, fold.counts().labels());
    }
    if (reshaped) {
      Set<String> columns = new LinkedHashSet<>();
      fold.learners().forEach(own -> columns.addAll(own.shape().columns()));
      marks.names(partition, fold.time(), fold.learners().get(0).shape().classes(), columns);
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
    return kept().filter(point -> point.at().equals(at)).findFirst();
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

  /** Counts the changes to learners, so that a reader can tell which are new to it. */
  public synchronized long changes() {
    return changes;
  }

  /** Changes when something was forgotten. */
  public synchronized long epoch() {
    return epoch;
  }

  /** Returns the metrics of the curves, by their numbers in {@link ScoreHistory}; a copy. */
  public synchronized List<String> curves() {
    return List.copyOf(curves);
  }

  /** Asks each learner whose fold has told its figures, in the order of partitions and lists. */
  public synchronized <T> List<T> learners(Function<FollowedLearner, T> question) {
    return present().map(question).toList();
  }

  /** Asks one learner; empty if its fold has told no figures of it, or the answer is null. */
  public synchronized <T> Optional<T> learner(String id, Function<FollowedLearner, T> question) {
    return present().filter(learner -> learner.id().equals(id)).findFirst().map(question);
  }

  private Stream<FollowedLearner> present() {
    return figures.entrySet().stream()
        .flatMap(
            fold ->
                fold.getValue().learners().stream()
                    .map(own -> learners.get(FollowedLearner.id(own.name(), fold.getKey()))));
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
      @JsonIgnore boolean connected,
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

  /** Returns late labels by partition; those of a replica, which has none, from the topic. */
  public synchronized Map<Integer, LateLabelCounts> lateLabels() {
    return Map.copyOf(lateLabels);
  }

  /** Returns what was decided; null without decisions. */
  public synchronized DecisionCounts decisions() {
    return figures.values().stream()
        .map(fold -> fold.counts().decisions())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Says why something on the topics is not shown; null once it is. */
  public synchronized void unread(String why) {
    unread = why;
  }

  private String hint() {
    if (unread != null) {
      return unread;
    }
    return learners.isEmpty() && !otherApplications.isEmpty()
        ? "No learner of application '%s' yet, but of %s: choose one with %s"
            .formatted(application, String.join(", ", otherApplications), Setting.APPLICATION_ID)
        : whyNone;
  }
}
