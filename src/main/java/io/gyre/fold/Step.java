package io.gyre.fold;

import io.gyre.data.Point;
import java.util.ArrayList;
import java.util.List;

/** All that followed from one record of the log. Immutable. */
public final class Step {

  /** What became of a record. */
  public enum Kind {
    /** It cannot be used, as {@link Step#reason} says: a dead letter; only counts have changed. */
    REFUSED,
    /** As refused: it is on a journal, but nothing that can be believed says where it came from. */
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

  private final Kind kind;
  private final String reason;
  private final Point point;
  private final long time;
  private final Answer answer;
  private final List<ClosedWindow> closed;
  private final Labelled labelled;

  private Step(Kind kind, String reason, Maker of) {
    this.kind = kind;
    this.reason = reason;
    point = of.point;
    time = of.time;
    answer = of.answer;
    closed = List.copyOf(of.closed);
    labelled = of.labelled;
  }

  /** What became of the record. */
  public Kind kind() {
    return kind;
  }

  /** Why the record is a dead letter; null if it is none. */
  public String reason() {
    return reason;
  }

  /** Tells whether the record is a dead letter. */
  public boolean isRefused() {
    return reason != null;
  }

  /** What the record was read as, with an id; null if it was refused, or was none. */
  public Point point() {
    return point;
  }

  /** Tells whether the record was a point that came: it was predicted, and counts. */
  public boolean isPoint() {
    return answer != null && kind != Kind.ASKED;
  }

  /** The event time of the point, in ms since the epoch. */
  public long time() {
    return time;
  }

  /** What was said of the point, before any learner saw its label; null if it was no point. */
  public Answer answer() {
    return answer;
  }

  /** The windows that closed before it, oldest first. */
  public List<ClosedWindow> closed() {
    return closed;
  }

  /** The point whose label has come; null if none has. */
  public Labelled labelled() {
    return labelled;
  }

  /** Collects what follows from a record; used for one after the other. */
  static final class Maker {
    private Point point;
    private long time;
    private Answer answer;
    private List<ClosedWindow> closed = List.of();
    private Labelled labelled;

    void begin() {
      point = null;
      answer = null;
      time = 0;
      closed = List.of();
      labelled = null;
    }

    void point(Point read, long eventTime) {
      point = read;
      time = eventTime;
    }

    void answer(Answer said) {
      answer = said;
    }

    void closed(ClosedWindow window) {
      closed = closed.isEmpty() ? new ArrayList<>() : closed;
      closed.add(window);
    }

    void labelled(Labelled one) {
      labelled = one;
    }

    Step make(Kind kind) {
      return new Step(kind, null, this);
    }

    Step refuse(Kind kind, String reason) {
      point = null;
      return new Step(kind, reason, this);
    }
  }
}
