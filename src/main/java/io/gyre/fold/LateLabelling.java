package io.gyre.fold;

import io.gyre.Setting;
import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.fold.waiting.WaitingPoint;
import io.gyre.fold.waiting.WaitingPointFormat;
import io.gyre.fold.waiting.WaitingRecords;
import io.gyre.fold.waiting.WaitingRecords.Count;
import io.gyre.fold.waiting.WaitingRecords.Entry;
import io.gyre.fold.waiting.WaitingRecords.Kind;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.words.PrintableText;

/**
 * Joins points with labels that come in separate records.
 *
 * <pre>
 *  what comes      nothing known      its point waits   its label waits   its label was learned
 *  of an id
 *  point           waits              same id           learned           same id
 *  label           waits              learned           refused           refused
 *  both            learned            is the label      learned, if the   refused
 *                                                       label is the same
 * </pre>
 *
 * <p>A <i>learned</i> point is scored by the answer given when it came. A point whose wait ends is
 * learned as the class of those without a label if the settings name one, and given up otherwise. A
 * label of another class that comes after that is too late: it is refused, or learned as well if
 * its point is kept. Repeated points have separate ids here, and their labels are not remembered.
 * Not thread-safe.
 */
final class LateLabelling {

  /**
   * The most points that are learned without a label after one record, so that a jump of the time
   * makes no commit too long; the next ones follow with the next records.
   */
  private static final int MOST_SILENT = 100;

  private final Learners learners;
  private final FoldState state;
  private final WaitingRecords records;
  private final LateLabels bounds; // null if labels come with their points
  private final WaitingPointFormat format;

  LateLabelling(FoldState state, Learners learners) {
    this.learners = learners;
    this.state = state;
    records = state.waiting;
    bounds = state.settings.lateLabels();
    format =
        new WaitingPointFormat(
            state.names,
            state.classes,
            state.shared.members(),
            state.keys,
            state.amounts == null ? null : state.amounts.intervals);
  }

  /**
   * Applies a point, with its label or without, or a label alone: a point without fields. A label
   * does not move the time. Without late labels a point is learned at once.
   *
   * @param timeMs the event time of a point, the timestamp of a label, which tells the delay alone
   * @throws InvalidPointException when it is a second label, or nothing at all; only counts have
   *     changed then
   */
  Step.Kind apply(Point next, long timeMs) throws InvalidPointException {
    if (bounds == null) {
      return learners.applyNow(next, timeMs, true);
    }
    boolean hasFields = next.fields().size() > 0;
    if (!hasFields) {
      require(next);
    }
    Entry found = records.find(next.id(), next.repeated());
    if (next.labelled()) {
      boolean isItself =
          hasFields
              && found.kind == Kind.LABEL
              && labelOf(found, records.read(found)).equals(next.label());
      if (!isItself) {
        refuseSecond(found, next, timeMs);
      }
    }
    records.changed();
    Step.Kind kind =
        !hasFields || (next.labelled() && (found.kind == Kind.POINT || found.wasSilent()))
            ? label(next, found, timeMs)
            : point(next, found, timeMs);
    endWaits(state.windows.age());
    return kind;
  }

  /** Learns or gives up what has waited long enough, and drops what is beyond the limits. */
  private void endWaits(long age) {
    int silent = 0;
    for (Entry ended = records.ended(age);
        ended != null && silent < MOST_SILENT;
        ended = records.ended(age)) {
      Label label = bounds.unlabelledAs();
      if (ended.kind == Kind.POINT && label != null && learners.hasRoom(label)) {
        learners.label(waiting(ended).with(label), true, true, state.windows.time());
        records.count(Count.SILENT, ended.ofLaterPass());
        records.silent(ended, label, bounds.learnTooLate(), age);
        silent++;
      } else {
        records.giveUp(ended, Count.EXPIRED);
      }
    }
    records.trim(age);
  }

  /** Reads a point that waits, or that is kept. */
  private WaitingPoint waiting(Entry found) {
    StateReader in = records.read(found);
    if (found.kind == Kind.KEPT) {
      WaitingRecords.readLabel(in); // as which it was learned
    }
    return format.read(in, found.id(), found.ofLaterPass());
  }

  private static void require(Point label) throws InvalidPointException {
    if (label.id() == null) {
      throw new InvalidPointException("id: expected that of a point, found none");
    }
    if (label.label() == null) {
      throw new InvalidPointException("label: expected a number, text, true or false, found none");
    }
  }

  private static Label labelOf(Entry found, StateReader in) {
    if (found.kind == Kind.LABEL) {
      in.getLong(); // its timestamp
    }
    return WaitingRecords.readLabel(in);
  }

