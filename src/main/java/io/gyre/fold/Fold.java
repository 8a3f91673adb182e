package io.gyre.fold;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.LateLabelCounts;
import io.gyre.data.Point;
import io.gyre.data.PrintableText;
import io.gyre.encoding.Encoder;
import io.gyre.fold.Sources.Coming;
import io.gyre.fold.Step.Kind;
import io.gyre.learning.FieldTrials;
import io.gyre.learning.Learner;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.Memory;
import io.gyre.learning.Shared;
import io.gyre.scoring.Baselines;
import io.gyre.scoring.EventClock.Arrival;
import io.gyre.scoring.PartitionWindows;
import io.gyre.scoring.Window;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * All that follows from one ordered log of records: {@code state' = apply(state, record)}. It is
 * the one door to what is learned: whoever gives a record uses {@link #apply}, whoever asks uses
 * {@link #ask}, whoever wants figures uses {@link #report}.
 *
 * <p>For each point {@code apply} settles the time and closes windows, then asks every learner,
 * then scores and teaches every learner: none has seen a label that another is still to be asked
 * about. All of it depends on the records alone: no clock, no thread, no network. Not thread-safe.
 */
public final class Fold {

  /**
   * Which answers follow from which records: to be raised whenever other ones do. After a crash
   * this version would learn the last records otherwise than they were published.
   */
  static final int MATHS = 1;

  private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

  /** One report in so many tells all metrics, and not only those that are one number. */
  private static final int WHOLE_REPORTS = 10;

  /** Of a report that spans a day so many scored points are enough. */
  private static final int LEAST_OF_A_DAY = 10;

  /** So many points without a label count as one with. */
  private static final long UNLABELLED = 10;

  private static final String STRAY =
      "header gyre-origin: expected where the record came from, as Gyre merges it, found nothing that can be believed: somebody else has written it to the journal";

  private final FoldSettings settings;
  private final FoldStore store;
  private final String name;
  private final Intake intake;
  private final List<String> names;
  private final LogPosition position = new LogPosition();
  private final PartitionWindows windows;
  private final ClassNumbers classes;
  private final Baselines baselines = new Baselines();
  private final Sources sources;
  private final List<ScoredLearner> learners = new ArrayList<>();
  private final FoldPersistence state;
  private final Encoder encoder = new Encoder();
  private final LateLabelling late;
  private final Tail tail;

  /** Told what records bring that is worth a line. */
  private Logger log = NOPLogger.NOP_LOGGER;

  /** Points whose labels are held, and are not saved: only who scores a file holds any. */
  private final Deque<WaitingPoint> held = new ArrayDeque<>();

  private final FoldReport report = new FoldReport(this);
  private final Step.Maker step = new Step.Maker();
  private Shared shared;

  private Fold(FoldSettings settings, FoldStore store) {
    this.settings = settings;
    this.store = store;
    name = store.owner();
    intake = new Intake(settings);
    names = settings.learners().stream().map(LearnerSettings::name).toList();
    windows = new PartitionWindows(settings.windowing(), this::giveUp);
    sources = new Sources(windows);
    classes = new ClassNumbers(settings.classes(), settings.positive());
    shared = new Shared(encoder, new Memory(settings.memory(), 0));
    state = new FoldPersistence(this, name, store.log());
    tail = new Tail(store.snapshots() == null ? SnapshotRule.ALWAYS : store.snapshots());
    if (settings.lateLabels() == null) {
      late = null;
    } else {
      windows.measureAge();
      late = new LateLabelling(this, settings.lateLabels(), store.waiting());
    }
  }

  /**
   * Opens a fold: where its state stands, or empty.
   *
   * @throws io.gyre.GyreException when the state cannot be read, or is of settings that do not fit
   */
  public static Fold open(FoldSettings settings, FoldStore store) {
    FoldStore overlaid = store.overlaid();
    settle(settings, overlaid);
    Fold fold = new Fold(settings, overlaid);
    fold.load(overlaid.log());
    fold.log = overlaid.log();
    return fold;
  }

  /**
   * Brings a state to where it can be opened with other settings, or without some learners: records
   * behind the last snapshot are learned as they were, before anything else is.
   *
   * @param store changed in memory alone
   */
  private static void settle(FoldSettings settings, FoldStore store) {
    byte[] position = store.state().get(LogPosition.KEY);
    Set<String> forgotten = FoldPersistence.forgotten(store.state());
    if (store.snapshots() == null
        || position == null
        || (forgotten.isEmpty() && store.isOf(settings))) {
      return;
    }
    if (LogPosition.read(position, store.owner()).tail() > 0) {
      snapshot(store);
    }
    FoldPersistence.forget(forgotten, store.state());
  }

  /** Applies what lies behind the last snapshot, and makes one. */
  private static void snapshot(FoldStore store) {
    FoldSettings before = store.settings();
    if (before.lateLabels() != null && store.waiting() == null) {
      throw new GyreException(
          "%s: late labels cannot be switched off yet: its last records are still to be learned with them. Run it once more with --late-labels or --labels-topic, as before, until a snapshot has been made: within a minute after its last record"
              .formatted(store.owner()));
    }
    Fold fold = new Fold(before, store.quiet());
    fold.load(store.log());
    fold.state.save(store.state(), true);
  }

  /**
   * @param log told of records that are learned otherwise than before
   */
  private void load(Logger log) {
    state.load(store.state());
    requireWaiting();
    if (store.snapshots() == null) {
      position.returnToSnapshot();
    } else {
      tail.replay(this, store.state(), name, log);
    }
    // Settings or the versions of parts may be others than were saved.
    tail.changed();
  }

  /** Updates that all learners have made. */
  long updates() {
    long all = 0;
    for (ScoredLearner learner : learners) {
      all += learner.learner().step();
    }
    return all;
  }

  private void requireWaiting() {
    LateLabelCounts counts = report.lateLabels();
    if (counts != null
        && counts.waiting() + counts.waitingLabels() > 0
        && store.waiting().isEmpty()) {
      throw new GyreException(
          "%s: the store of what waits is empty, but %d points and %d labels wait in it by the state: its changelog was deleted"
              .formatted(name, counts.waiting(), counts.waitingLabels()),
          Remedy.of(Remedy.Kind.START_ANEW),
          Remedy.of(Remedy.Kind.OTHER_APPLICATION));
    }
  }

  /**
   * Applies the next record of the log.
   *
   * @param record whatever is in it: no content makes this throw
   * @return all that followed
   */
  public Step apply(LogRecord record) {
    long since = tail.isFull() ? 0 : tail.work();
    step.begin();
    Step made = settle(record);
    if (record.isInLog()) {
      position.moveTo(record.offset() + 1);
    }
    tail.add(record, made, since, this);
    return made;
  }

  private Step settle(LogRecord record) {
    try {
      return switch (record.kind()) {
        case LOG -> goOnWith(record.source().topicId());
        case MISSED -> missed(record.source().missed());
        case RELEASE -> release();
        case STRAY -> step.refuse(Kind.STRAY, STRAY);
        default -> record.source() == null ? come(record) : merged(record);
      };
    } catch (InvalidPointException e) {
      return step.refuse(Kind.REFUSED, e.getMessage());
    }
  }

  /** A record of a journal: it may have been applied before, and moves the clock of its source. */
  private Step merged(LogRecord record) throws InvalidPointException {
    if (!sources.hasRoom(record.source())) {
      return step.refuse(Kind.STRAY, STRAY);
    }
    return from(record.source()) ? come(record) : step.make(Kind.REPEATED);
  }

  private Step come(LogRecord record) throws InvalidPointException {
    return switch (record.kind()) {
      case END -> end();
      case LABEL -> label(intake.label(record), record.timestamp());
      case QUESTION -> question(intake.question(record), record.asks());
      default -> point(intake.point(record), record);
    };
  }

  private Step point(Point point, LogRecord record) throws InvalidPointException {
    if (point == null) {
      return step.make(Kind.IGNORED);
    }
    requireRoom(point.label());
    long time = timeOf(point, record.timestamp());
    step.point(point, time);
    if (record.kind() == LogRecord.Kind.HELD && point.labelled()) {
      held.add(await(point, time));
      return step.make(Kind.WAITING);
    }
    return step.make(late == null ? applyNow(point, time) : late.apply(point, time));
  }

  private Step label(Point label, long timestamp) throws InvalidPointException {
    if (label == null) {
      return step.make(Kind.IGNORED);
    }
    requireRoom(label.label());
    return step.make(late.label(label.id(), label.label(), timestamp));
  }

  private Step question(Point point, Detail asks) {
    if (point == null) {
      return step.make(Kind.IGNORED);
    }
    step.point(point, point.time());
    step.answer(ask(point.fields(), asks));
    return step.make(Kind.ASKED);
  }

  private Step release() throws InvalidPointException {
    WaitingPoint next = held.poll();
    if (next == null) {
      return step.make(Kind.IGNORED);
    }
    // There was room for its class when it came.
    requireRoom(next.point().label());
    label(next);
    return step.make(Kind.LABELLED);
  }

  /** Closes the windows that are open, as if a later record had come. */
  private Step end() {
    windows.end();
    closeDue(true);
    if (windows.report() != null) {
      endReport(true);
    }
    return step.make(Kind.ENDED);
  }

  private Step missed(long count) {
    windows.countMissed(count);
    return step.make(Kind.IGNORED);
  }

  /** What was learned directly from a partition becomes the first source of a journal. */
  private Step goOnWith(String topicId) {
    if (!position.topicId().isEmpty() && !position.topicId().equals(topicId)) {
      sources.add(position.topicId(), 0, position.next(), windows.becomeSource());
      position.moveTo(0);
    }
    position.bind(topicId);
    tail.changed();
    return step.make(Kind.IGNORED);
  }

  /**
   * Asks about a point. Nothing changes that is learned, scored or saved.
   *
   * @param point not modified
   * @return in part if the detail says so, and then to be asked again with it
   */
  public Answer ask(Fields point, Detail detail) {
    Answer answer = detail.begun() == null ? predict(point, detail.learners()) : detail.begun();
    if (detail.mostNumbers() > 0) {
      sayWhy(answer, point, detail);
    }
    return answer;
  }

  private Answer predict(Fields point, List<String> asked) {
    double[] row = encoder.row(point);
    if (asked == null) {
      return predict(row, false);
    }
    Answer answer = newAnswer();
    for (String each : asked) {
      int place = names.indexOf(each);
      if (place >= 0) {
        ScoredLearner learner = learners.get(place);
        answer.put(place, learner.ask(row, encoder.isEmpty()), learner.learner().step());
      }
    }
    return answer;
  }

  private void sayWhy(Answer answer, Fields point, Detail detail) {
    if (answer.trials() == null) {
      answer.trials(
          IntStream.range(0, names.size())
              .mapToObj(i -> trials(answer, i, point, detail))
              .toArray(FieldTrials[]::new));
    }
    List<Learner> all = learners.stream().map(ScoredLearner::learner).toList();
    for (int i = 0; i < names.size(); i++) {
      FieldTrials trials = answer.trials()[i];
      if (trials != null && !trials.isDone()) {
        // It may have learned since the answer was begun.
        double[] whole =
            detail.begun() == null
                ? answer.probabilities(i)
                : learners.get(i).ask(encoder.row(point), false);
        trials.run(all.get(i), all, encoder, whole, detail.enough());
        answer.why(i, trials.found());
        if (detail.enough().getAsBoolean()) {
          return;
        }
      }
    }
  }

  private FieldTrials trials(Answer answer, int learner, Fields point, Detail detail) {
    boolean predicts = answer.has(learner) && answer.predicted(learner) != Answer.NONE;
    return predicts && !encoder.isEmpty()
        ? new FieldTrials(point, answer.predicted(learner), detail.mostNumbers())
        : null;
  }

  /**
   * Puts what has changed since the last time, or the records that changed it: by {@link
   * SnapshotRule}. Nothing before the first record.
   *
   * @throws IllegalStateException while labels are held
   * @throws UnsupportedOperationException if the store is {@link FoldStore#unsaved}
   */
  public void save() {
    if (!held.isEmpty()) {
      throw new IllegalStateException("labels that are held are not saved");
    }
    boolean whole = tail.isDue();
    if (state.save(store.state(), whole)) {
      store.flush(whole);
    }
  }

  /** What there is to tell. */
  public FoldReport report() {
    return report;
  }

  private void giveUp(Window wrong, Window present) {
    learners.forEach(learner -> learner.giveUp(wrong, present));
  }

  FoldSettings settings() {
    return settings;
  }

  FoldPersistence state() {
    return state;
  }

  Tail tail() {
    return tail;
  }

  LogPosition position() {
    return position;
  }

  ClassNumbers classes() {
    return classes;
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

  Encoder encoder() {
    return encoder;
  }

  /** What the learners share; live. */
  Shared shared() {
    return shared;
  }

  void memory(Memory other) {
    shared = shared.with(other);
  }

  /** The points that wait for labels; null without late labels. */
  LateLabelling late() {
    return late;
  }

  /** The learners, in the order of the settings. */
  List<ScoredLearner> learners() {
    return learners;
  }

  /** Their names. */
  List<String> names() {
    return names;
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

  /** Says where a record of a journal comes from; returns whether it is to be applied. */
  private boolean from(Source source) {
    Coming coming = sources.from(source);
    if (coming.text != null && isPowerOfTen(sources.count(source, coming))) {
      log.warn(
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

  private static boolean isPowerOfTen(long number) {
    long power = 1;
    while (power < number) {
      power *= 10;
    }
    return power == number;
  }

  private void requireRoom(Label label) throws InvalidPointException {
    if (label != null && !hasRoom(label)) {
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

  /**
   * Returns the event time of a point that comes next. One that came before comes 1 ms after the
   * time of its source: its own time has passed, and would make it late wherever a field of the
   * rows says the times. So none is late or early, however the times of the first pass lie.
   */
  private long timeOf(Point next, long timestamp) {
    if (next.repeated() && windows.sourceTime() >= 0) {
      return windows.sourceTime() + 1;
    }
    return next.time() == Point.NO_TIME ? timestamp : next.time();
  }

  /** Predicts a point and, if it has a label, learns it at once. */
  Kind applyNow(Point next, long time) {
    Arrival arrival = arrive(time);
    boolean learned = next.labelled() && isLearned(arrival);
    boolean first = learned && encoder.isEmpty();
    if (first) {
      learnColumns(next.fields());
    }
    double[] row = encoder.row(next.fields());
    Answer answer = predict(row, true);
    step.answer(answer);
    Window window = windows.count(arrival, time, next.labelled(), next.repeated());
    if (!next.labelled()) {
      return Kind.PREDICTED;
    }
    int number = score(next, window, row, answer, baselines.lastLabel(), baselines.majority());
    if (learned) {
      learn(next, row, number, first);
    }
    return Kind.LEARNED;
  }

  /**
   * Predicts a point whose label comes later, by {@link #label}.
   *
   * @param next kept until its label comes
   * @param time its event time, in ms since the epoch
   */
  WaitingPoint await(Point next, long time) {
    Arrival arrival = arrive(time);
    Answer answer = predict(encoder.row(next.fields()), true);
    step.answer(answer);
    windows.count(arrival, time, false, next.repeated());
    return new WaitingPoint(
        next,
        answer,
        shared.members().said(shared.memory().count()),
        baselines.lastLabel(),
        baselines.majority());
  }

  /**
   * Learns the label of a point that waits for it. What was answered when the point came is scored,
   * in the window that is present now; the point is learned as it would be encoded now.
   */
  void label(WaitingPoint waiting) {
    Point point = waiting.point();
    Answer answer = waiting.answer();
    boolean first = encoder.isEmpty();
    if (first) {
      learnColumns(point.fields());
    }
    double[] row = encoder.row(point.fields());
    shared.members().recall(waiting.said(), shared.memory().count());
    for (int i = 0; i < learners.size(); i++) {
      // One that was not there then said nothing.
      if (answer.has(i)) {
        learners.get(i).tellMembers(answer.probabilities(i));
      }
    }
    Window window = windows.countLabel();
    learn(
        point,
        row,
        score(point, window, row, answer, waiting.lastLabel(), waiting.majority()),
        first);
  }

  /** How far the stream's time has come, in ms: {@link PartitionWindows#age}. */
  long age() {
    return windows.age();
  }

  private Arrival arrive(long time) {
    Arrival arrival = windows.arrive(time);
    closeDue(false);
    return arrival;
  }

  /**
   * @param last whether nothing is to come
   */
  private void closeDue(boolean last) {
    for (Window window = windows.due(); window != null; window = windows.due()) {
      close(window, last);
    }
  }

  private void close(Window window, boolean last) {
    learners.forEach(learner -> learner.flush(window));
    windows.close();
    learners.forEach(learner -> learner.close(window));
    if (isDue(windows.report())) {
      endReport(last);
    }
  }

  /** A report that holds little waits for more, though not for ever. */
  private boolean isDue(Window told) {
    int most = settings.reportPoints();
    return most <= 0
        || told.labelled() >= most
        || told.points() >= UNLABELLED * most
        || (told.endMs() - told.startMs() >= DAY_MS && told.labelled() >= LEAST_OF_A_DAY);
  }

  private void endReport(boolean last) {
    if (settings.reportPoints() >= 0) {
      boolean whole =
          last || settings.reportPoints() == 0 || windows.reports() % WHOLE_REPORTS == 0;
      List<LearnerReport> reports = new ArrayList<>();
      for (int i = 0; i < learners.size(); i++) {
        reports.add(report.closing(i, whole, last));
      }
      step.closed(new ClosedWindow(windows.report(), reports, report.lateLabels()));
    }
    windows.endReport();
    learners.forEach(ScoredLearner::endReport);
  }

  private Answer newAnswer() {
    return new Answer(names, classes.all(), classes.positive(), position.next());
  }

  /** Asks every learner, each of which may mix what those before it have said. */
  private Answer predict(double[] row, boolean measured) {
    Answer answer = newAnswer();
    shared.members().begin(classes.size());
    for (int i = 0; i < learners.size(); i++) {
      ScoredLearner learner = learners.get(i);
      answer.put(i, learner.predict(row, encoder.isEmpty(), measured), learner.learner().step());
    }
    return answer;
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
      log.warn(
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
      log.warn(
          "{}: learner \"{}\" has no room for {} of {} columns, nor for more, and learns nothing from them. Name the fields that matter, or what to ignore",
          name,
          learner.settings().name(),
          without,
          encoder.columns());
    }
  }

  /**
   * Scores what was answered, and makes room for the class if it is new.
   *
   * @param window null if it is not scored
   * @param lastLabel the class that was known last when it was answered
   * @param majority the class that was the most frequent then
   * @return the number of the class
   */
  private int score(
      Point point, Window window, double[] row, Answer answer, int lastLabel, int majority) {
    Label label = point.label();
    int found = classes.number(label);
    int number = found == ClassNumbers.UNKNOWN ? classes.size() : found;
    for (int i = 0; window != null && i < learners.size(); i++) {
      if (answer.has(i)) {
        learners.get(i).choose(window, point.repeated());
        learners.get(i).score(number, answer, i, lastLabel, majority);
      }
    }
    if (found == ClassNumbers.UNKNOWN) {
      double probability = shareOfNew(baselines.labels(), classes.size());
      classes.add(label);
      for (ScoredLearner learner : learners) {
        learner.addClass(row, probability);
        // As after a restart, which looks anew how many columns there is room for.
        grow(learner);
      }
    }
    step.labelled(new Labelled(point, number, lastLabel, majority, window != null));
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

  String digest(int learner) {
    return state.digest(learners.get(learner));
  }
}
