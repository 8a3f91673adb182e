package io.gyre.fold;

import io.gyre.learning.KindSettings;
import io.gyre.learning.Learner;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.Members;
import io.gyre.scoring.Outcomes;
import io.gyre.scoring.Scope;
import io.gyre.scoring.ScopedMetrics;
import io.gyre.scoring.Window;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A learner on the list, with its scores: in each open window, faded, and in total. */
final class ScoredLearner {

  /** Points whose scores are taken together: a metric is called once for all of them. */
  private static final int BATCH = 64;

  /** With two named classes the notebook's; with others no single point must count for all. */
  private static final double LEAST_OF_TWO = 1e-15;

  private static final double LEAST = 1e-6;

  private static final int NONE = -1;

  private final LearnerSettings settings;
  private final Learner learner;
  private final Members members;
  private final int place;
  private final ClassNumbers classes;
  private final ClassProbabilities answer;
  private final Outcomes outcomes = new Outcomes(BATCH);
  private final ScopedMetrics faded;
  private final ScopedMetrics total;

  /** What it did in each window, by the window's start. */
  private final TreeMap<Long, WindowScore> windows = new TreeMap<>();

  private final StatePart totals = new Totals();
  private final StatePart open = new Open();

  /** The one that was asked for last, and its window. */
  private WindowScore last;

  private Window lastWindow;

  /** The one that the outcomes waiting are of. */
  private WindowScore scored;

  /** Whether they are of points that came before: then they count in no total. */
  private boolean repeated;

  /** What the partition had counted when this learner came, and while it was away. */
  private PointCounts foreign;

  /** K that the learner is made for. */
  private int known;

  private long labelled;
  private boolean toldOfRoom;
  private boolean measured;
  private long nanos;
  private final Stopwatch predicting = new Stopwatch();
  private final Stopwatch learning = new Stopwatch();

  /** What the learner did in one window. */
  private static final class WindowScore {
    private final ScopedMetrics metrics;
    private long steps;
    private long refused;

    WindowScore(int classes) {
      metrics = new ScopedMetrics(Scope.WINDOW, classes);
    }
  }

  /**
   * @param members this becomes one of them, unless it mixes them
   * @param known K that the learner is made for
   * @param foreign what the partition has counted before
   */
  ScoredLearner(
      LearnerSettings settings,
      Learner learner,
      Members members,
      int known,
      ClassNumbers classes,
      PointCounts foreign) {
    this.settings = settings;
    this.learner = learner;
    this.members = members;
    place = settings.settings().mixes() ? NONE : members.add(settings.name(), learner);
    members.nameOwner(settings.name());
    this.known = known;
    this.classes = classes;
    this.foreign = foreign;
    answer = new ClassProbabilities(classes);
    faded = new ScopedMetrics(Scope.FADED, known);
    total = new ScopedMetrics(Scope.TOTAL, known);
  }

  LearnerSettings settings() {
    return settings;
  }

  Learner learner() {
    return learner;
  }

  /** K that the learner is made for. */
  int known() {
    return known;
  }

  /** Tells whether it has room for one more class. */
  boolean hasRoom() {
    return hasRoom(known + 1);
  }

  /** Tells whether it has room for so many classes: columns make room for them, all but one. */
  boolean hasRoom(int classes) {
    return settings.settings().parameters(1, classes) <= KindSettings.MAX_PARAMETERS;
  }

  /** How many columns it does not see, if that was not asked before; else 0. */
  int newlyWithoutRoom() {
    int columns = toldOfRoom ? 0 : learner.withoutRoom();
    toldOfRoom |= columns > 0;
    return columns;
  }

  /** Points learned from, without those that came before. */
  long labelled() {
    return labelled;
  }

  /** Takes it that the partition counted so much without this learner. */
  void wasAway(PointCounts meanwhile) {
    foreign = foreign.plus(meanwhile);
    totals.changed();
  }

