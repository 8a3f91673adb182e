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

  private final LearnerSettings settings;
  private final Learner learner;
  private final LearnerScores scores;
  private final Members members;
  private final int place;
  private final ClassNumbers classes;

  /** The last answer: K numbers. */
  private double[] said = {};

  private boolean toldOfRoom;
  private final Stopwatch predicting = new Stopwatch();
  private final Stopwatch learning = new Stopwatch();

  /**
   * Makes a learner that has learned nothing, one of those that others mix unless it mixes them.
   *
   * @param known K that it is made for
   * @param foreign what the partition has counted before
   */
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

  public LearnerSettings settings() {
    return settings;
  }

  public Learner learner() {
    return learner;
  }

  public LearnerScores scores() {
    return scores;
  }

  /** Tells whether it has room for so many classes: columns make room for them, all but one. */
  public boolean hasRoom(int all) {
    return LearnerSize.fits(settings.settings(), all);
  }

  /** How many columns it does not see, if that was not asked before; else 0. */
  public int newlyWithoutRoom() {
    int columns = toldOfRoom ? 0 : learner.withoutRoom();
    toldOfRoom |= columns > 0;
    return columns;
  }

  /**
   * Predicts the present point, and lets those that mix this learner know.
   *
   * @param noColumns whether there is none yet: then all classes are as probable
   * @return K probabilities, until the next call
   */
  public double[] predict(double[] row, boolean noColumns) {
    double[] p = probabilities(noColumns);
    if (!noColumns) {
      long begun = predicting.begin();
      learner.predict(row, p);
      predicting.end(begun);
    }
    tellMembers(p);
    return p;
  }

  /** Predicts a point that is only asked about, of which nobody else is told. */
  public double[] ask(double[] row, boolean noColumns) {
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

  /** Lets those that mix this learner know what it has said of the present point. */
  public void tellMembers(double[] p) {
    if (place != NONE) {
      members.answered(place, p);
    }
  }

  /** How long predicting and learning a point take of late, in µs; NaN as long as it is unknown. */
  public double micros() {
    return predicting.hasMeasured() && learning.hasMeasured()
        ? (predicting.meanNanos() + learning.meanNanos()) / 1_000
        : Double.NaN;
  }

  /**
   * Makes room for the class that a point brings, as probable as one label of all, if each class
   * that is known had one more.
   *
   * @param labels that have come
   */
  public void addClass(double[] row, long labels) {
    int known = scores.known();
    scores.addClass();
    // Of classes that are named and had no label each counts as one label.
    learner.addClass(row, known == 0 ? 1 : 1.0 / (Math.max(1, labels) + known));
  }

  public void learn(double[] row, int label, Window present, boolean again) {
    long begun = learning.begin();
    long steps = learner.step();
    long refused = learner.refused();
    learner.learn(row, label);
    learning.end(begun);
    scores.countLearned(again);
    scores.countSteps(present, learner.step() - steps, learner.refused() - refused);
  }

  /** Steps on what waits, at the end of a window. */
  public void flush(Window window) {
    long steps = learner.step();
    long refused = learner.refused();
    learner.flush();
    scores.countSteps(window, learner.step() - steps, learner.refused() - refused);
  }

  /** What it has learned, and its scores but those of open windows. */
  List<StatePart> lasting() {
    List<StatePart> parts = new ArrayList<>(learner.state());
    parts.add(scores.lasting);
    return parts;
  }
}
