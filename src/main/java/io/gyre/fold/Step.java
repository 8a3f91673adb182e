package io.gyre.fold;

import io.gyre.data.Alert;
import io.gyre.data.Point;
import io.gyre.fold.answer.Answer;
import java.util.ArrayList;
import java.util.List;

/**
 * The results of one record of the log. Immutable.
 *
 * @param reason why the record is a dead letter; null if it is not
 * @param point with an id; null if the record was refused, or is not a point
 * @param time the event time of the point
 * @param answer to the point, before any learner saw its label; null without a point
 * @param labelled the points that were learned: the one whose label has come, then those whose wait
 *     for a label has ended, oldest first
 * @param rare what few records bring about
 */
public record Step(
    Kind kind,
    String reason,
    Point point,
    long time,
    Answer answer,
    List<Labelled> labelled,
    Rare rare) {

  /**
   * What few records bring about.
   *
   * @param closed the windows that closed before it, oldest first
   * @param alerts what a person should look at: the point, or that the stream has drifted
   * @param jump of the stream's time; null if it went on as usual
   * @param schema the id of the one that the record needs first; null if it needs none
   */
  public record Rare(List<ClosedWindow> closed, List<Alert> alerts, TimeJump jump, String schema) {

    static final Rare NONE = new Rare(List.of(), List.of(), null, null);

    public Rare {
      closed = List.copyOf(closed);
      alerts = List.copyOf(alerts);
    }
  }

  /** The outcomes of a record. */
  public enum Kind {
    /**
     * It was not applied: the schema {@link Step#schema} must be applied before it ({@link
     * io.gyre.fold.intake.LogRecord#schema}), known or denied, and then the record again.
     */
    LACKS_SCHEMA,
    /** It is a dead letter, for the reason in {@link Step#reason}; only counts have changed. */
    REFUSED,
    /** It is refused, since its source before the journal is unknown or cannot be true. */
    STRAY,
    /** It is not a point, but for example the deletion of a row, or is passed over. */
    IGNORED,
    /** It has been applied before: it is on the journal twice. */
    REPEATED,
    /** A point was predicted, and no label is awaited for it. */
    PREDICTED,
    /** A point was predicted and waits for its label, or a label for its point. */
    WAITING,
    /** A label has come of a point that waited. */
    LABELLED,
    /** A point was predicted, then its label was learned, unless it came late. */
    LEARNED,
    /** The windows that were open have closed. */
    ENDED
  }

  public Step {
    labelled = List.copyOf(labelled);
  }

  /** Returns the same with a jump of the stream's time. */
  Step with(TimeJump jump) {
    Rare more = new Rare(closed(), alerts(), jump, null);
    return new Step(kind, reason, point, time, answer, labelled, more);
  }

  public List<ClosedWindow> closed() {
    return rare.closed;
  }

  public List<Alert> alerts() {
    return rare.alerts;
  }

  public TimeJump jump() {
    return rare.jump;
  }

  /** Returns the id of the schema that is to be applied before the record; null if none is. */
  public String schema() {
    return rare.schema;
  }

  /** Makes the step of a record that lacks a schema. */
  static Step lacks(String schema) {
    Rare rare = new Rare(List.of(), List.of(), null, schema);
    return new Step(Kind.LACKS_SCHEMA, null, null, 0, null, List.of(), rare);
  }

  public boolean isRefused() {
    return reason != null;
  }

  /** Tells whether the record was a point that came: it was predicted, and counts. */
  public boolean isPoint() {
    return answer != null;
  }

  /** Collects the results of one record after the other. */
  static final class Maker {
    Point point;
    long time;
    Answer answer;
    private List<Labelled> labelled;
    private List<ClosedWindow> closed;
    private List<Alert> alerts;

    void begin() {
      point = null;
      time = 0;
      answer = null;
      labelled = List.of();
      closed = List.of();
      alerts = List.of();
    }

    void alert(Alert alert) {
      alerts = alerts.isEmpty() ? new ArrayList<>() : alerts;
      alerts.add(alert);
    }

    void labelled(Labelled point) {
      if (labelled.isEmpty()) {
        labelled = List.of(point);
      } else {
        labelled = labelled.size() == 1 ? new ArrayList<>(labelled) : labelled;
        labelled.add(point);
      }
    }

    void closed(ClosedWindow window) {
      closed = closed.isEmpty() ? new ArrayList<>() : closed;
      closed.add(window);
    }

    Step make(Kind kind) {
      return new Step(kind, null, point, time, answer, labelled, rare());
    }

    Step refuse(Kind kind, String reason) {
      return new Step(kind, reason, null, time, answer, labelled, rare());
    }

    private Rare rare() {
      return closed.isEmpty() && alerts.isEmpty()
          ? Rare.NONE
          : new Rare(closed, alerts, null, null);
    }
  }
}
