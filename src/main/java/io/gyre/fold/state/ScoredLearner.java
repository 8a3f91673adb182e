package io.gyre.fold.state;

import io.gyre.fold.answer.ClassNumbers;
import io.gyre.learning.Learner;
import io.gyre.learning.LearnerSize;
import io.gyre.learning.Members;
import io.gyre.learning.Shared;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.state.StatePart;
import io.gyre.time.PointCounts;
import io.gyre.time.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A learner on the list, with its scores. */
public final class ScoredLearner {

  private static final int NONE = -1;

  public final LearnerSettings settings;
  public final Learner learner;
  public final LearnerScores scores;
  private final Members members;
  private final int place;
  private final ClassNumbers classes;

  private double[] said = {}; // the last answer: K numbers
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
    this.classes = classes;
    learner = settings.settings().create(shared, known);
    scores = new LearnerScores(classes, known, foreign);
    members = shared.members();
    place = settings.settings().mixes() ? NONE : members.add(settings.name(), learner);
    members.nameOwner(settings.name());
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

  /**
   * Predicts the current point, and tells those that mix this learner.
   *
   * @param noColumns whether there are no columns yet: then all classes are as probable
   * @return K probabilities, until the next call; null if it has no answer
   */
  public double[] predict(double[] row, boolean noColumns) {
    if (!learner.answers()) {
      return null;
    }
    double[] p = probabilities(noColumns);
    if (!noColumns) {
      long begun = predicting.begin();
      learner.predict(row, p);
      predicting.end(begun);
    }
    tellMembers(p);
    return p;
  }

  /** Predicts a point of a question, without telling other learners; null for no answer. */
  public double[] ask(double[] row, boolean noColumns) {
    if (!learner.answers()) {
      return null;
    }
    double[] p = probabilities(noColumns);
    if (!noColumns) {
      learner.ask(row, p);
    }
    return p;
  }

  private double[] probabilities(boolean alike) {
    if (said.length != classes.size()) {
      said = new double[classes.size()];
    }
    if (alike) {
      Arrays.fill(said, 1.0 / said.length);
    }
    return said;
  }

  /** Gives this learner's answer about the current point to those that mix it. */
  public void tellMembers(double[] p) {
    if (place != NONE) {
      members.answered(place, p);
    }
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
  public void addClass(double[] row, long labels) {
    int known = scores.known;
    scores.addClass();
    // Named classes without a label count as one label each.
    learner.addClass(row, known == 0 ? 1 : 1.0 / (Math.max(1, labels) + known));
  }

  public void learn(double[] row, int label, Window present, boolean again) {
    if (!learner.answers()) {
      return;
    }
    long begun = learning.begin();
    long steps = learner.step();
    long refused = learner.refused();
    learner.learn(row, label);
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
