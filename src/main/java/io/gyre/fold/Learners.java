package io.gyre.fold;

import io.gyre.Setting;
import io.gyre.data.Fields;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.Row;
import io.gyre.encoding.RowMaker;
import io.gyre.fold.KnownAmounts.Taken;
import io.gyre.fold.Step.Kind;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.keys.KeyColumns;
import io.gyre.fold.state.FoldStore.Explains;
import io.gyre.fold.state.LearnerReport;
import io.gyre.fold.waiting.WaitingPoint;
import io.gyre.learning.Answers;
import io.gyre.learning.FieldTrials;
import io.gyre.learning.memory.AmountScale;
import io.gyre.time.EventClock.Arrival;
import io.gyre.time.Window;
import io.gyre.words.PrintableText;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Takes each point through time, windows and all learners: first every learner predicts, then every
 * learner is scored and learns. So all predict before any sees the label. Not thread-safe.
 */
final class Learners {

  private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

  /** One report in this many has all metrics, and not only those that are one number. */
  private static final int WHOLE_REPORTS = 10;

  /** The scored points that are enough for a report that spans a day. */
  private static final int LEAST_OF_A_DAY = 10;

  /** The number of points without a label that count as one with a label. */
  private static final long UNLABELLED = 10;

  private final FoldState state;
  private final FoldReport report;
  private final Step.Maker step; // receives the results of the current record
  private final List<ScoredLearner> all;

  private final Alerting alerting;

  // Of the current point.
  private final Row row = new Row();
  private final Answers answers = new Answers();
  private final double[] inUnit = new double[1];

  // Of the point of a question, so that it disturbs nothing.
  private final RowMaker askedMaker;
  private final Row asked = new Row();
  private final Answers askedAnswers = new Answers();

  private boolean explainsAnswers;

  /** The number of lost labels of keys that is told next. */
  private long nextLost;

  Learners(FoldState state, FoldReport report, Step.Maker step) {
    this.state = state;
    this.report = report;
    this.step = step;
    all = state.learners;
    askedMaker = new RowMaker(state.encoder);
    alerting = new Alerting(state, step, this);
    nextLost = state.keys.labelsLost() + 1;
  }

  /**
   * Refuses a label that is no amount where labels are, or whose class has no room; null is none.
   */
  void requireRoom(Label label) throws InvalidPointException {
    if (label != null && state.amounts != null) {
      KnownAmounts.require(label);
    } else if (label != null && !hasRoom(label)) {
      throw new InvalidPointException(
          "label: expected one of the %d classes that came first, found \"%s\": the learners have no room for more"
              .formatted(state.classes.size(), label));
    }
  }

  /** Tells whether a label's class is known or can be added. */
  boolean hasRoom(Label label) {
    return state.amounts != null
        || state.classes.number(label) != ClassNumbers.UNKNOWN
        || (state.classes.hasRoom(label)
            && all.stream().allMatch(each -> each.hasRoom(state.classes.size() + 1)));
  }

  /** Predicts the current point with every learner; each may mix the answers of those before it. */
  private Answer predict(Fields fields) {
    state.encoder.maker().fill(fields, row);
    state.shared.members().begin(answers, state.classes.size());
    Answer answer = newAnswer();
    for (int i = 0; i < all.size(); i++) {
      put(answer, i, all.get(i).predict(row, answers));
    }
    if (state.amounts != null) {
      state.amounts.expect(answer, answers);
    }
    return answer;
  }

  /**
   * Answers a question about a point.
   *
   * @param learners by their places; others are asked only if one of these mixes them
   * @param expect says what is expected of the answer
   */
  Answer ask(Fields fields, IntStream learners, BiConsumer<Answer, Answers> expect) {
    beginQuestion(fields);
    Answer answer = newAnswer();
    learners.forEach(i -> put(answer, i, ask(i)));
    expect.accept(answer, askedAnswers);
    return answer;
  }

  private void beginQuestion(Fields fields) {
    askedMaker.fill(fields, asked);
    state.shared.members().begin(askedAnswers, state.classes.size());
  }

  private double[] ask(int learner) {
    return state.shared.members().ask(learner, asked, askedAnswers);
  }

  /**
   * Begins with records that were not applied before.
   *
   * @param explains what gets its reasons
   */
  void begin(Explains explains) {
    alerting.warnOfClasses();
    alerting.explains = explains == Explains.ALERTS;
    explainsAnswers = explains == Explains.ANSWERS;
  }

