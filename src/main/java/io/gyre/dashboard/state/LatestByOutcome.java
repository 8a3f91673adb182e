package io.gyre.dashboard.state;

import io.gyre.data.Label;
import io.gyre.topic.Prediction;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The latest points of each learner, label and prediction, rare ones too. Thread-safe. */
public final class LatestByOutcome {

  private static final int EACH = 8;

  /** Cells that are kept; of more those that had no point for the longest time are forgotten. */
  private static final int MOST_CELLS = 2_000;

  private static final long MOST_SIZE = 16L << 20;

  /** A cell that is full is not filled again for so long: each point costs a look-up. */
  private static final long OFTEN_MS = 2_000;

  /** Anyone can write other names onto the topic. */
  private static final int MOST_PUBLISHING = 1_000;

  private record Cell(String learner, Label label, Label prediction) {}

  private static final class Points {
    private final ArrayDeque<AnsweredPoint> latest = new ArrayDeque<>();
    private long filledMs;
  }

  private final LinkedHashMap<Cell, Points> cells = new LinkedHashMap<>(16, 0.75f, true);
  private final TreeSet<String> publishing = new TreeSet<>();
  private long size;

  /**
   * Tells whether a point would be news to one of its cells.
   *
   * @param answers to a point, by learner id
   * @param nowMs the wall clock
   */
  public synchronized boolean wants(Map<String, Prediction> answers, long nowMs) {
    return answers.entrySet().stream()
        .filter(answer -> answer.getValue().label() != null)
        .map(answer -> cells.get(cell(answer)))
        .anyMatch(
            points ->
                points == null
                    || points.latest.size() < EACH
                    || nowMs - points.filledMs > OFTEN_MS);
  }

  private static Cell cell(Map.Entry<String, Prediction> answer) {
    return new Cell(answer.getKey(), answer.getValue().label(), answer.getValue().prediction());
  }

  /** Adds points to the cells of all their answers, if they have a label. */
  public synchronized void addAll(Collection<AnsweredPoint> more, long nowMs) {
    for (AnsweredPoint point : more) {
      if (publishing.size() < MOST_PUBLISHING) {
        publishing.addAll(point.predictions().keySet());
      }
      for (Map.Entry<String, Prediction> answer : point.predictions().entrySet()) {
        if (answer.getValue().label() != null) {
          add(cells.computeIfAbsent(cell(answer), absent -> new Points()), point, nowMs);
        }
      }
    }
    for (Iterator<Points> oldest = cells.values().iterator();
        (cells.size() > MOST_CELLS || size > MOST_SIZE) && cells.size() > 1; ) {
      oldest.next().latest.forEach(gone -> size -= gone.size());
      oldest.remove();
    }
  }

  private void add(Points points, AnsweredPoint point, long nowMs) {
    points.filledMs = nowMs;
    points.latest.addFirst(point);
    size += point.size();
    if (points.latest.size() > EACH) {
      size -= points.latest.removeLast().size();
    }
  }

  synchronized void clear() {
    cells.clear();
    publishing.clear();
    size = 0;
  }

  /** Tells whether a learner has published predictions. */
  public synchronized boolean publishes(String learner) {
    return publishing.contains(learner);
  }

  /** Finds the points of a cell, newest first; labels and predictions are named by their texts. */
  public synchronized List<AnsweredPoint> of(String learner, String label, String prediction) {
    for (Map.Entry<Cell, Points> entry : cells.entrySet()) {
      Cell cell = entry.getKey();
      if (cell.learner.equals(learner)
          && cell.label.text().equals(label)
          && cell.prediction != null
          && cell.prediction.text().equals(prediction)) {
        return List.copyOf(entry.getValue().latest);
      }
    }
    return List.of();
  }

  /** Finds a point by its {@link AnsweredPoint#at}. */
  synchronized Optional<AnsweredPoint> find(String at) {
    return cells.values().stream()
        .flatMap(points -> points.latest.stream())
        .filter(point -> point.at().equals(at))
        .findFirst();
  }
}