  /** What the partition has counted since this learner is there. */
  PointCounts counts(PointCounts ofPartition) {
    return ofPartition.minus(foreign);
  }

  void predict(double[] row) {
    long begin = begin();
    long begun = predicting.begin();
    learner.predict(row, answer.begin());
    answer.end(learner.step());
    tellMembers(answer);
    predicting.end(begun);
    end(begin);
  }

  /** Predicts a point that is only asked about, of which nobody else is told. */
  void ask(double[] row, double[] probabilities) {
    learner.ask(row, probabilities);
  }

  /** Lets those that mix this learner know what it has said of the present point. */
  void tellMembers(ClassProbabilities said) {
    if (place != NONE) {
      members.answered(place, said.all());
    }
  }

  /** Measures from now on how long predicting and learning take. */
  void measureTime() {
    measured = true;
  }

  private long begin() {
    return measured ? System.nanoTime() : 0;
  }

  private void end(long begin) {
    if (measured) {
      nanos += System.nanoTime() - begin;
    }
  }

  /** So long predicting and learning took, in ns. */
  long nanos() {
    return nanos;
  }

  /** How long predicting and learning a point take of late, in µs; NaN as long as it is unknown. */
  double micros() {
    return predicting.hasMeasured()
        ? (predicting.meanNanos() + learning.meanNanos()) / 1_000
        : Double.NaN;
  }

  /** Says that all classes are as probable, for want of any column. */
  void predictNothing() {
    double[] probabilities = answer.begin();
    Arrays.fill(probabilities, 1.0 / probabilities.length);
    answer.end(learner.step());
    tellMembers(answer);
  }

  /** Of the last prediction. */
  ClassProbabilities answer() {
    return answer;
  }

  /**
   * Says what the next answer counts for.
   *
   * @param again whether its point came before: it is scored in the window, and faded, but not in
   *     total
   */
  void choose(Window window, boolean again) {
    WindowScore target = of(window);
    if (target != scored || again != repeated || outcomes.isFull()) {
      settle();
      scored = target;
      repeated = again;
    }
  }

  /**
   * Scores an answer, after {@link #choose}.
   *
   * @param label 0…K−1, or K for a class never seen before
   * @param given what was answered when the point came
   * @param lastLabel the baselines' predictions then
   */
  void score(int label, ClassProbabilities given, int lastLabel, int majority) {
    int size = given.size();
    // Many points may have been answered before the first label: their labels must not cost nothing
    // when they come later, though nobody knew them.
    int known = Math.max(size, Math.min(1, classes.size()));
    double p = label < size ? given.probability(label) : 1.0 / (known + 1);
    double cost = -StrictMath.log(Math.max(p, classes.areTwoNamed() ? LEAST_OF_TWO : LEAST));
    double confidence = size == 0 ? 0 : given.probability(given.predicted());
    outcomes.add(
        label,
        given.predicted(),
        // −ln 1 is −0.
        Math.max(cost, 0),
        confidence,
        lastLabel,
        majority,
        given.positiveProbability(),
        label == classes.positive());
    totals.changed();
  }

  /** Adds the outcomes that wait to the scores. */
  private void settle() {
    if (outcomes.size() > 0) {
      scored.metrics.add(outcomes);
      faded.add(outcomes);
      if (!repeated) {
        total.add(outcomes);
      }
      outcomes.clear();
    }
  }

  private WindowScore of(Window window) {
    if (window != lastWindow) {
      last = windows.computeIfAbsent(window.startMs(), absent -> new WindowScore(known));
      lastWindow = window;
    }
    return last;
  }

  /** As {@link #of}, for those who only ask. */
  private WindowScore found(Window window) {
    WindowScore found = windows.get(window.startMs());
    return found == null ? new WindowScore(known) : found;
  }

  private WindowScore remove(Window window) {
    settle();
    totals.changed();
    scored = null;
    lastWindow = null;
    return windows.remove(window.startMs());
  }

