package io.gyre.fold.state;

import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.scoring.Outcomes;
import io.gyre.scoring.Scope;
import io.gyre.scoring.ScopedMetrics;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.time.PointCounts;
import io.gyre.time.Window;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The scores of one learner: in each open window, since the last report, faded, and in total. */
public final class LearnerScores {

  /** Points whose scores are taken together: a metric is called once for all of them. */
  private static final int BATCH = 64;

  /** With two named classes the notebook's; with others no single point must count for all. */
  private static final double LEAST_OF_TWO = 1e-15;

  private static final double LEAST = 1e-6;

  private final ClassNumbers classes;
  private final Outcomes outcomes = new Outcomes(BATCH);
  private final ScopedMetrics faded;
  private final ScopedMetrics total;

  /** By the windows' starts. */
  private final TreeMap<Long, WindowScore> windows = new TreeMap<>();

  /** Total and faded; the digest is of them. */
  final StatePart lasting = new Lasting();

  /** The scores of the windows that are open, and of the report. */
  final StatePart open = new Open();

  /** The window that was asked for last, and its score. */
  private Window lastWindow;

  private WindowScore last;

  /** So many of the outcomes belong to the report, since their windows have closed. */
  private int reported;

  /** The score that the other outcomes belong to; null if there are none. */
  private WindowScore scored;

  /** The score of windows that have closed and are still to be told of; null if there are none. */
  private WindowScore report;

  /** A score to be used again: some metrics take 16 kB. */
  private WindowScore spare;

  /** Whether the outcomes are of points that came before: then they count in no total. */
  private boolean repeated;

  /** What the partition had counted when this learner came, and while it was away. */
  private PointCounts foreign;

  private int known;
  private long labelled;
  private long untold;

  private static final class WindowScore {
    final ScopedMetrics metrics;
    long steps;
    long refused;

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

  LearnerScores(ClassNumbers classes, int known, PointCounts foreign) {
    this.classes = classes;
    this.known = known;
    this.foreign = foreign;
    faded = new ScopedMetrics(Scope.FADED, known);
    total = new ScopedMetrics(Scope.TOTAL, known);
  }

  /** K that the learner is made for. */
  int known() {
    return known;
  }

  /** Points learned from, without those that came before. */
  long labelled() {
    return labelled;
  }

  /** Points learned from since {@link #toldParameters}. */
  public long untold() {
    return untold;
  }

  public void toldParameters() {
    untold = 0;
    lasting.changed();
  }

  /** Leaves out what the partition counted, and told of, without this learner. */
  void wasAway(PointCounts meanwhile) {
    foreign = foreign.plus(meanwhile);
    report = null;
    lasting.changed();
  }

  /** Keeps the scores of some windows only. */
  void retain(List<Window> kept) {
    windows.keySet().retainAll(kept.stream().map(Window::startMs).toList());
  }

  /**
   * Scores an answer.
   *
   * @param again whether its point came before: it is scored in the window, and faded, but not in
   *     total
   * @param label 0…K−1, or K for a class never seen before
   * @param given what was answered when the point came
   * @param self its place in that
   * @param lastLabel the baselines' predictions then
   */
  public void add(
      Window window,
      boolean again,
      int label,
      Answer given,
      int self,
      int lastLabel,
      int majority) {
    WindowScore target = of(window);
    boolean others = scored != null && scored != target;
    if (others || again != repeated || outcomes.isFull()) {
      settle();
    }
    scored = target;
    repeated = again;
    int size = given.classes().size();
    int predicted = given.predicted(self);
    // Many points may have been answered before the first label: their labels must not cost nothing
    // when they come later, though nobody knew them.
    int then = Math.max(size, Math.min(1, classes.size()));
    double p = label < size ? given.probability(self, label) : 1.0 / (then + 1);
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
    lasting.changed();
  }

  private void settle() {
    if (outcomes.size() > 0) {
      if (reported > 0) {
        report.metrics.add(outcomes, 0, reported);
      }
      if (reported < outcomes.size()) {
        scored.metrics.add(outcomes, reported, outcomes.size());
      }
      faded.add(outcomes, 0, outcomes.size());
      if (!repeated) {
        total.add(outcomes, 0, outcomes.size());
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
    lasting.changed();
    lastWindow = null;
    return removed;
  }

  void addClass() {
    settle();
    known++;
    faded.resize(known);
    total.resize(known);
    windows.values().forEach(score -> score.metrics.resize(known));
    if (report != null) {
      report.metrics.resize(known);
    }
    lasting.changed();
  }

  void countLearned(boolean again) {
    labelled += again ? 0 : 1;
    untold++;
    lasting.changed();
  }

  /** Counts updates that were made, and refused, in the time of a window. */
  void countSteps(Window window, long steps, long refused) {
    if (steps + refused > 0) {
      of(window).steps += steps;
      of(window).refused += refused;
      lasting.changed();
    }
  }

  /** Forgets the scores of a window that was of a wrong time; updates still count. */
  void giveUp(Window wrong, Window present) {
    WindowScore lost = remove(wrong);
    if (lost != null) {
      countSteps(present, lost.steps, lost.refused);
    }
  }

  /** Adds a window that has closed to the report. */
  public void close(Window window) {
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

  public void endReport() {
    settle();
    if (report != null) {
      free(report);
      report = null;
    }
    lasting.changed();
  }

  private void free(WindowScore forgotten) {
    forgotten.metrics.clear();
    forgotten.steps = 0;
    forgotten.refused = 0;
    spare = forgotten;
  }

  /**
   * Reports the figures of the learner, those since the last report among them.
   *
   * @param inOpen whether those of windows that are open too
   * @param all whether metrics that are no single number too
   * @param counted what the partition has counted
   */
  public LearnerReport report(
      ScoredLearner of,
      boolean inOpen,
      boolean all,
      PointCounts counted,
      String digest,
      LearnedParameters learned) {
    settle();
    WindowScore sum = inOpen || report == null ? new WindowScore(known) : report;
    if (inOpen) {
      Stream.concat(Stream.ofNullable(report), windows.values().stream()).forEach(sum::addAll);
    }
    return new LearnerReport(
        of.settings(),
        of.learner().step(),
        of.learner().refused(),
        labelled,
        counted.minus(foreign),
        sum.steps,
        sum.refused,
        classes.named(sum.metrics.values(all)),
        classes.named(faded.values(all)),
        classes.named(total.values(all)),
        of.learner().memberWeights(),
        digest,
        learned);
  }

  private final class Lasting extends StatePart {

    Lasting() {
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

    /** Changes with the total: what is scored in a window is scored in total too. */
    @Override
    public long changes() {
      return lasting.changes();
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
        windows.put(in.getLong(), read(in));
      }
      untold = version < version() ? 0 : in.getLong();
      report = version < version() || in.getByte() == 0 ? null : read(in);
    }

    private WindowScore read(StateReader in) {
      WindowScore score = new WindowScore(known);
      score.read(in);
      return score;
    }
  }
}
