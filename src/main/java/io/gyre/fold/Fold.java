package io.gyre.fold;

import io.gyre.GyreException;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.Step.Kind;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.intake.LogRecordReader;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldState;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.LogPosition;
import io.gyre.fold.state.ScoredLearner;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.fold.waiting.WaitingPoint;
import io.gyre.learning.FieldTrials;
import io.gyre.learning.Learner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * All that follows from one ordered log of records: {@code state' = apply(state, record)}. It is
 * the one door to what is learned: whoever gives a record uses {@link #apply}, whoever asks uses
 * {@link #ask}, whoever wants figures uses {@link #report}.
 *
 * <p>All of it depends on the records alone: no clock, no thread, no network. Not thread-safe.
 */
public final class Fold {

  private static final String STRAY =
      "header gyre-origin: expected where the record came from, as Gyre merges it, found nothing"
          + " that can be believed: somebody else has written it to the journal";

  private final FoldStore store;
  private final FoldState state;
  private final FoldReport report;
  private final Step.Maker step = new Step.Maker();
  private final Learners learners;
  private final LateLabelling late;
  private final LogRecordReader intake;
  private final Tail tail;

  /** Points whose labels are held, and are not saved: only who scores a file holds any. */
  private final Deque<WaitingPoint> held = new ArrayDeque<>();

  /** Stands where the store does, with the records behind the last snapshot applied. */
  private Fold(FoldSettings settings, FoldStore store) {
    this.store = store;
    state = new FoldState(settings, store);
    report = new FoldReport(state);
    learners = new Learners(state, report, step);
    late = state.waiting == null ? null : new LateLabelling(state, learners);
    intake = new LogRecordReader(settings.records(), late != null);
    tail = new Tail(store.snapshots() == null ? SnapshotRule.ALWAYS : store.snapshots(), state);
    if (store.snapshots() == null) {
      state.position.returnToSnapshot();
    } else {
      tail.replay(this::apply, store.state(), store.log());
    }
    // Settings or the versions of parts may be others than were saved.
    tail.changed();
    state.log = store.log();
  }

  /**
   * Opens a fold: where its state stands, or empty.
   *
   * @throws io.gyre.GyreException when the state cannot be read, or is of settings that do not fit
   */
  public static Fold open(FoldSettings settings, FoldStore store) {
    FoldStore overlaid = store.overlaid();
    settle(settings, overlaid);
    return new Fold(settings, overlaid);
  }

  /**
   * Brings a state to where it can be opened with other settings, or without some learners: records
   * behind the last snapshot are learned as they were, before anything else is.
   *
   * @param store changed in memory alone
   */
  private static void settle(FoldSettings settings, FoldStore store) {
    byte[] position = store.state().get(LogPosition.KEY);
    List<String> forgotten = store.forgotten();
    if (store.snapshots() == null
        || position == null
        || (forgotten.isEmpty() && store.isOf(settings))) {
      return;
    }
    if (LogPosition.read(position, store.owner()).tail() > 0) {
      FoldSettings before = store.settings();
      if (before.lateLabels() != null && store.waiting() == null) {
        throw new GyreException(
            "%s: late labels cannot be switched off yet: its last records are still to be learned with them. Run it once more with --late-labels or --labels-topic, as before, until a snapshot has been made: within a minute after its last record"
                .formatted(store.owner()));
      }
      new Fold(before, store.quiet()).put(true);
    }
    store.forget(forgotten);
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
      state.position.moveTo(record.offset() + 1);
    }
    tail.add(record, made, since);
    return made;
  }

  private Step settle(LogRecord record) {
    try {
      return switch (record.kind()) {
        case LOG -> goOnWith(record.source().topicId());
        case MISSED -> {
          state.windows.countMissed(record.source().missed());
          yield step.make(Kind.IGNORED);
        }
        case RELEASE -> release();
        case STRAY -> step.refuse(Kind.STRAY, STRAY);
        default -> record.source() == null ? come(record) : merged(record);
      };
    } catch (InvalidPointException e) {
      return step.refuse(Kind.REFUSED, e.getMessage());
    }
  }

  /**
   * Applies a record of a journal, unless it has been applied; it moves the clock of its source.
   */
  private Step merged(LogRecord record) throws InvalidPointException {
    if (!state.sources.hasRoom(record.source())) {
      return step.refuse(Kind.STRAY, STRAY);
    }
    return state.sources.from(record.source(), state.owner, state.log)
        ? come(record)
        : step.make(Kind.REPEATED);
  }

  private Step come(LogRecord record) throws InvalidPointException {
    return switch (record.kind()) {
      case END -> {
        learners.end();
        yield step.make(Kind.ENDED);
      }
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
      held.add(learners.await(point, time));
      return step.make(Kind.WAITING);
    }
    return step.make(late == null ? learners.applyNow(point, time) : late.apply(point, time));
  }

  /**
   * Returns the event time of a point that comes next. One that came before comes 1 ms after the
   * time of its source: its own time has passed, and would make it late wherever a field of the
   * rows says the times. So none is late or early, however the times of the first pass lie.
   */
  private long timeOf(Point next, long timestamp) {
    long sourceTime = state.windows.sourceTime();
    if (next.repeated() && sourceTime >= 0) {
      return sourceTime + 1;
    }
    return next.time() == Point.NO_TIME ? timestamp : next.time();
  }

  private Step label(Point label, long timestamp) throws InvalidPointException {
    if (label == null) {
      return step.make(Kind.IGNORED);
    }
    requireRoom(label.label());
    return step.make(late.label(label.id(), label.label(), timestamp));
  }

  private Step question(Point point, AskOptions asks) {
    if (point == null) {
      return step.make(Kind.IGNORED);
    }
    step.point(point, point.time());
    step.answer = ask(point.fields(), asks);
    return step.make(Kind.ASKED);
  }

  private Step release() throws InvalidPointException {
    WaitingPoint next = held.poll();
    if (next == null) {
      return step.make(Kind.IGNORED);
    }
    // There was room for its class when it came.
    requireRoom(next.point().label());
    learners.label(next);
    return step.make(Kind.LABELLED);
  }

  private void requireRoom(Label label) throws InvalidPointException {
    if (label != null && !learners.hasRoom(label)) {
      throw new InvalidPointException(
          "label: expected one of the %d classes that came first, found \"%s\": the learners have no room for more"
              .formatted(state.classes.size(), label));
    }
  }

  /** Makes the partition that was read directly the first source of a journal. */
  private Step goOnWith(String topicId) {
    LogPosition position = state.position;
    if (!position.topicId().isEmpty() && !position.topicId().equals(topicId)) {
      state.sources.add(position.topicId(), 0, position.next(), state.windows.becomeSource());
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
  public Answer ask(Fields point, AskOptions detail) {
    Answer answer = detail.begun() == null ? predict(point, detail.learners()) : detail.begun();
    if (detail.mostNumbers() > 0) {
      sayWhy(answer, point, detail);
    }
    return answer;
  }

  private Answer predict(Fields point, List<String> asked) {
    double[] row = state.encoder.row(point);
    if (asked == null) {
      return learners.predict(row);
    }
    Answer answer = learners.newAnswer();
    for (String each : asked) {
      int place = state.names.indexOf(each);
      if (place >= 0) {
        ScoredLearner learner = state.learners.get(place);
        answer.put(place, learner.ask(row, state.encoder.isEmpty()), learner.learner().step());
      }
    }
    return answer;
  }

  private void sayWhy(Answer answer, Fields point, AskOptions detail) {
    if (answer.trials() == null) {
      answer.trials(
          IntStream.range(0, state.names.size())
              .mapToObj(i -> trials(answer, i, point, detail))
              .toArray(FieldTrials[]::new));
    }
    List<Learner> all = state.learners.stream().map(ScoredLearner::learner).toList();
    for (int i = 0; i < all.size(); i++) {
      FieldTrials trials = answer.trials()[i];
      if (trials != null && !trials.isDone()) {
        // It may have learned since the answer was begun.
        double[] whole =
            detail.begun() == null
                ? answer.probabilities(i)
                : state.learners.get(i).ask(state.encoder.row(point), false);
        trials.run(all.get(i), all, state.encoder, whole, detail.enough());
        answer.why(i, trials.found());
        if (detail.enough().getAsBoolean()) {
          return;
        }
      }
    }
  }

  private FieldTrials trials(Answer answer, int learner, Fields point, AskOptions detail) {
    boolean predicts = answer.has(learner) && answer.predicted(learner) != Answer.NONE;
    return predicts && !state.encoder.isEmpty()
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
    if (put(whole)) {
      store.flush(whole);
    }
  }

  /** Puts what has changed, or the records that changed it; returns whether it put anything. */
  private boolean put(boolean whole) {
    LogPosition position = state.position;
    if (position.next() == 0 || (tail.isEmpty() && !(whole && position.tail() > 0))) {
      return false;
    }
    if (whole) {
      tail.begin();
      state.save();
    } else {
      tail.save(store.state());
      state.savePosition();
    }
    return true;
  }

  /** Tells about the fold as it stands. */
  public FoldReport report() {
    return report;
  }

  public FoldState state() {
    return state;
  }
}
