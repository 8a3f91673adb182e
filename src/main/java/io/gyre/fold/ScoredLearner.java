package io.gyre.fold;

import io.gyre.learning.Learner;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnerSize;
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
import java.util.stream.Stream;

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

  /** How many of the outcomes waiting are of windows that have closed: they are the report's. */
  private int reported;

  /** The one that the others are of; null if there is none. */
  private WindowScore scored;

  /** What it did in windows that have closed and are still to be told of; null for nothing. */
  private WindowScore report;

  /** Points learned from since its parameters were told last. */
  private long untold;

  /** One that is forgotten, to be used again: some metrics take 16 kB. */
  private WindowScore spare;

  /** Whether they are of points that came before: then they count in no total. */
  private boolean repeated;

  /** What the partition had counted when this learner came, and while it was away. */
  private PointCounts foreign;

  /** What it has said last; K numbers. */
  private double[] said = {};

  /** K that the learner is made for. */
  private int known;

  private long labelled;
  private boolean toldOfRoom;
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

    void addAll(WindowScore other) {
      metrics.addAll(other.metrics);
      steps += other.steps;
      refused += other.refused;
    }

    void write(StateWriter out) {
      out.putLong(steps).putLong(refused);
      metrics.write(out);
    }

    void read(StateReader in) {
      steps = in.getLong();
      refused = in.getLong();
      metrics.read(in);
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
    return LearnerSize.fits(settings.settings(), classes);
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

  /** Takes it that the partition counted so much without this learner, and told of it. */
  void wasAway(PointCounts meanwhile) {
    foreign = foreign.plus(meanwhile);
    report = null;
    totals.changed();
  }

  /** What the partition has counted since this learner is there. */
  PointCounts counts(PointCounts ofPartition) {
    return ofPartition.minus(foreign);
  }

  /**
   * Predicts the present point, and lets those that mix this learner know.
   *
   * @param noColumns whether there is none yet: then all classes are as probable
   * @param measured whether the time that it takes counts
   * @return K probabilities, until the next call
   */
  double[] predict(double[] row, boolean noColumns, boolean measured) {
    double[] p = probabilities();
    if (noColumns) {
      Arrays.fill(p, 1.0 / p.length);
    } else {
      long begun = measured ? predicting.begin() : Stopwatch.UNMEASURED;
      learner.predict(row, p);
      predicting.end(begun);
    }
    tellMembers(p);
    return p;
  }

  /** Predicts a point that is only asked about, of which nobody else is told. */
  double[] ask(double[] row, boolean noColumns) {
    double[] p = probabilities();
    if (noColumns) {
      Arrays.fill(p, 1.0 / p.length);
    } else {
      learner.ask(row, p);
    }
    return p;
  }

  private double[] probabilities() {
    if (said.length != classes.size()) {
      said = new double[classes.size()];
    }
    return said;
  }

  /** Lets those that mix this learner know what it has said of the present point. */
  void tellMembers(double[] p) {
    if (place != NONE) {
      members.answered(place, p);
    }
  }

  /** How long predicting and learning a point take of late, in µs; NaN as long as it is unknown. */
  double micros() {
    return predicting.hasMeasured() && learning.hasMeasured()
        ? (predicting.meanNanos() + learning.meanNanos()) / 1_000
        : Double.NaN;
  }

  /**
   * Says what the next answer counts for.
   *
   * @param again whether its point came before: it is scored in the window, and faded, but not in
   *     total
   */
  void choose(Window window, boolean again) {
    WindowScore target = of(window);
    boolean others = scored != null && scored != target;
    if (others || again != repeated || outcomes.isFull()) {
      settle();
    }
    scored = target;
    repeated = again;
  }

  /**
   * Scores an answer, after {@link #choose}.
   *
   * @param label 0…K−1, or K for a class never seen before
   * @param given what was answered when the point came
   * @param self its place in that
   * @param lastLabel the baselines' predictions then
   */
  void score(int label, Answer given, int self, int lastLabel, int majority) {
    int size = given.classes().size();
    int predicted = given.predicted(self);
    // Many points may have been answered before the first label: their labels must not cost nothing
    // when they come later, though nobody knew them.
    int known = Math.max(size, Math.min(1, classes.size()));
    double p = label < size ? given.probability(self, label) : 1.0 / (known + 1);
    double cost = -StrictMath.log(Math.max(p, classes.areTwoNamed() ? LEAST_OF_TWO : LEAST));
    double confidence = size == 0 ? 0 : given.probability(self, predicted);
    outcomes.add(
        label,
        predicted,
        // −ln 1 is −0.
        Math.max(cost, 0),
        confidence,
        lastLabel,
        majority,
        given.positiveProbability(self),
        label == classes.positive());
    totals.changed();
  }

  /** Adds the outcomes that wait to the scores. */
  private void settle() {
    if (outcomes.size() > 0) {
      if (reported > 0) {
        report.metrics.add(outcomes, 0, reported);
      }
      if (reported < outcomes.size()) {
        scored.metrics.add(outcomes, reported, outcomes.size());
      }
      faded.add(outcomes);
      if (!repeated) {
        total.add(outcomes);
      }
      outcomes.clear();
      reported = 0;
    }
  }

  private WindowScore of(Window window) {
    if (window != lastWindow) {
      last = windows.computeIfAbsent(window.startMs(), absent -> begun());
      lastWindow = window;
    }
    return last;
  }

  private WindowScore begun() {
    WindowScore begun = spare == null ? new WindowScore(known) : spare;
    spare = null;
    begun.metrics.resize(known);
    return begun;
  }

  private WindowScore remove(Window window) {
    WindowScore removed = windows.remove(window.startMs());
    if (removed != null && removed == scored) {
      settle();
      scored = null;
    }
    totals.changed();
    lastWindow = null;
    return removed;
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
    if (report != null) {
      report.metrics.resize(known);
    }
    totals.changed();
  }

  /**
   * Learns the present point, in the time of a window.
   *
   * @param again whether it came before
   */
  void learn(double[] row, int label, Window present, boolean again) {
    long begun = learning.begin();
    long steps = learner.step();
    long refused = learner.refused();
    learner.learn(row, label);
    learning.end(begun);
    labelled += again ? 0 : 1;
    untold++;
    noteSteps(steps, refused, present);
  }

  /** Steps on what waits, at the end of a window. */
  void flush(Window window) {
    long steps = learner.step();
    long refused = learner.refused();
    learner.flush();
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

  /** Takes it that a window has closed: what was done in it is in the report from now on. */
  void close(Window window) {
    if (scored != null
        && scored == windows.get(window.startMs())
        && outcomes.size() - reported == 1
        && scored.metrics.n() == 0) {
      // Of points far apart each has a window, and would else be added alone to every sum.
      reported++;
      scored = null;
    }
    WindowScore closed = remove(window);
    if (report == null) {
      report = closed;
    } else if (closed != null) {
      report.addAll(closed);
      free(closed);
    }
  }

  /** Takes it that the report was told; the next one begins. */
  void endReport() {
    settle();
    if (report != null) {
      free(report);
      report = null;
    }
    totals.changed();
  }

  private void free(WindowScore forgotten) {
    forgotten.metrics.clear();
    forgotten.steps = 0;
    forgotten.refused = 0;
    spare = forgotten;
  }

  /** Points learned from since {@link #toldParameters}. */
  long untold() {
    return untold;
  }

  void toldParameters() {
    untold = 0;
    totals.changed();
  }

  /**
   * What it did since the last report.
   *
   * @param open whether in windows that are open too
   * @param all whether metrics that are no single number too
   */
  Done done(boolean open, boolean all) {
    settle();
    WindowScore sum = open || report == null ? new WindowScore(known) : report;
    if (open) {
      Stream.concat(Stream.ofNullable(report), windows.values().stream()).forEach(sum::addAll);
    }
    return new Done(sum.steps, sum.refused, sum.metrics.values(all));
  }

  /**
   * What a learner did in some time.
   *
   * @param scores by metric
   */
  record Done(long steps, long refused, Map<String, Object> scores) {}

  Map<String, Object> faded(boolean all) {
    settle();
    return faded.values(all);
  }

  Map<String, Object> total(boolean all) {
    settle();
    return total.values(all);
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
            out.putLong(startMs);
            score.write(out);
          });
      out.putLong(untold).putByte(report == null ? 0 : 1);
      if (report != null) {
        report.write(out);
      }
    }

    /** Version 3 had no report. */
    @Override
    public int version() {
      return 4;
    }

    @Override
    public void read(StateReader in, int version) {
      foreign = PointCounts.read(in);
      windows.clear();
      for (int i = in.getCount(); i > 0; i--) {
        WindowScore score = new WindowScore(known);
        windows.put(in.getLong(), score);
        score.read(in);
      }
      untold = version < version() ? 0 : in.getLong();
      report = version < version() || in.getByte() == 0 ? null : new WindowScore(known);
      if (report != null) {
        report.read(in);
      }
    }
  }
}
