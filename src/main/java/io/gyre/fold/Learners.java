package io.gyre.fold;

import io.gyre.data.Fields;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.PrintableText;
import io.gyre.encoding.Encoder;
import io.gyre.fold.Step.Kind;
import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.state.FoldState;
import io.gyre.fold.state.LearnerReport;
import io.gyre.fold.state.ScoredLearner;
import io.gyre.fold.waiting.WaitingPoint;
import io.gyre.learning.Shared;
import io.gyre.time.EventClock.Arrival;
import io.gyre.time.PartitionWindows;
import io.gyre.time.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What every learner does with a point: for each point the time is settled and windows close, then
 * every learner is asked, then every learner is scored and taught. No learner has seen a label when
 * another is asked about it. Not thread-safe.
 */
final class Learners {

  private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

  /** One report in so many tells all metrics, and not only those that are one number. */
  private static final int WHOLE_REPORTS = 10;

  /** So many scored points are enough for a report that spans a day. */
  private static final int LEAST_OF_A_DAY = 10;

  /** So many points without a label count as one with. */
  private static final long UNLABELLED = 10;

  private final FoldState state;
  private final FoldReport report;

  /** Told what follows from the present record. */
  private final Step.Maker step;

  private final List<ScoredLearner> all;
  private final PartitionWindows windows;
  private final ClassNumbers classes;
  private final Encoder encoder;
  private final Shared shared;

  Learners(FoldState state, FoldReport report, Step.Maker step) {
    this.state = state;
    this.report = report;
    this.step = step;
    all = state.learners;
    windows = state.windows;
    classes = state.classes;
    encoder = state.encoder;
    shared = state.shared;
  }

  /** Tells whether a label's class is known or can be added. */
  boolean hasRoom(Label label) {
    return classes.number(label) != ClassNumbers.UNKNOWN
        || (classes.hasRoom(label) && all.stream().allMatch(l -> l.hasRoom(classes.size() + 1)));
  }

  /** Asks every learner, each of which may mix what those before it have said. */
  Answer predict(double[] row) {
    Answer answer = newAnswer();
    shared.members().begin(classes.size());
    for (int i = 0; i < all.size(); i++) {
      ScoredLearner learner = all.get(i);
      answer.put(i, learner.predict(row, encoder.isEmpty()), learner.learner().step());
    }
    return answer;
  }

  Answer newAnswer() {
    return new Answer(state.names, classes.all(), classes.positive(), state.position.next());
  }

  Kind applyNow(Point next, long time) {
    Arrival arrival = arrive(time);
    boolean learned =
        next.labelled() && (arrival != Arrival.LATE || state.settings.windowing().learnLate());
    boolean first = learned && encoder.isEmpty();
    if (first) {
      learnColumns(next.fields());
    }
    double[] row = encoder.row(next.fields());
    Answer answer = predict(row);
    step.answer = answer;
    Window window = windows.count(arrival, time, next.labelled(), next.repeated());
    if (!next.labelled()) {
      return Kind.PREDICTED;
    }
    int lastLabel = state.baselines.lastLabel();
    int number = score(next, window, row, answer, lastLabel, state.baselines.majority());
    if (learned) {
      learn(next, row, number, first);
    }
    return Kind.LEARNED;
  }

  /** Predicts a point whose label comes later, by {@link #label}. */
  WaitingPoint await(Point next, long time) {
    Arrival arrival = arrive(time);
    Answer answer = predict(encoder.row(next.fields()));
    step.answer = answer;
    windows.count(arrival, time, false, next.repeated());
    return new WaitingPoint(
        next,
        answer,
        shared.members().said(shared.memory().count()),
        state.baselines.lastLabel(),
        state.baselines.majority());
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
    for (int i = 0; i < all.size(); i++) {
      // One that was not there then said nothing.
      if (answer.has(i)) {
        all.get(i).tellMembers(answer.probabilities(i));
      }
    }
    Window window = windows.countLabel();
    int number = score(point, window, row, answer, waiting.lastLabel(), waiting.majority());
    learn(point, row, number, first);
  }

  /** Closes the windows that are open, as if a later record had come. */
  void end() {
    windows.end();
    closeDue(true);
    if (windows.report() != null) {
      endReport(true);
    }
  }

  private Arrival arrive(long time) {
    Arrival arrival = windows.arrive(time);
    closeDue(false);
    return arrival;
  }

  private void closeDue(boolean last) {
    for (Window due = windows.due(); due != null; due = windows.due()) {
      Window window = due;
      all.forEach(learner -> learner.flush(window));
      windows.close();
      all.forEach(learner -> learner.scores().close(window));
      if (isDue(windows.report())) {
        endReport(last);
      }
    }
  }

  /** A report that holds little waits for more, though not for ever. */
  private boolean isDue(Window told) {
    int most = state.settings.reportPoints();
    return most <= 0
        || told.labelled() >= most
        || told.points() >= UNLABELLED * most
        || (told.endMs() - told.startMs() >= DAY_MS && told.labelled() >= LEAST_OF_A_DAY);
  }

  private void endReport(boolean last) {
    int points = state.settings.reportPoints();
    if (points >= 0) {
      boolean whole = last || points == 0 || windows.reports() % WHOLE_REPORTS == 0;
      List<LearnerReport> reports = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        reports.add(report.closing(i, whole, last));
      }
      step.closed(new ClosedWindow(windows.report(), reports, report.lateLabels()));
    }
    windows.endReport();
    all.forEach(learner -> learner.scores().endReport());
  }

  /** A column that is new is seen by nobody before the point that brings it has been predicted. */
  private boolean learnColumns(Fields fields) {
    long leftOut = encoder.leftOut();
    boolean more = encoder.learn(fields);
    if (more) {
      shared.memory().widen(encoder.slots());
      all.forEach(this::grow);
    }
    if (leftOut == 0 && encoder.leftOut() > 0) {
      state.log.warn(
          "{}: there are {} fields and {} columns, and no room for more: values of the field \"{}\""
              + " are left out. Name the fields that matter, or what to ignore",
          state.owner,
          encoder.fields(),
          encoder.columns(),
          PrintableText.of(encoder.firstLeftOut()));
    }
    return more;
  }

  private void grow(ScoredLearner learner) {
    learner.learner().grow();
    int without = learner.newlyWithoutRoom();
    if (without > 0) {
      state.log.warn(
          "{}: learner \"{}\" has no room for {} of {} columns, nor for more, and learns nothing"
              + " from them. Name the fields that matter, or what to ignore",
          state.owner,
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
    int found = classes.number(point.label());
    int number = found == ClassNumbers.UNKNOWN ? classes.size() : found;
    for (int i = 0; window != null && i < all.size(); i++) {
      if (answer.has(i)) {
        all.get(i).scores().add(window, point.repeated(), number, answer, i, lastLabel, majority);
      }
    }
    if (found == ClassNumbers.UNKNOWN) {
      classes.add(point.label());
      for (ScoredLearner learner : all) {
        learner.addClass(row, state.baselines.labels());
        // As after a restart, which looks anew how many columns there is room for.
        grow(learner);
      }
    }
    step.labelled = new Labelled(point, number, lastLabel, majority, window != null);
    return number;
  }

  private void learn(Point point, double[] known, int number, boolean columnsLearned) {
    state.baselines.add(number);
    boolean more = !columnsLearned && learnColumns(point.fields());
    double[] row = more ? encoder.row(point.fields()) : known;
    shared.add(row, number);
    Window present = windows.current();
    for (ScoredLearner learner : all) {
      learner.learn(row, number, present, point.repeated());
    }
  }
}