  /** Keeps what it did in some windows, and forgets the rest. */
  void retain(List<Window> open) {
    windows.keySet().retainAll(open.stream().map(Window::startMs).toList());
  }

  /** Makes room for columns that are new. */
  void grow() {
    learner.grow();
  }

  /** Makes room for the class that a point brings. */
  void addClass(double[] row, double probability) {
    settle();
    learner.addClass(row, probability);
    known++;
    faded.resize(known);
    total.resize(known);
    windows.values().forEach(score -> score.metrics.resize(known));
    totals.changed();
  }

  /**
   * Learns the present point, in the time of a window.
   *
   * @param again whether it came before
   */
  void learn(double[] row, int label, Window present, boolean again) {
    long begin = begin();
    long begun = learning.begin();
    long steps = learner.step();
    long refused = learner.refused();
    learner.learn(row, label);
    learning.end(begun);
    end(begin);
    labelled += again ? 0 : 1;
    noteSteps(steps, refused, present);
  }

  /** Steps on what waits, at the end of a window. */
  void flush(Window window) {
    long steps = learner.step();
    long refused = learner.refused();
    long begin = begin();
    learner.flush();
    end(begin);
    noteSteps(steps, refused, window);
  }

  private void noteSteps(long steps, long refused, Window window) {
    if (learner.step() > steps || learner.refused() > refused) {
      WindowScore score = of(window);
      score.steps += learner.step() - steps;
      score.refused += learner.refused() - refused;
    }
    totals.changed();
  }

  /** Takes it that a window was of a wrong time: only what was done in it still counts. */
  void giveUp(Window wrong, Window present) {
    WindowScore lost = remove(wrong);
    if (lost != null) {
      of(present).steps += lost.steps;
      of(present).refused += lost.refused;
    }
  }

  /** Forgets a window that is closed. */
  void forget(Window window) {
    remove(window);
  }

  long steps(Window window) {
    return found(window).steps;
  }

  long refused(Window window) {
    return found(window).refused;
  }

  Map<String, Object> scores(Window window) {
    settle();
    return found(window).metrics.values();
  }

  Map<String, Object> faded() {
    settle();
    return faded.values();
  }

  Map<String, Object> total() {
    settle();
    return total.values();
  }

  /** What it has learned, and its scores but those of open windows. */
  List<StatePart> lasting() {
    List<StatePart> parts = new ArrayList<>(learner.state());
    parts.add(totals);
    return parts;
  }

  /** The scores of the windows that are open. */
  StatePart open() {
    return open;
  }

  private final class Totals extends StatePart {

    Totals() {
      super("scores");
    }

    @Override
    public void write(StateWriter out) {
      settle();
      out.putInt(known).putLong(labelled);
      faded.write(out);
      total.write(out);
    }

    @Override
    public void read(StateReader in, int version) {
      known = in.getInt();
      labelled = in.getLong();
      faded.read(in);
      total.read(in);
    }
  }

  private final class Open extends StatePart {

    Open() {
      super("windows");
    }

    /** What is scored in a window is scored in total as well. */
    @Override
    public long changes() {
      return totals.changes();
    }

    @Override
    public void write(StateWriter out) {
      settle();
      foreign.write(out);
      out.putInt(windows.size());
      windows.forEach(
          (startMs, score) -> {
            out.putLong(startMs).putLong(score.steps).putLong(score.refused);
            score.metrics.write(out);
          });
    }

    @Override
    public void read(StateReader in, int version) {
      foreign = PointCounts.read(in);
      windows.clear();
      for (int i = in.getCount(); i > 0; i--) {
        WindowScore score = new WindowScore(known);
        windows.put(in.getLong(), score);
        score.steps = in.getLong();
        score.refused = in.getLong();
        score.metrics.read(in);
      }
    }
  }
}