  private void refuseSecond(Entry found, Point next, long timeMs) throws InvalidPointException {
    if (found.kind == Kind.NONE || found.kind == Kind.POINT) {
      return;
    }
    StateReader in = records.read(found);
    Label first = labelOf(found, in);
    boolean same = first.equals(next.label());
    records.changed();
    String reason;
    if (found.wasSilent() && !same) {
      records.count(Count.TOO_LATE, timeMs - in.getLong(), next.repeated());
      if (found.kind == Kind.KEPT && bounds.learnTooLate()) {
        return;
      }
      reason =
          "this id was learned as %%s when its %s ended; %%s comes too late. A longer %s takes such labels, and %s learns them as well"
              .formatted(Setting.WAIT, Setting.WAIT, Setting.LEARN_TOO_LATE);
    } else {
      records.count(same ? Count.REPEATED : Count.CORRECTIONS, next.repeated());
      boolean learned = found.kind != Kind.LABEL;
      reason =
          same
              ? learned
                  ? "%s has been learned already for this id"
                  : "%s has come already for this id, whose point is awaited"
              : learned
                  ? "this id was learned as %s; a correction to %s cannot be unlearned"
                  : "this id, whose point is awaited, has come as %s; a correction to %s is not taken";
    }
    throw new InvalidPointException(
        "label: "
            + reason.formatted(
                PrintableText.quoted(first.text()), PrintableText.quoted(next.label().text())));
  }

  private Step.Kind point(Point next, Entry found, long time) {
    if (found.kind == Kind.LABEL) {
      return applyLabelled(next, found, time);
    }
    boolean isNew = found.kind == Kind.NONE || (next.repeated() && found.wasSilent());
    if (!next.labelled() && isNew) {
      return await(next, found, time);
    }
    Step.Kind kind = learners.applyNow(next, time, found.kind == Kind.NONE);
    if (!next.labelled()) {
      records.count(Count.SAME_ID, next.repeated());
    } else if (!next.repeated()) {
      records.done(found, next.label(), state.windows.age());
    }
    return kind;
  }

  private Step.Kind await(Point next, Entry absent, long time) {
    WaitingPoint waiting = learners.await(next, time);
    format.write(records.begin(absent, state.windows.age()), waiting, time);
    if (records.fits()) {
      records.add(absent, Kind.POINT);
    } else {
      records.count(Count.EVICTED, next.repeated());
    }
    return Step.Kind.WAITING;
  }

  private Step.Kind applyLabelled(Point next, Entry found, long time) {
    StateReader in = records.read(found);
    long labelMs = in.getLong();
    Label label = WaitingRecords.readLabel(in);
    if (!learners.hasRoom(label)) {
      // There was room for its class when it came. Now the point waits for another label.
      records.remove(found);
      records.count(Count.UNMATCHED, next.repeated());
      Entry absent = records.find(next.id(), next.repeated());
      return await(next.withoutLabel(), absent, time);
    }
    WaitingPoint waiting = learners.await(next.withoutLabel(), time).with(label);
    learners.label(waiting, true, false, bounded(labelMs, time));
    records.count(Count.BEFORE, next.repeated());
    records.count(Count.MATCHED, labelMs - time, next.repeated());
    noteLearned(found, label, next.repeated());
    return Step.Kind.LEARNED;
  }

  /** Learns a label whose point waits or is kept; another one waits for its point. */
  private Step.Kind label(Point next, Entry found, long timestamp) {
    boolean waits = found.kind == Kind.POINT;
    if (waits || found.kind == Kind.KEPT) {
      WaitingPoint point = waiting(found);
      long pointMs = point.point().time();
      learners.label(point.with(next.label()), waits, false, bounded(timestamp, pointMs));
      if (waits) {
        records.count(Count.MATCHED, timestamp - pointMs, next.repeated());
      } else {
        records.count(Count.LEARNED_TOO_LATE, next.repeated());
      }
      noteLearned(found, next.label(), next.repeated());
      return Step.Kind.LABELLED;
    }
    StateWriter out = records.begin(found, state.windows.age());
    out.putLong(timestamp);
    WaitingRecords.writeLabel(out, next.label());
    records.add(found, Kind.LABEL);
    return Step.Kind.WAITING;
  }

  /**
   * Returns the time of a label, which is not awaited for longer than the label itself would be:
   * its timestamp may be of another clock than a time that a field of the point tells.
   */
  private long bounded(long labelMs, long pointMs) {
    long wait = bounds.waitMs();
    return pointMs > Long.MAX_VALUE - wait ? labelMs : Math.min(labelMs, pointMs + wait);
  }

  private void noteLearned(Entry found, Label label, boolean ofLaterPass) {
    if (ofLaterPass) {
      records.remove(found);
    } else {
      records.done(found, label, state.windows.age());
    }
  }
}