  /** Says why each learner answers as it does. */
  private void explain(Fields fields, Answer answer) {
    if (!explainsAnswers) {
      return;
    }
    beginTrials(answer, fields, FieldTrials.MOST_NUMBERS);
    for (int i = 0; i < all.size(); i++) {
      FieldTrials trials = answer.trials()[i];
      if (trials != null) {
        run(trials, fields, i, answer.probabilities(i), () -> false);
        tell(answer, i, trials);
      }
    }
  }

  /** Gives an answer the trials of the fields of its point, for each learner that predicts. */
  void beginTrials(Answer answer, Fields point, long mostNumbers) {
    FieldTrials[] trials = new FieldTrials[all.size()];
    Arrays.setAll(trials, i -> trials(answer, i, point, mostNumbers));
    answer.trials(trials);
  }

  private FieldTrials trials(Answer answer, int learner, Fields point, long mostNumbers) {
    boolean predicts = answer.has(learner) && answer.predicted(learner) != Answer.NONE;
    return predicts && !state.encoder.isEmpty()
        ? new FieldTrials(point, answer.predicted(learner), mostNumbers)
        : null;
  }

  /** Gives an answer what was found so far. */
  void tell(Answer answer, int learner, FieldTrials trials) {
    answer.why(
        learner, state.amounts == null ? trials.found() : state.amounts.inUnit(trials.found()));
  }

  /**
   * Tries the fields of the point of a question.
   *
   * @param whole the learner's K probabilities; null to ask again, since it may have learned
   */
  void run(FieldTrials trials, Fields fields, int learner, double[] whole, BooleanSupplier enough) {
    double[] present = whole;
    if (present == null || state.amounts != null) {
      beginQuestion(fields);
      present = ask(learner);
    }
    trials.run(state.shared.members(), learner, askedMaker, present, enough);
  }

  private void put(Answer answer, int learner, double[] p) {
    if (p != null) {
      answer.put(learner, state.amounts == null ? p : amount(p), all.get(learner).learner.step());
    }
  }

  private double[] amount(double[] z) {
    inUnit[0] = state.amounts.answered(z[0]);
    return inUnit;
  }

  /** Returns an answer without any learner's yet. */
  Answer newAnswer() {
    return new Answer(
            state.names,
            state.classes.all(),
            state.classes.positive(),
            state.position.next(),
            state.position.snapshot())
        .ofAmounts(amountsNow());
  }

  /** Returns the fields that the point of a question would have if it came now. */
  Fields extended(Fields own) {
    KeyColumns made = state.keys.columnsIf(own, state.windows.time());
    return extended(own, made, amountsNow());
  }

  private Answer.Amounts amountsNow() {
    return state.amounts == null ? null : Answer.Amounts.of(state.amounts.scale);
  }

  /**
   * Returns a point's own fields with the columns of its keys, and with the labels that were known.
   */
  private Fields extended(Fields own, KeyColumns made, Answer.Amounts known) {
    Fields fields = state.keys.extended(own, made);
    return known == null ? fields : state.amounts.extended(fields, known);
  }

  /**
   * Returns the columns that histories of keys give a point that comes now; null without any. One
   * of a later pass has none, since its own label is known.
   */
  private KeyColumns columns(Point point, long nowMs) {
    return point.repeated() ? null : state.keys.columns(point.fields(), nowMs);
  }

  /** Returns the time of a point for histories; that of the stream if its own is not believed. */
  private long timeFor(Arrival arrival, long time) {
    return arrival == Arrival.EARLY ? state.windows.time() : time;
  }

  /** Remembers a point of the keys that it has, once. */
  private void remember(Point point, long time) {
    if (point.repeated()) {
      return;
    }
    long evicted = state.keys.evicted();
    state.keys.add(point.fields(), time, state.windows.time());
    if (evicted == 0 && state.keys.evicted() > 0) {
      state.log.warn(
          "{}: there are more values of a key than {} {}, and those not seen for longest are forgotten",
          state.owner,
          Setting.MAX_KEYS,
          state.settings.keys().maxKeys());
    }
  }

  private void rememberLabel(Point point, double number, long labelMs) {
    if (!point.repeated()) {
      state.keys.label(point.fields(), number, labelMs, state.windows.time());
      tellLost();
    }
  }

  /**
   * Warns of labels that keys do not remember: of the first, and when they are ten times as many.
   */
  private void tellLost() {
    long lost = state.keys.labelsLost();
    if (lost >= nextLost) {
      nextLost = 10 * lost;
      state.log.warn(
          "%s: %,d labels of keys were not remembered so far: the key's value had been forgotten by then (%s %,d), or too many labels were ahead of the stream's time"
              .formatted(state.owner, lost, Setting.MAX_KEYS, state.settings.keys().maxKeys()));
    }
  }

