package io.gyre.fold;

import io.gyre.GyreException;
import io.gyre.Setting;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.PointContent;
import io.gyre.fold.Step.Kind;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.intake.AskOptions;
import io.gyre.fold.intake.LogPointReader;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.fold.state.LogPosition;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.format.RecordSettings;
import io.gyre.format.Schema;
import io.gyre.learning.FieldTrials;
import io.gyre.state.DamagedStateException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The state and results of one ordered log of records: {@code state' = apply(state, record)}. It is
 * the only access to the learned state: {@link #apply} takes a record, {@link #ask} answers a
 * question, {@link #report} gives figures.
 *
 * <p>The state depends only on the records: no clock, no thread, no network. Not thread-safe.
 */
public final class Fold {

  private static final String STRAY =
      "header gyre-origin: expected where the record came from, as Gyre merges it, found nothing"
          + " that can be believed: somebody else has written it to the journal";

  private final FoldStore store;
  final FoldState state;
  private final FoldReport report;
  private final Step.Maker step = new Step.Maker();
  private final Learners learners;
  private final LateLabelling late;
  private final LogPointReader intake;
  private final Tail tail;

  /** The schema that the last record was; null if it was another. */
  private String given;

  /** Starts at the store's position, with the records after the last snapshot applied. */
  private Fold(FoldSettings settings, FoldStore store) {
    this.store = store;
    state = new FoldState(settings, store);
    report = new FoldReport(state);
    learners = new Learners(state, report, step);
    late = new LateLabelling(state, learners);
    intake = new LogPointReader(settings.records(), settings.lateLabels() != null, state.schemas);
    tail = new Tail(store.snapshots() == null ? SnapshotRule.ALWAYS : store.snapshots(), state);
    if (store.snapshots() == null) {
      state.position.returnToSnapshot();
    } else {
      tail.replay(this::take, store.state(), store.log());
    }
    // Settings or the versions of parts may be others than were saved.
    tail.changed();
    state.log = store.log();
    learners.begin(store.explains());
  }

  /**
   * Opens a fold at its state's position, or empty.
   *
   * @throws io.gyre.GyreException when the state cannot be read, or is of settings that do not fit
   */
  public static Fold open(FoldSettings settings, FoldStore store) {
    FoldStore overlaid = store.overlaid();
    RecordSettings records = settings.records().after(overlaid.records());
    FoldSettings settled = settings.withRecords(records);
    settle(settled, overlaid);
    return new Fold(settled, overlaid);
  }

  /**
   * Brings a state to where it can be opened with other settings, or without some learners: records
   * after the last snapshot are first learned with the old ones, in memory alone.
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
        throw tooEarly(
            store,
            "late labels cannot be switched off",
            "them",
            Setting.LATE_LABELS + " or " + Setting.LABELS_TOPIC);
      }
      if (before.hasKeys() && store.keys() == null) {
        String used = Setting.KEY + " " + String.join(",", before.records().keys());
        throw tooEarly(store, Setting.KEY + " cannot be left out", "it", used);
      }
      new Fold(before, store.quiet()).put(true);
    }
    store.forget(forgotten);
  }

  private static GyreException tooEarly(FoldStore store, String what, String with, String used) {
    return new GyreException(
        "%s: %s yet: its last records are still to be learned with %s. Run it once more with %s, as before, until a snapshot has been made: within a minute after its last record"
            .formatted(store.owner(), what, with, used));
  }

  /**
   * Applies the next record of the log, unless it {@linkplain Step.Kind#LACKS_SCHEMA needs a
   * schema} first: one that is not known, or was denied when a record that is on no journal needed
   * it last.
   *
   * @param record its content never makes this throw, but that of a schema
   * @return all results
   * @throws GyreException when a schema is another one than was known by its id
   */
  public Step apply(LogRecord record) {
    String lacking = intake.lacks(record);
    if (lacking != null && !lacking.equals(given)) {
      return Step.lacks(lacking);
    }
    given = record.kind() == LogRecord.Kind.SCHEMA ? record.schema() : null;
    return take(record);
  }

  private Step take(LogRecord record) {
    long since = tail.isFull() ? 0 : tail.work();
    long before = state.windows.time();
    long wrongClocks = state.windows.wrongClocks();
    step.begin();
    Step made;
    try {
      made = settle(record);
    } catch (InvalidPointException e) {
      made = step.refuse(Kind.REFUSED, e.getMessage());
    } catch (DamagedStateException e) {
      throw new DamagedStateException(state.owner + ": its state is damaged: " + e.getMessage(), e);
    }
    if (record.isInLog()) {
      state.position.moveTo(record.offset() + 1);
    }
    // A new schema has filled the tail; one that is known changes nothing.
    if (tail.isFull() || record.isInLog() || record.kind() != LogRecord.Kind.SCHEMA) {
      tail.add(record, made, since);
    }
    return withJump(made, before, state.windows.wrongClocks() - wrongClocks);
  }

  private Step withJump(Step made, long before, long wrongClocks) {
    long now = state.windows.time();
    boolean jumped =
        before >= 0 && Math.abs(now - before) > state.settings.windowing().maxAheadMs();
    return jumped || wrongClocks > 0
        ? made.with(new TimeJump(before, now, wrongClocks > 0, state.windows.wrongClocks()))
        : made;
  }

  private Step settle(LogRecord record) throws InvalidPointException {
    return switch (record.kind()) {
      case LOG -> goOnWith(record.source().topicId());
      case MISSED -> {
        state.windows.countMissed(record.source().missed());
        yield step.make(Kind.IGNORED);
      }
      case SCHEMA -> know(record);
      case STRAY -> step.refuse(Kind.STRAY, STRAY);
      default -> record.source() == null ? come(record) : merged(record);
    };
  }

  /** Applies a record of a journal, unless it has been applied. */
  private Step merged(LogRecord record) throws InvalidPointException {
    if (!state.sources.hasRoom(record.source())) {
      return step.refuse(Kind.STRAY, STRAY);
    }
    return state.sources.from(record.source(), state.owner, state.log)
        ? come(record)
        : step.make(Kind.REPEATED);
  }

  private Step come(LogRecord record) throws InvalidPointException {
    if (record.kind() == LogRecord.Kind.END) {
      learners.end();
      return step.make(Kind.ENDED);
    }
    if (record.kind() == LogRecord.Kind.PASSED_OVER) {
      return step.make(Kind.IGNORED);
    }
    Point point = intake.read(record);
    if (point == null) {
      state.windows.countIgnored();
      return step.make(Kind.IGNORED);
    }
    learners.requireRoom(point.label());
    if (record.kind() == LogRecord.Kind.WITHHELD && point.fields().size() == 0) {
      throw new InvalidPointException(
          "label: expected one that comes with its point and can be held back, found one that comes alone");
    }
    if (record.kind() == LogRecord.Kind.LABEL) {
      return step.make(late.apply(point, timeOf(point, record.timestamp())));
    }
    step.point = point;
    step.time = timeOf(point, record.timestamp());
    Point shown = record.kind() == LogRecord.Kind.WITHHELD ? point.withoutLabel() : point;
    return step.make(late.apply(shown, step.time));
  }

  /**
   * Returns the event time of the next point. A repeated one comes 1 ms after the time of its
   * source: its own has passed, and would make it late if a field of the rows says the times.
   */
  private long timeOf(Point next, long timestamp) {
    long sourceTime = state.windows.sourceTime();
    if (next.repeated() && sourceTime >= 0) {
      return sourceTime + 1;
    }
    return next.time() == Point.NO_TIME ? timestamp : next.time();
  }

  private Step know(LogRecord record) {
    Schema schema = record.writtenSchema();
    if (schema == null) {
      return step.refuse(Kind.STRAY, STRAY);
    }
    if (state.schemas.add(record.schema(), schema, state.owner)) {
      tail.changed();
    }
    return step.make(Kind.IGNORED);
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
   * @param content what is known of the point; it never makes this throw
   * @return in part if the detail says so, and then to be asked again with it; with a {@linkplain
   *     Answer#reason reason} if the content cannot be read
   */
  public Answer ask(PointContent content, AskOptions detail) {
    Answer answer = detail.begun() == null ? begin(content, detail) : detail.begun();
    if (detail.mostNumbers() > 0 && answer.reason() == null) {
      sayWhy(answer, detail);
    }
    if (detail.digest() && answer.isComplete()) {
      IntStream.range(0, state.names.size())
          .filter(answer::has)
          .forEach(place -> answer.digest(place, report.digest(place)));
    }
    return answer;
  }

  private Answer begin(PointContent content, AskOptions detail) {
    try {
      Point point = intake.read(content);
      Answer answer = predict(learners.extended(point.fields()), detail);
      answer.answer(point);
      return answer;
    } catch (InvalidPointException e) {
      Answer refused = learners.newAnswer();
      refused.refuse(e.getMessage());
      return refused;
    }
  }

  private Answer predict(Fields point, AskOptions detail) {
    List<String> names = state.names;
    List<String> asked = detail.learners();
    return learners.ask(
        point,
        asked == null
            ? IntStream.range(0, names.size())
            : asked.stream().mapToInt(names::indexOf).filter(place -> place >= 0),
        (answer, answers) -> {
          if (state.amounts != null) {
            state.amounts.expect(answer, answers, detail.amounts());
          }
        });
  }

  private void sayWhy(Answer answer, AskOptions detail) {
    Fields point = learners.extended(answer.point().fields());
    if (answer.trials() == null) {
      learners.beginTrials(answer, point, detail.mostNumbers());
    }
    for (int i = 0; i < state.names.size(); i++) {
      FieldTrials trials = answer.trials()[i];
      if (trials != null && !trials.isDone()) {
        // It may have learned since the answer was begun.
        double[] whole = detail.begun() == null ? answer.probabilities(i) : null;
        learners.run(trials, point, i, whole, detail.enough());
        learners.tell(answer, i, trials);
        if (detail.enough().getAsBoolean()) {
          return;
        }
      }
    }
  }

  /**
   * Saves the changes, or the records that made them, as {@link SnapshotRule} decides; nothing
   * before the first record.
   */
  public void save() {
    boolean whole = tail.isDue();
    if (put(whole)) {
      store.flush(whole);
    }
  }

  /** Puts the changes, or the records that made them; returns whether it put anything. */
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

  /** Returns a report on the current fold. */
  public FoldReport report() {
    return report;
  }
}
