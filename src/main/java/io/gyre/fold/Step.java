package io.gyre.fold;

import io.gyre.data.Point;
import io.gyre.fold.answer.Answer;
import java.util.ArrayList;
import java.util.List;

/**
 * All that followed from one record of the log. Immutable.
 *
 * @param kind what became of the record
 * @param reason why the record is a dead letter; null if it is not
 * @param point what the record was read as, with an id; null if it was refused, or is not a point
 * @param time the event time of the point, in ms since the epoch
 * @param answer what was said of the point, before any learner saw its label; null without a point
 * @param closed the windows that closed before it, oldest first
 * @param labelled the point whose label has come; null if none has
 */
public record Step(
    Kind kind,
    String reason,
    Point point,
    long time,
    Answer answer,
    List<ClosedWindow> closed,
    Labelled labelled) {

  /** The outcomes of a record. */
  public enum Kind {
    /** It cannot be used, as {@link Step#reason} says: a dead letter; only counts have changed. */
    REFUSED,
    /**
     * It is refused, since nothing that can be believed says where it came from before the journal.
     */
    STRAY,
    /** It is no point and not meant as one, as the deletion of a row. */
    IGNORED,
    /** It has been applied before: it is on the journal once more. */
    REPEATED,
    /** It was only asked about. */
    ASKED,
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

  /** Copies the list. */
  public Step {
    closed = List.copyOf(closed);
  }

  /** Tells whether the record is a dead letter. */
  public boolean isRefused() {
    return reason != null;
  }

  /** Tells whether the record was a point that came: it was predicted, and counts. */
  public boolean isPoint() {
    return answer != null && kind != Kind.ASKED;
  }

  /** Collects what follows from a record; used for one after the other. */
  static final class Maker {
    private Point point;
    private long time;
    Answer answer;
    Labelled labelled;
    private List<ClosedWindow> closed = List.of();

    void begin() {
      point(null, 0);
      answer = null;
      closed = List.of();
      labelled = null;
    }

    void point(Point read, long eventTime) {
      point = read;
      time = eventTime;
    }

    void closed(ClosedWindow window) {
      closed = closed.isEmpty() ? new ArrayList<>() : closed;
      closed.add(window);
    }

    Step make(Kind kind) {
      return new Step(kind, null, point, time, answer, closed, labelled);
    }

    Step refuse(Kind kind, String reason) {
      return new Step(kind, reason, null, time, answer, closed, labelled);
    }
  }
}
