package io.gyre.fold;

import io.gyre.data.Point;
import io.gyre.scoring.Window;
import io.gyre.state.MapEntries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A fold driven by the records of a journal, or of one partition, and all that it tells. */
final class Journal {

  static final String POINTS = "topic-id-of-points";

  final Map<String, byte[]> store = new TreeMap<>();
  PartitionFold fold;

  /** The figures of each closed window. */
  final List<List<Object>> closed = new ArrayList<>();

  private final List<WaitingPoint> waiting = new ArrayList<>();
  private final TreeMap<Integer, Long> offsets = new TreeMap<>();

  /** What is done with a record. */
  interface Step {
    void on(Journal journal);
  }

  Journal(FoldSettings settings) {
    restart(settings);
  }

  /** Goes on with what is stored. */
  void restart(FoldSettings settings) {
    if (fold != null) {
      save();
    }
    fold = new PartitionFold(settings, "test");
    fold.windows().measureAge();
    fold.load(new MapEntries(store));
  }

  void save() {
    fold.save(new MapEntries(store));
  }

  /** The next record of a partition. */
  void next(int partition, Step step) {
    forwarded(new Source(POINTS, partition, offsets.merge(partition, 1L, Long::sum) - 1, 0), step);
  }

  /** A record of the journal; returns whether it was applied. */
  boolean forwarded(Source source, Step step) {
    boolean isNew = fold.from(source);
    if (isNew) {
      step.on(this);
    }
    fold.position().moveTo(fold.position().next() + 1);
    return isNew;
  }

  /** A record without a journal. */
  void direct(Step step) {
    offsets.merge(0, 1L, Long::sum);
    step.on(this);
    fold.position().moveTo(fold.position().next() + 1);
  }

  void apply(Point point, long timestamp) {
    fold.apply(point, fold.timeOf(point, timestamp), this::note);
  }

  void await(Point point, long timestamp) {
    waiting.add(fold.await(point, timestamp, this::note));
  }

  void label() {
    if (!waiting.isEmpty()) {
      fold.label(waiting.remove(0));
    }
  }

  void end() {
    fold.end(this::note);
  }

  private void note(Window window) {
    closed.add(figures(window));
  }

  private List<Object> figures(Window window) {
    List<Object> figures = new ArrayList<>();
    figures.add(List.of(window.startMs(), window.points(), window.labelled()));
    figures.add(List.of(window.late(), window.early()));
    for (int i = 0; i < fold.learners().size(); i++) {
      LearnerView learner = fold.report(i);
      figures.add(List.of(learner.steps(window), learner.scores(window), learner.faded()));
    }
    return figures;
  }

  /** All that can be told of it, but its offsets. */
  List<Object> state() {
    List<Object> state = new ArrayList<>(List.of(fold.time(), fold.windows().age()));
    fold.open().forEach(window -> state.add(figures(window)));
    for (int i = 0; i < fold.learners().size(); i++) {
      LearnerView learner = fold.report(i);
      state.add(List.of(learner.digest(), learner.total(), learner.counts()));
    }
    return state;
  }
}
