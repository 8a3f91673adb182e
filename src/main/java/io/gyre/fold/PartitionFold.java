package io.gyre.fold;

import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.PrintableText;
import io.gyre.encoding.Encoder;
import io.gyre.fold.Sources.Coming;
import io.gyre.learning.Contributions;
import io.gyre.learning.FieldTrials;
import io.gyre.learning.Learner;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.Memory;
import io.gyre.learning.Shared;
import io.gyre.scoring.Baselines;
import io.gyre.scoring.EventClock.Arrival;
import io.gyre.scoring.PartitionWindows;
import io.gyre.scoring.Window;
import io.gyre.state.StateStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fold of one partition: everything that follows from its records, in their order.
 *
 * <p>For each point {@link #apply} settles the time and closes windows, then asks every learner,
 * then scores and teaches every learner: none has seen a label that another is still to be asked
 * about. All of it depends on the records alone: no clock, no thread, no network.
 *
 * <p>It begins empty, or where {@link #load} finds it; {@link #save} puts what has changed. Not
 * thread-safe.
 */
public final class PartitionFold {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionFold.class);

  private final FoldSettings settings;
  private final String name;
  private final LogPosition position = new LogPosition();
  private final PartitionWindows windows;
  private final ClassNumbers classes;
  private final Baselines baselines = new Baselines();
  private final Sources sources;
  private final List<ScoredLearner> learners = new ArrayList<>();
  private final FoldPersistence state;
  private final Encoder encoder;
  private Shared shared;
  private LateLabelling late;
  private boolean scored;

  /**
   * Makes an empty fold.
   *
   * @param name whose it is, for messages
   */
  public PartitionFold(FoldSettings settings, String name) {
    this.settings = settings;
    windows = new PartitionWindows(settings.windowing(), this::giveUp);
    sources = new Sources(windows);
    classes = new ClassNumbers(settings.classes(), settings.positive());
    encoder = new Encoder();
    shared = new Shared(encoder, new Memory(settings.memory(), 0));
    state = new FoldPersistence(this, name);
    this.name = name;
  }

  private void giveUp(Window wrong, Window present) {
    learners.forEach(learner -> learner.giveUp(wrong, present));
  }

  /**
   * Lets points wait for their labels in a store. To be called before {@link #load} if, and only
   * if, the settings say that labels may be late.
   *
   * @param storage as it was when the state that will be loaded was saved; written by {@link
   *     #apply} and {@link #label(String, Label, long)}
   */
  public void waitIn(WaitingStorage storage) {
    if (settings.lateLabels() == null) {
      throw new IllegalStateException("the settings know no late labels");
    }
    windows.measureAge();
    late = new LateLabelling(this, settings.lateLabels(), storage);
  }

  /** The points that wait for labels; null without late labels. */
  LateLabelling late() {
    return late;
  }

  /**
   * Goes on where a state stands, if there is one. To be called once, before the first record.
   *
   * @throws io.gyre.GyreException when it cannot be read, or is of settings that do not fit; this
   *     fold is of no use then
   */
  public void load(StateStorage entries) {
    if (settings.lateLabels() != null && late == null) {
      throw new IllegalStateException("there is no store in which points wait for their labels");
    }
    state.load(entries);
  }

  /** Puts what has changed since the last time; nothing before the first record. */
  public void save(StateStorage entries) {
    state.save(entries);
  }

  /**
   * The name of the learner that an entry of a saved fold is of; null if it is of what they share.
   */
  public static String learnerOf(String key) {
    return FoldPersistence.learnerOf(key);
  }

  FoldSettings settings() {
    return settings;
  }

  /** Where in the log it stands. */
  public LogPosition position() {
    return position;
  }

  /** The classes known by now; live. */
  public ClassNumbers classes() {
    return classes;
  }

  /**
   * Says where the next record of a journal comes from. To be called for each of them, before it is
   * applied.
   *
   * @return whether it is to be applied; not if it has been already
   */
  public boolean from(Source source) {
    Coming coming = sources.from(source);
    if (coming.text != null && isPowerOfTen(sources.count(source, coming))) {
      LOG.warn(
          "{}: offset {} of partition {} of the topic with id {} {} ({} so far)",
          name,
          source.offset(),
          source.partition(),
          source.topicId(),
          coming.text,
          sources.count(source, coming));
    }
    return coming != Coming.AGAIN;
  }

  /** Tells whether records of a source may come: it is known, or there are not too many yet. */
  public boolean hasRoom(Source source) {
    return sources.hasRoom(source);
  }

  private static boolean isPowerOfTen(long number) {
    long power = 1;
    while (power < number) {
      power *= 10;
    }
    return power == number;
  }

  /** Records of the journal that were skipped, since they had been applied already. */
  public long skipped() {
    return sources.skipped();
  }

  /**
   * Goes on behind a journal with what was learned directly from a partition, which becomes its
   * first source. To be called once, between two records, by a fold that stands somewhere.
   *
   * @param journalTopicId the journal's topic id; its record 0 comes next
   */
  public void moveBehindJournal(String journalTopicId) {
    sources.add(position.topicId(), 0, position.next(), windows.becomeSource());
    position.bind(journalTopicId);
    position.moveTo(0);
  }

  /** The stream's time, in ms since the epoch; -1 before the first point. */
  public long time() {
    return windows.time();
  }

  /** The windows that are open, oldest first. */
  public List<Window> open() {
    return windows.open();
  }

  PartitionWindows windows() {
    return windows;
  }

  Sources sources() {
    return sources;
  }

  Baselines baselines() {
    return baselines;
  }

  /** What is known of fields and columns; live. */
  public Encoder encoder() {
    return encoder;
  }

  /** What the learners share; live. */
  Shared shared() {
    return shared;
  }

  void memory(Memory other) {
    shared = shared.with(other);
  }

  /** The learners, in the order of the settings. */
  List<ScoredLearner> learners() {
    return learners;
  }

  /**
   * Makes a learner that has learned nothing.
   *
   * @param knownClasses K that it begins with
   */
  ScoredLearner create(LearnerSettings learner, int knownClasses) {
    return new ScoredLearner(
        learner,
        learner.settings().create(shared, knownClasses),
        shared.members(),
        knownClasses,
        classes,
        PointCounts.of(windows));
  }

  /**
   * Checks that a record can be applied, before {@link #apply} is. Nothing changes but counts of
   * late labels.
   *
   * @param candidate with the id that it will be applied with, and as one that came before if it
   *     did
   * @return whether it is a point, which is predicted; else it is only the label of a point that
   *     has come or will come, which late labels make possible
   * @throws InvalidPointException when it cannot
   */
  public boolean check(Point candidate) throws InvalidPointException {
    if (candidate.label() != null) {
      checkClass(candidate.label());
    }
    return late == null || late.check(candidate);
  }

  /**
   * Checks that a label that came alone can be applied, before {@link #label(String, Label, long)}
   * is. Nothing changes but counts.
   *
   * @param id of the point that it is of
   * @throws InvalidPointException when it cannot: there is no id, no label, no room for its class,
   *     or it is a second one
   */
  public void checkLabel(String id, Label label) throws InvalidPointException {
    if (label != null) {
      checkClass(label);
    }
    late.check(id, label);
  }

  private void checkClass(Label label) throws InvalidPointException {
    if (!hasRoom(label)) {
      throw new InvalidPointException(
          "label: expected one of the %d classes that came first, found \"%s\": the learners have no room for more"
              .formatted(classes.size(), label));
    }
  }

  /** Tells whether a label's class is known or can be added. */
  boolean hasRoom(Label label) {
    return classes.number(label) != ClassNumbers.UNKNOWN
        || (classes.hasRoom(label) && learners.stream().allMatch(ScoredLearner::hasRoom));
  }

  /** Counts points that the topic lost before they were read. */
  public void countMissed(long count) {
    windows.countMissed(count);
  }

  /**
   * Returns the event time of a point that is to be applied next. One that came before comes 1 ms
   * after the time of its source: its own time has passed, and would make it late wherever a field
   * of the rows says the times. So none is late or early, however the times of the first pass lie.
   *
   * @param timestamp of the record that carries it, in ms since the epoch
   */
  public long timeOf(Point next, long timestamp) {
    if (next.repeated() && windows.sourceTime() >= 0) {
      return windows.sourceTime() + 1;
    }
    return next.time() == Point.NO_TIME ? timestamp : next.time();
  }

  /**
   * Applies a point, or what turns out to be the label of one.
   *
   * @param next checked; not modified, and kept until the next
   * @param timestamp its event time, in ms since the epoch
   * @param onClosed told each window that its time closes, when all learners have stepped on what
   *     waited; its figures can be asked for
   * @return whether it was a point; else {@link #answer} is of another one
   */
  public boolean apply(Point next, long timestamp, Consumer<Window> onClosed) {
    scored = false;
    if (late != null) {
      return late.apply(next, timestamp, onClosed);
    }
    applyNow(next, timestamp, onClosed);
    return true;
  }

  /** Predicts a point and, if it has a label, learns it at once. */
  void applyNow(Point next, long timestamp, Consumer<Window> onClosed) {
    Arrival arrival = arrive(timestamp, onClosed);
    boolean learned = next.labelled() && isLearned(arrival);
    boolean first = learned && encoder.isEmpty();
    if (first) {
      learnColumns(next.fields());
    }
    double[] row = predict(next);
    Window window = windows.count(arrival, timestamp, next.labelled(), next.repeated());
    scored = false;
    if (next.labelled()) {
      int number = score(next, window, row, null);
      if (learned) {
        learn(next, row, number, first);
      }
    }
  }

  /**
   * Predicts a point that is only asked about. Nothing changes but the {@link #answer}s: it is not
   * counted, and does not move the time.
   *
   * @param question not modified; a label means nothing
   */
  public void ask(Point question) {
    predict(question);
  }

  /**
   * Says how much each field speaks for the class that a learner has predicted.
   *
   * @param learner by its place on the list
   * @param question what was just asked
   * @param most how many numbers may be read for that: {@link FieldTrials}
   */
  public Contributions why(int learner, Point question, long most) {
    ClassProbabilities answer = answer(learner);
    if (encoder.isEmpty() || answer.prediction() == null) {
      return Contributions.NONE;
    }
    FieldTrials trials = new FieldTrials(question.fields(), answer.predicted(), most);
    run(trials, learner, answer.all(), () -> false);
    return trials.found();
  }

  /** Goes on with what {@link FieldTrials#run} does. */
  boolean run(FieldTrials trials, int learner, double[] whole, BooleanSupplier enough) {
    List<Learner> all = learners.stream().map(ScoredLearner::learner).toList();
    return trials.run(all.get(learner), all, encoder, whole, enough);
  }

  /**
   * Predicts a point whose label comes later, by {@link #label}.
   *
   * @param next checked; not modified, and kept until its label comes
   * @param timestamp its event time, in ms since the epoch
   * @param onClosed as for {@link #apply}
   */
  public WaitingPoint await(Point next, long timestamp, Consumer<Window> onClosed) {
    Arrival arrival = arrive(timestamp, onClosed);
    predict(next);
    windows.count(arrival, timestamp, false, next.repeated());
    scored = false;
    return new WaitingPoint(
        next,
        learners.stream().map(learner -> learner.answer().copy()).toList(),
        shared.members().said(shared.memory().count()),
        baselines.lastLabel(),
        baselines.majority());
  }

  /**
   * Learns the label of a point that waits for it. What was answered when the point came is scored,
   * in the window that is present now; the point is learned as it would be encoded now.
   */
  public void label(WaitingPoint waiting) {
    Point point = waiting.point();
    boolean first = encoder.isEmpty();
    if (first) {
      learnColumns(point.fields());
    }
    double[] row = encoder.row(point.fields());
    shared.members().recall(waiting.said(), shared.memory().count());
    for (int i = 0; i < learners.size(); i++) {
      // One that was not there then said nothing.
      if (waiting.answer(i) != null) {
        learners.get(i).tellMembers(waiting.answer(i));
      }
    }
    int number = score(point, windows.countLabel(), row, waiting);
    learn(point, row, number, first);
  }

  /**
   * Applies a label that came alone: it is learned if its point waits, else waits for its point.
   * The time does not move.
   *
   * @param id of the point that it is of
   * @param label checked by {@link #checkLabel}
   * @param timestamp of its record, in ms since the epoch; it tells the delay alone
   */
  public void label(String id, Label label, long timestamp) {
    scored = false;
    late.label(id, label, timestamp);
  }

  /**
   * What the last record was the label of, or the point whose label had come before it, with its
   * label; null if the last record was neither.
   */
  public WaitingPoint labelled() {
    return late == null ? null : late.labelled();
  }

  /**
   * What became of points and labels that came in records of their own; null without late labels.
   */
  public LateLabelCounts labels() {
    return late == null ? null : late.counts();
  }

  /** How far the stream's time has come, in ms: {@link PartitionWindows#age}. */
  long age() {
    return windows.age();
  }

  /** Closes the windows that are open, as if a later record had come. */
  public void end(Consumer<Window> onClosed) {
    windows.end();
    closeDue(onClosed);
  }

  private Arrival arrive(long timestamp, Consumer<Window> onClosed) {
    Arrival arrival = windows.arrive(timestamp);
    closeDue(onClosed);
    return arrival;
  }

  private void closeDue(Consumer<Window> onClosed) {
    for (Window window = windows.due(); window != null; window = windows.due()) {
      close(window, onClosed);
    }
  }

  /** Asks every learner; returns the point's row. */
  private double[] predict(Point point) {
    double[] row = encoder.row(point.fields());
    shared.members().begin(classes.size());
    for (ScoredLearner learner : learners) {
      if (encoder.isEmpty()) {
        learner.predictNothing();
      } else {
        learner.predict(row);
      }
    }
    return row;
  }

  private boolean isLearned(Arrival arrival) {
    return arrival != Arrival.LATE || settings.windowing().learnLate();
  }

  /** A column that is new is seen by nobody before the point that brings it has been predicted. */
  private boolean learnColumns(Fields fields) {
    long leftOut = encoder.leftOut();
    boolean more = encoder.learn(fields);
    if (more) {
      shared.memory().widen(encoder.slots());
      learners.forEach(this::grow);
    }
    if (leftOut == 0 && encoder.leftOut() > 0) {
      LOG.warn(
          "{}: there are {} fields and {} columns, and no room for more: values of the field \"{}\" are left out. Name the fields that matter, or what to ignore",
          name,
          encoder.fields(),
          encoder.columns(),
          PrintableText.of(encoder.firstLeftOut()));
    }
    return more;
  }

  private void grow(ScoredLearner learner) {
    learner.grow();
    tellOfRoom(learner);
  }

  private void tellOfRoom(ScoredLearner learner) {
    int without = learner.newlyWithoutRoom();
    if (without > 0) {
      LOG.warn(
          "{}: learner \"{}\" has no room for {} of {} columns, nor for more, and learns nothing from them. Name the fields that matter, or what to ignore",
          name,
          learner.settings().name(),
          without,
          encoder.columns());
    }
  }

  private void close(Window window, Consumer<Window> onClosed) {
    learners.forEach(learner -> learner.flush(window));
    windows.close();
    onClosed.accept(window);
    learners.forEach(learner -> learner.forget(window));
  }

  /** What a learner has said of the present point, by its place on the list; until the next. */
  public ClassProbabilities answer(int learner) {
    return learners.get(learner).answer();
  }

  /** Tells whether the last point or label was scored: it was not if it came late or early. */
  public boolean scored() {
    return scored;
  }

  /**
   * Scores what was answered, and makes room for the class if it is new.
   *
   * @param window null if it is not scored
   * @param waited what was answered; null for the present answers
   * @return the number of the class
   */
  private int score(Point point, Window window, double[] row, WaitingPoint waited) {
    Label label = point.label();
    int found = classes.number(label);
    int number = found == ClassNumbers.UNKNOWN ? classes.size() : found;
    scored = window != null;
    for (int i = 0; scored && i < learners.size(); i++) {
      ScoredLearner learner = learners.get(i);
      if (waited == null) {
        learner.choose(window, point.repeated());
        learner.score(number, learner.answer(), baselines.lastLabel(), baselines.majority());
      } else if (waited.answer(i) != null) {
        learner.choose(window, point.repeated());
        learner.score(number, waited.answer(i), waited.lastLabel(), waited.majority());
      }
    }
    if (found == ClassNumbers.UNKNOWN) {
      double probability = shareOfNew(baselines.labels(), classes.size());
      classes.add(label);
      for (ScoredLearner learner : learners) {
        learner.addClass(row, probability);
        tellOfRoom(learner);
      }
    }
    return number;
  }

  private void learn(Point point, double[] known, int number, boolean columnsLearned) {
    baselines.add(number);
    boolean more = !columnsLearned && learnColumns(point.fields());
    double[] row = more ? encoder.row(point.fields()) : known;
    shared.add(row, number);
    Window present = windows.current();
    for (ScoredLearner learner : learners) {
      learner.learn(row, number, present, point.repeated());
    }
  }

  /**
   * The probability of a new class: that of one label of all, if each class known had one more.
   *
   * @param labels that have come
   * @param known classes before
   */
  static double shareOfNew(long labels, int known) {
    // Of classes that are named and had no label each counts as one label.
    return known == 0 ? 1 : 1.0 / (Math.max(1, labels) + known);
  }

  /** What may be asked of it between two records. */
  public FoldQuestions questions() {
    return new FoldQuestions(this);
  }

  /** Measures from now on how long each learner takes; what it learns is not touched by that. */
  public void measureTime() {
    learners.forEach(ScoredLearner::measureTime);
  }

  /** What there is to tell of a learner, by its place on the list. */
  public LearnerView report(int learner) {
    return new LearnerView(this, learners.get(learner));
  }

  /** The hash of what a learner has learned, in hexadecimal: {@link LearnerView#digest}. */
  String digest(ScoredLearner learner) {
    return state.digest(learner);
  }

  /** The name of each class number in scores. */
  Map<String, Object> named(Map<String, Object> scores) {
    return NamedScores.in(scores, classes);
  }
}
