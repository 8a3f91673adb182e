package io.gyre.dashboard;

import io.gyre.data.Label;
import io.gyre.topic.Prediction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The latest points of each cell of a confusion matrix: of each learner, label and prediction, also
 * of such as are rare. Not thread-safe.
 */
final class LatestByOutcome {

  private static final int EACH = 8;

  /** Cells that are kept; of more those that had no point for the longest time are forgotten. */
  private static final int MOST_CELLS = 2_000;

  private static final long MOST_SIZE = 16L << 20;

  /** A cell that is full is not filled again for so long: each point costs a look-up. */
  private static final long OFTEN_MS = 2_000;

  private record Cell(String learner, Label label, Label prediction) {}

  private static final class Points {
    private final ArrayDeque<AnsweredPoint> latest = new ArrayDeque<>();
    private long filledMs;
  }

  private final LinkedHashMap<Cell, Points> cells = new LinkedHashMap<>(16, 0.75f, true);
  private long size;

  /**
   * Tells whether a point would be news to one of its cells.
   *
   * @param answers to a point, by learner id
   * @param nowMs the wall clock
   */
  boolean wants(Map<String, Prediction> answers, long nowMs) {
    for (Map.Entry<String, Prediction> answer : answers.entrySet()) {
      Points points = cells.get(cell(answer));
      boolean isRare =
          points == null || points.latest.size() < EACH || nowMs - points.filledMs > OFTEN_MS;
      if (isRare && answer.getValue().label() != null) {
        return true;
      }
    }
    return false;
  }

  private static Cell cell(Map.Entry<String, Prediction> answer) {
    return new Cell(answer.getKey(), answer.getValue().label(), answer.getValue().prediction());
  }

  /** Adds a point to the cells of all its answers, if it has a label. */
  void add(AnsweredPoint point, long nowMs) {
    for (Map.Entry<String, Prediction> answer : point.predictions().entrySet()) {
      if (answer.getValue().label() != null) {
        Points points = cells.computeIfAbsent(cell(answer), absent -> new Points());
        points.filledMs = nowMs;
        points.latest.addFirst(point);
        size += point.size();
        if (points.latest.size() > EACH) {
          size -= points.latest.removeLast().size();
        }
      }
    }
    for (Iterator<Points> oldest = cells.values().iterator();
        (cells.size() > MOST_CELLS || size > MOST_SIZE) && cells.size() > 1; ) {
      oldest.next().latest.forEach(gone -> size -= gone.size());
      oldest.remove();
    }
  }

  /** The latest of a cell, newest first; labels and predictions are told apart by their texts. */
  List<AnsweredPoint> of(String learner, String label, String prediction) {
    for (Map.Entry<Cell, Points> entry : cells.entrySet()) {
      Cell cell = entry.getKey();
      if (cell.learner.equals(learner)
          && cell.label.text().equals(label)
          && cell.prediction != null
          && cell.prediction.text().equals(prediction)) {
        return new ArrayList<>(entry.getValue().latest);
      }
    }
    return List.of();
  }

  /** The one of that name; null if it is not kept. */
  AnsweredPoint find(String at) {
    return cells.values().stream()
        .flatMap(points -> points.latest.stream())
        .filter(point -> Objects.equals(point.at(), at))
        .findFirst()
        .orElse(null);
  }
}