  /**
   * Predicts a point, and learns it if it has a label.
   *
   * @param isNew whether no point of its id came before
   */
  Kind applyNow(Point next, long time, boolean isNew) {
    Arrival arrival = arrive(time);
    long believed = timeFor(arrival, time);
    Fields fields = extended(next.fields(), columns(next, believed), amountsNow());
    boolean first = next.labelled() && state.encoder.isEmpty();
    if (first) {
      learnColumns(fields);
    }
    Answer answer = predict(fields);
    explain(fields, answer);
    step.answer = answer;
    if (isNew) {
      alerting.predicted(next, fields, answer);
    }
    Window window = state.windows.count(arrival, time, next.labelled(), next.repeated());
    if (isNew) {
      remember(next, believed);
    }
    if (!next.labelled()) {
      return Kind.PREDICTED;
    }
    int lastLabel = state.baselines.lastLabel();
    double label;
    if (state.amounts == null) {
      int number = score(next, window, answer, lastLabel, state.baselines.majority(), true);
      alerting.labelled(next, answer, number, window != null, false);
      label = number;
    } else {
      label = scoreAmount(next, fields, window, answer, answers);
    }
    learn(fields, next.repeated(), answers, label, first);
    if (isNew) {
      rememberLabel(next, label, believed);
    }
    return Kind.LEARNED;
  }

  /** Predicts a point whose label comes later, by {@link #label}. */
  WaitingPoint await(Point next, long time) {
    Arrival arrival = arrive(time);
    long believed = timeFor(arrival, time);
    KeyColumns columns = columns(next, believed);
    Fields fields = extended(next.fields(), columns, amountsNow());
    Answer answer = predict(fields);
    explain(fields, answer);
    step.answer = answer;
    alerting.predicted(next, fields, answer);
    state.windows.count(arrival, time, false, next.repeated());
    remember(next, believed);
    return new WaitingPoint(
        next,
        columns,
        answer,
        answers.copy(),
        state.shared.memory().count(),
        state.baselines.lastLabel(),
        state.baselines.majority());
  }

  /**
   * Learns the label of a point that waits for it. The answer of then is scored, in the current
   * window; the point is learned as it would be encoded now.
   *
   * @param scored not if the point was scored by another label before
   * @param silence whether no label came, and silence is one
   * @param labelMs the time of the label
   */
  void label(WaitingPoint waiting, boolean scored, boolean silence, long labelMs) {
    Point point = waiting.point();
    Answer answer = waiting.answer();
    Fields fields = extended(point.fields(), waiting.columns(), answer.amounts());
    boolean first = state.encoder.isEmpty();
    if (first) {
      learnColumns(fields);
    }
    Answers then = waiting.answers();
    then.recall(state.shared.memory().count() - waiting.labels());
    state.windows.changed();
    Window window = scored ? state.windows.countLabel() : null;
    int lastLabel = waiting.lastLabel();
    boolean answered = lastLabel != Answer.NONE;
    double label;
    state.encoder.maker().fill(fields, row);
    if (state.amounts == null) {
      int number = score(point, window, answer, lastLabel, waiting.majority(), answered);
      if (scored) {
        alerting.labelled(point, answer, number, answered, silence);
      }
      label = number;
    } else {
      label = scoreAmount(point, fields, window, answer, then);
    }
    learn(fields, point.repeated(), then, label, first);
    rememberLabel(point, label, labelMs);
  }

  /** Closes the open windows, as if a later record had come. */
  void end() {
    state.windows.end();
    closeDue(true);
    if (state.windows.report() != null) {
      endReport(true);
    }
  }

  private Arrival arrive(long time) {
    Arrival arrival = state.windows.arrive(time);
    closeDue(false);
    state.keys.advance(state.windows.time());
    tellLost();
    return arrival;
  }

  private void closeDue(boolean last) {
    for (Window due = state.windows.due(); due != null; due = state.windows.due()) {
      for (ScoredLearner each : all) {
        each.flush(due);
        each.scores.close(due);
      }
      state.windows.close();
      if (isDue(state.windows.report())) {
        endReport(last);
      }
    }
  }

  /** Tells whether a report is due: a small one waits for more, but not for ever. */
  private boolean isDue(Window told) {
    int most = state.settings.reportPoints();
    return most <= 0
        || told.labelled() >= most
        || told.points() >= UNLABELLED * most
        || (told.endMs - told.startMs >= DAY_MS && told.labelled() >= LEAST_OF_A_DAY);
  }

