package io.gyre.fold;

import io.gyre.encoding.Row;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.learning.Answers;
import io.gyre.learning.Learner;
import io.gyre.learning.LearnerSize;
import io.gyre.learning.Members;
import io.gyre.learning.Shared;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.state.StatePart;
import io.gyre.time.PointCounts;
import io.gyre.time.Window;
import java.util.ArrayList;
import java.util.List;

/** A learner on the list, with its scores. */
final class ScoredLearner {

  public final LearnerSettings settings;
  public final Learner learner;
  public final LearnerScores scores;
  private final Members members;
  private final int number; // on the list

  private boolean toldOfRoom;
  private final Stopwatch predicting = new Stopwatch();
  private final Stopwatch learning = new Stopwatch();

  /** Makes a learner of {@code known} classes, when the partition has counted something before. */
  ScoredLearner(
      LearnerSettings settings,
      Shared shared,
      int known,
      ClassNumbers classes,
      PointCounts foreign) {
    this.settings = settings;
    learner = settings.settings().create(shared, known);
    scores = new LearnerScores(classes, known, foreign);
    members = shared.members();
    number = members.add(settings.name(), learner, settings.settings().mixes());
  }

  /** Tells whether it has room for a number of classes: all columns but one make room for them. */
  public boolean hasRoom(int all) {
    return LearnerSize.fits(settings.settings(), 1, all);
  }

  /** Returns the number of columns it does not see, 0 when asked again. */
  public int newlyWithoutRoom() {
    int columns = toldOfRoom ? 0 : learner.withoutRoom();
    toldOfRoom |= columns > 0;
    return columns;
  }

  /** Predicts a point, as {@link Members#predict} does, and measures how long it takes. */
  public double[] predict(Row row, Answers answers) {
    if (!learner.answers()) {
      return null;
    }
    long begun = predicting.begin();
    double[] p = members.predict(number, row, answers);
    predicting.end(begun);
    return p;
  }

  /** Returns the recent time for predicting and learning a point, in µs; NaN if unknown. */
  public double micros() {
    return (predicting.meanNanos + learning.meanNanos) / 1_000;
  }

  /**
   * Makes room for the class that a point brings, as probable as one label of all, if each known
   * class had one more.
   *
   * @param labels that have come
   */
  public void addClass(Row row, long labels) {
    int known = scores.known;
    scores.addClass();
    // Named classes without a label count as one label each.
    learner.addClass(row, known == 0 ? 1 : 1.0 / (Math.max(1, labels) + known));
  }

  public void learn(Row row, Answers answers, double label, Window present, boolean again) {
    if (!learner.answers()) {
      return;
    }
    long begun = learning.begin();
    long steps = learner.step();
    long refused = learner.refused();
    learner.learn(row, answers, label);
    learning.end(begun);
    scores.countLearned(again);
    scores.countSteps(present, learner.step() - steps, learner.refused() - refused);
  }

  /** Steps on a batch that is not full, at the end of a window. */
  public void flush(Window window) {
    long steps = learner.step();
    long refused = learner.refused();
    learner.flush();
    scores.countSteps(window, learner.step() - steps, learner.refused() - refused);
  }

  /** Returns what it has learned, and its scores except those of open windows. */
  List<StatePart> lasting() {
    List<StatePart> parts = new ArrayList<>(learner.state());
    parts.add(scores.lasting);
    return parts;
  }
}
