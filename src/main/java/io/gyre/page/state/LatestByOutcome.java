package io.gyre.page.state;

import io.gyre.data.Label;
import io.gyre.fold.alerts.Decision;
import io.gyre.topic.Prediction;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The latest points of each learner, label and prediction, rare ones too, and those to look at.
 * Thread-safe.
 */
public final class LatestByOutcome {

  private static final int EACH = 8;
  private static final int ALERTS = 50;

  /** The most cells; then those that had no point for the longest time are forgotten. */
  private static final int MOST_CELLS = 2_000;

  private static final long MOST_SIZE = 16L << 20;

  private static final int MOST_PUBLISHING = 1_000;

  /** The time after which a full cell is filled again: each point costs a look-up. */
  private static final long OFTEN_MS = 2_000;

  /** A cell of a learner's confusion matrix; classes by their texts. */
  private record Cell(String learner, String label, String prediction) {
    static Cell of(String learner, Label label, Prediction answer) {
      String prediction = answer.prediction() == null ? null : answer.prediction().text();
      return new Cell(learner, label.text(), prediction);
    }
  }

  private static final class Points {
    private final ArrayDeque<AnsweredPoint> latest = new ArrayDeque<>();
    private long filledMs;
  }

  private final LinkedHashMap<Cell, Points> cells = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<String> publishing = new HashSet<>();
  private long size;

  /**
   * Tells whether one of a point's cells needs it.
   *
   * @param answers to the point, by learner id
   * @param nowMs the wall clock
   */
  public synchronized boolean wants(Map<String, Prediction> answers, long nowMs) {
    if (answers.values().stream().anyMatch(LatestByOutcome::isAlert)) {
      return true;
    }
    return answers.entrySet().stream()
        .filter(answer -> hasCell(answer.getValue().label(), answer.getValue()))
        .map(
            answer ->
                cells.get(Cell.of(answer.getKey(), answer.getValue().label(), answer.getValue())))
        .anyMatch(
            points ->
                points == null
                    || points.latest.size() < EACH
                    || nowMs - points.filledMs > OFTEN_MS);
  }

  /**
   * Adds points to the cells of all their answers, if they have a label. One whose label came late
   * takes the place of itself without one.
   */
  public synchronized void addAll(Collection<AnsweredPoint> more, long nowMs) {
    for (AnsweredPoint point : more) {
      if (publishing.size() < MOST_PUBLISHING) {
        publishing.addAll(point.predictions().keySet());
      }
      point.predictions().forEach((learner, answer) -> add(point, learner, answer, nowMs));
    }
    for (Iterator<Points> oldest = cells.values().iterator();
        (cells.size() > MOST_CELLS || size > MOST_SIZE) && cells.size() > 1; ) {
      oldest.next().latest.forEach(gone -> size -= gone.size());
      oldest.remove();
    }
  }

  private void add(AnsweredPoint point, String learner, Prediction answer, long nowMs) {
    if (isAlert(answer)) {
      add(point, new Cell(learner, null, null), ALERTS, nowMs);
    }
    if (hasCell(point.label(), answer)) {
      add(point, Cell.of(learner, point.label(), answer), EACH, nowMs);
    }
  }

  /**
   * Tells whether it is of a class and has a label: of amounts each would have a cell of its own.
   */
  private static boolean hasCell(Label label, Prediction answer) {
    return label != null && answer.amount() == null;
  }

  private static boolean isAlert(Prediction answer) {
    return Decision.ALERT.equals(answer.decision());
  }

  private void add(AnsweredPoint point, Cell cell, int most, long nowMs) {
    Points points = cells.computeIfAbsent(cell, absent -> new Points());
    points.filledMs = nowMs;
    if (points.latest.removeIf(each -> each.at().equals(point.at()))) {
      size -= point.size();
    }
    points.latest.addFirst(point);
    size += point.size();
    if (points.latest.size() > most) {
      size -= points.latest.removeLast().size();
    }
  }

  /** Tells whether a learner has published predictions, of points with a label or without. */
  public synchronized boolean publishes(String learner) {
    return publishing.contains(learner);
  }

  /** Finds the points of a cell, newest first; classes are named by their texts. */
  public synchronized List<AnsweredPoint> of(String learner, String label, String prediction) {
    Points points = cells.get(new Cell(learner, label, prediction));
    return points == null ? List.of() : List.copyOf(points.latest);
  }

  synchronized List<AnsweredPoint> all() {
    return cells.values().stream().flatMap(points -> points.latest.stream()).toList();
  }
}