  private void endReport(boolean last) {
    int points = state.settings.reportPoints();
    if (points >= 0) {
      boolean whole = last || points == 0 || state.windows.reports() % WHOLE_REPORTS == 0;
      List<LearnerReport> reports =
          report.answering().mapToObj(i -> report.closing(i, whole, last)).toList();
      ClosedWindow closed = new ClosedWindow(state.windows.report(), reports, report.counts());
      step.closed(closed);
      report.told(closed);
    }
    state.windows.endReport();
    all.forEach(learner -> learner.scores.endReport());
  }

  /** Learns the columns of a point, after it was predicted; returns whether there are new ones. */
  private boolean learnColumns(Fields fields) {
    long leftOut = state.encoder.leftOut();
    boolean more = state.encoder.learn(fields);
    if (more) {
      state.shared.memory().widen(state.encoder.slots());
      all.forEach(this::grow);
    }
    if (leftOut == 0 && state.encoder.leftOut() > 0) {
      state.log.warn(
          "{}: there are {} fields and {} columns, and no room for more: values of the field \"{}\""
              + " are left out. Name the fields that matter, or what to ignore",
          state.owner,
          state.encoder.fields(),
          state.encoder.columns(),
          PrintableText.of(state.encoder.firstLeftOut()));
    }
    return more;
  }

  private void grow(ScoredLearner growing) {
    growing.learner.grow();
    int without = growing.newlyWithoutRoom();
    if (without > 0) {
      state.log.warn(
          "{}: learner \"{}\" has no room for {} of {} columns, nor for more, and learns nothing"
              + " from them. Name the fields that matter, or what to ignore",
          state.owner,
          growing.settings.name(),
          without,
          state.encoder.columns());
    }
  }

  /**
   * Scores the answers, and makes room for the class if it is new.
   *
   * @param window null if it is not scored
   * @param lastLabel the class that was known last when it was answered
   * @param majority the class that was the most frequent then
   * @param answered whether the learners knew anything then: a label, or the columns of the first
   *     point, which has its label
   * @return the number of the class
   */
  private int score(
      Point point, Window window, Answer answer, int lastLabel, int majority, boolean answered) {
    int found = state.classes.number(point.label());
    boolean isNew = found == ClassNumbers.UNKNOWN;
    int number = isNew ? state.classes.size() : found;
    if (isNew) {
      all.forEach(learner -> learner.scores.settle());
    }
    for (int i = 0; window != null && i < all.size(); i++) {
      if (answer.has(i)) {
        all.get(i)
            .scores
            .add(window, point.repeated(), number, answer, i, lastLabel, majority, answered);
      }
    }
    if (isNew) {
      state.classes.add(point.label());
      for (ScoredLearner learner : all) {
        learner.addClass(row, state.baselines.labels());
        // Same as after a restart, which computes again how many columns there is room for.
        grow(learner);
      }
      if (number == 2) {
        alerting.warnOfClasses();
      }
    }
    step.labelled(new Labelled(point, answer, number, lastLabel, majority, window != null));
    return number;
  }

  /**
   * Takes a label that is an amount into the scale, and scores the answers.
   *
   * @param window null if it is not scored
   * @param then what was answered; scaled anew
   * @return the scaled amount
   */
  private double scoreAmount(
      Point point, Fields fields, Window window, Answer answer, Answers then) {
    Taken taken = state.amounts.take(point.label(), answer, then);
    double z = taken.z();
    double amount = state.amounts.answered(z); // to rounding: a label of 0 is not below 0
    boolean limited = Math.abs(z) >= AmountScale.MOST;
    for (int i = 0; window != null && i < all.size(); i++) {
      if (answer.has(i)) {
        all.get(i).scores.addAmount(window, point.repeated(), amount, limited, answer, i);
      }
    }
    if (window != null) {
      alerting.labelled(point, fields, answer, taken);
    }
    Answer.Amounts known = answer.amounts();
    step.labelled(
        new Labelled(point, answer, amount, known.last(), known.average(), window != null));
    return z;
  }

  /**
   * Learns the current point.
   *
   * @param before what was answered about it
   */
  private void learn(
      Fields fields, boolean repeated, Answers before, double label, boolean columnsLearned) {
    int number = state.amounts == null ? (int) label : 0;
    state.baselines.add(number);
    if (!repeated) {
      state.encoder.learn(fields, state.amounts == null ? number : AmountScale.group(label));
    }
    if (!columnsLearned && learnColumns(fields)) {
      state.encoder.maker().fill(fields, row);
    }
    state.shared.add(row, label);
    Window present = state.windows.current();
    for (ScoredLearner learner : all) {
      learner.learn(row, before, label, present, repeated);
    }
  }
}
