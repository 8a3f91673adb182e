package io.gyre.fold;

import io.gyre.fold.answer.Answer;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.fold.state.LearnedParameters;
import io.gyre.fold.state.LearnerReport;
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
final class LearnerScores {

  private static final int BATCH = 64;

  final StatePart lasting = new Lasting(); // in total and faded, which the digest is of
  final StatePart open = new Open(); // of open windows and the report

  private final ClassNumbers classes;
  private final Outcomes outcomes = new Outcomes(BATCH);
  private final AnswerOutcomes made;
  private int reported; // outcomes whose windows have closed
  private WindowScore scored; // scores of the other outcomes; null without them
  private boolean repeated; // whether the outcomes are of repeated points, which no total counts
  private final ScopedMetrics faded;
  private final ScopedMetrics total;
  private ScopedMetrics since; // in total since a place; null for all; no state
  private final TreeMap<Long, WindowScore> windows = new TreeMap<>(); // open ones by their starts
  private Window lastWindow;
  private WindowScore last; // of the last window
  private WindowScore report; // of windows closed since the last report; may be null
  private WindowScore spare; // to be used again: some metrics take 16 kB
  private PointCounts foreign; // what the partition counted without this learner
  int known; // K
  long labelled; // points learned from, without repeated ones
  private long untold;

  private static final class WindowScore {
    final ScopedMetrics metrics;
    long steps;
    long refused;

    WindowScore(ScopedMetrics metrics) {
      this.metrics = metrics;
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
  }

  LearnerScores(ClassNumbers classes, int known, PointCounts foreign) {
    this.classes = classes;
    made = new AnswerOutcomes(outcomes, classes);
    this.known = known;
    this.foreign = foreign;
    faded = metrics(Scope.FADED);
    total = metrics(Scope.TOTAL);
  }

  private ScopedMetrics metrics(Scope scope) {
    return new ScopedMetrics(scope, known, classes.areAmounts());
  }

  private WindowScore newWindow() {
    return new WindowScore(metrics(Scope.WINDOW));
  }

  /** Points learned from since {@link #toldParameters}; at least 1 if there was a step since. */
  public long untold() {
    return untold;
  }

  public void toldParameters() {
    untold = 0;
    lasting.changed();
  }

  /** Reports as the total what comes from here on; what is saved, and the digest, have all. */
  void reportSinceHere() {
    settle();
    since = metrics(Scope.TOTAL);
  }

  /** Leaves out the partition's counts meanwhile. */
  void wasAway(PointCounts meanwhile) {
    foreign = foreign.plus(meanwhile);
    report = null;
    lasting.changed();
  }

  void retain(List<Window> kept) {
    windows.keySet().retainAll(kept.stream().map(window -> window.startMs).toList());
  }

  /**
   * Scores an answer.
   *
   * @param again whether its point is repeated: it is not scored in total
   * @param label 0…K−1, or K for a new class, after {@link #settle} and before {@link #addClass}
   * @param given what was answered when the point came
   * @param self this learner's place in that
   * @param lastLabel a baseline's prediction then, as is the majority
   * @param answered false if the learners knew nothing then: the answer says nothing about them
   */
  public void add(
      Window window,
      boolean again,
      int label,
      Answer given,
      int self,
      int lastLabel,
      int majority,
      boolean answered) {
    begin(window, again);
    made.add(label, given, self, lastLabel, majority, answered);
    lasting.changed();
  }

  /**
   * Scores an amount.
   *
   * @param again whether its point is repeated: it is not scored in total
   * @param label in its unit, limited to ten deviations
   * @param limited whether it lay beyond
   * @param given what was answered when the point came
   * @param self this learner's place in that
   */
  public void addAmount(
      Window window, boolean again, double label, boolean limited, Answer given, int self) {
    begin(window, again);
    Answer.Amounts known = given.amounts();
    made.addAmount(label, limited, given, self, known.last(), known.average());
    lasting.changed();
  }

  private void begin(Window window, boolean again) {
    WindowScore target = of(window);
    boolean others = scored != null && scored != target;
    if (others || again != repeated || outcomes.isFull()) {
      settle();
    }
    scored = target;
    repeated = again;
  }

  /** Adds all outcomes to the sums. */
  public void settle() {
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
        if (since != null) {
          since.add(outcomes);
        }
      }
      outcomes.clear();
      reported = 0;
    }
  }

  private WindowScore of(Window window) {
    if (window != lastWindow) {
      last = windows.get(window.startMs);
      if (last == null) {
        last = spare == null ? newWindow() : spare;
        spare = null;
        last.metrics.resize(known);
        windows.put(window.startMs, last);
      }
      lastWindow = window;
    }
    return last;
  }

  private WindowScore remove(Window window) {
    WindowScore removed = windows.remove(window.startMs);
    if (scored != null && scored == removed) {
      settle();
      scored = null;
    }
    lasting.changed();
    lastWindow = null;
    return removed;
  }

  void addClass() {
    known++;
    faded.resize(known);
    total.resize(known);
    if (since != null) {
      since.resize(known);
    }
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

  /** Counts updates in the time of a window. */
  void countSteps(Window window, long steps, long refused) {
    if (steps + refused > 0) {
      of(window).steps += steps;
      of(window).refused += refused;
      // A step on a batch may come after its points were told.
      untold = Math.max(untold, 1);
      lasting.changed();
    }
  }

  /** Forgets the scores of a window of a wrong time; its updates still count. */
  void giveUp(Window wrong, Window present) {
    WindowScore lost = remove(wrong);
    if (lost != null) {
      countSteps(present, lost.steps, lost.refused);
    }
  }

  /** Adds a window that has closed to the report. */
  public void close(Window window) {
    if (scored != null
        && scored == windows.get(window.startMs)
        && outcomes.size() - reported == 1
        && scored.metrics.n() == 0) {
      // Distant points have a window each, and would be added one by one to every sum.
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
   * Reports the figures of the learner.
   *
   * @param inOpen whether with those of open windows
   * @param all whether with metrics that are no single number
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
    WindowScore sum = inOpen || report == null ? newWindow() : report;
    if (inOpen) {
      Stream.concat(Stream.ofNullable(report), windows.values().stream()).forEach(sum::addAll);
    }
    return new LearnerReport(
        of.settings,
        of.learner.step(),
        of.learner.refused(),
        labelled,
        counted.minus(foreign),
        sum.steps,
        sum.refused,
        classes.named(sum.metrics.values(all)),
        classes.named(faded.values(all)),
        classes.named((since == null ? total : since).values(all)),
        of.learner.memberWeights(),
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
      super("windows", 4);
    }

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

    @Override
    public void read(StateReader in, int version) {
      foreign = PointCounts.read(in);
      windows.clear();
      for (int i = in.getCount(); i > 0; i--) {
        windows.put(in.getLong(), read(in));
      }
      untold = in.getLong();
      report = in.getByte() == 0 ? null : read(in);
    }

    private WindowScore read(StateReader in) {
      WindowScore score = newWindow();
      score.steps = in.getLong();
      score.refused = in.getLong();
      score.metrics.read(in);
      return score;
    }
  }
}
