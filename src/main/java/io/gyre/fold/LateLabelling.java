package io.gyre.fold;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.PrintableText;
import io.gyre.fold.state.FoldState;
import io.gyre.fold.waiting.LateLabels;
import io.gyre.fold.waiting.WaitingPoint;
import io.gyre.fold.waiting.WaitingPointFormat;
import io.gyre.fold.waiting.WaitingRecords;
import io.gyre.fold.waiting.WaitingRecords.Count;
import io.gyre.fold.waiting.WaitingRecords.Found;
import io.gyre.fold.waiting.WaitingRecords.Kind;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.time.PartitionWindows;

/**
 * Brings points and labels together that come in records of their own.
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
 * <p>What is <i>learned</i> is scored by what was answered when the point came. Of points of later
 * passes over the same rows, which have ids of their own here, it is not remembered that their
 * label came: with each pass it comes again. Not thread-safe.
 */
final class LateLabelling {

  private final Learners learners;
  private final LateLabels bounds;
  private final PartitionWindows windows;
  private final WaitingRecords records;
  private final WaitingPointFormat format;

  LateLabelling(FoldState state, Learners learners) {
    this.learners = learners;
    bounds = state.settings.lateLabels();
    windows = state.windows;
    records = state.waiting;
    format = new WaitingPointFormat(state.names, state.classes, state.shared.members());
  }

  private static void require(String id, Label label) throws InvalidPointException {
    if (id == null) {
      throw new InvalidPointException("id: expected that of a point, found none");
    }
    if (label == null) {
      throw new InvalidPointException("label: expected a number, text, true or false, found none");
    }
  }

  private void refuseSecond(Found found, Label label, boolean ofLaterPass)
      throws InvalidPointException {
    if (found.kind != Kind.DONE && found.kind != Kind.LABEL) {
      return;
    }
    Label first = labelOf(found);
    records.changed();
    records.count(first.equals(label) ? Count.REPEATED : Count.CORRECTIONS, ofLaterPass);
    throw new InvalidPointException("label: " + reason(found, first, label));
  }

  private static String reason(Found found, Label first, Label second) {
    String one = PrintableText.quoted(first.text());
    String other = PrintableText.quoted(second.text());
    boolean same = first.equals(second);
    if (found.kind == Kind.DONE) {
      return same
          ? one + " has been learned already for this id"
          : "this id was learned as %s; a correction to %s cannot be unlearned"
              .formatted(one, other);
    }
    return same
        ? one + " has come already for this id, whose point is awaited"
        : "this id, whose point is awaited, has come as %s; a correction to %s is not taken"
            .formatted(one, other);
  }

  private Label labelOf(Found found) {
    StateReader in = records.read(found);
    if (found.kind == Kind.LABEL) {
      in.getLong(); // its timestamp
    }
    return WaitingRecords.readLabel(in);
  }

  /**
   * Applies a record that may have fields.
   *
   * @throws InvalidPointException when it is a second label, or nothing at all; only counts have
   *     changed then
   */
  Step.Kind apply(Point next, long time) throws InvalidPointException {
    boolean hasFields = next.fields().size() > 0;
    if (!hasFields) {
      require(next.id(), next.label());
    }
    Found found = records.find(next.id(), next.repeated());
    if (next.labelled() && !(hasFields && isItself(next, found))) {
      refuseSecond(found, next.label(), next.repeated());
    }
    records.changed();
    Step.Kind kind;
    if (!hasFields || (next.labelled() && found.kind == Kind.POINT)) {
      kind = label(found, next.id(), next.label(), time, next.repeated());
    } else {
      kind = apply(next, found, time);
    }
    records.trim(bounds, windows.age());
    return kind;
  }

  /** Tells whether the label that a point has is the one that came before it. */
  private boolean isItself(Point next, Found found) {
    return found.kind == Kind.LABEL && next.label().equals(labelOf(found));
  }

  private Step.Kind apply(Point next, Found found, long time) {
    if (found.kind == Kind.LABEL) {
      return applyLabelled(next, found, time);
    }
    if (next.labelled()) {
      Step.Kind kind = learners.applyNow(next, time);
      if (!next.repeated()) {
        records.done(found, next.label(), windows.age());
      }
      return kind;
    }
    if (found.kind == Kind.NONE) {
      return await(next, found, time);
    }
    records.count(Count.SAME_ID, next.repeated());
    return learners.applyNow(next, time);
  }

  private Step.Kind await(Point next, Found absent, long time) {
    WaitingPoint waiting = learners.await(next, time);
    format.write(records.begin(absent, windows.age()), waiting, time);
    if (records.fits()) {
      records.add(absent, Kind.POINT);
    } else {
      records.count(Count.EVICTED, next.repeated());
    }
    return Step.Kind.WAITING;
  }

  private Step.Kind applyLabelled(Point next, Found found, long time) {
    StateReader in = records.read(found);
    long labelMs = in.getLong();
    Label label = WaitingRecords.readLabel(in);
    if (!learners.hasRoom(label)) {
      // There was room for its class when it came. The point waits for another label.
      records.remove(found);
      records.count(Count.UNMATCHED, next.repeated());
      Found absent = records.find(next.id(), next.repeated());
      return await(next.withoutLabel(), absent, time);
    }
    learners.label(learners.await(next.withoutLabel(), time).with(label));
    records.count(Count.BEFORE, next.repeated());
    noteMatched(found, label, labelMs - time, next.repeated());
    return Step.Kind.LEARNED;
  }

  /**
   * Applies a label that came alone: it is learned if its point waits, else waits for its point.
   * The time does not move.
   *
   * @param timestamp of its record, in ms since the epoch; it tells the delay alone
   * @throws InvalidPointException when there is no id or label, or it is a second one; only counts
   *     have changed then
   */
  Step.Kind label(String id, Label label, long timestamp) throws InvalidPointException {
    require(id, label);
    Found found = records.find(id, false);
    refuseSecond(found, label, false);
    records.changed();
    Step.Kind kind = label(found, id, label, timestamp, false);
    records.trim(bounds, windows.age());
    return kind;
  }

  private Step.Kind label(
      Found found, String id, Label label, long timestamp, boolean ofLaterPass) {
    if (found.kind == Kind.POINT) {
      WaitingPoint waiting = format.read(records.read(found), id, ofLaterPass);
      learners.label(waiting.with(label));
      noteMatched(found, label, timestamp - waiting.point().time(), ofLaterPass);
      return Step.Kind.LABELLED;
    }
    StateWriter out = records.begin(found, windows.age());
    out.putLong(timestamp);
    WaitingRecords.writeLabel(out, label);
    records.add(found, Kind.LABEL);
    return Step.Kind.WAITING;
  }

  private void noteMatched(Found found, Label label, long delayMs, boolean ofLaterPass) {
    if (ofLaterPass) {
      records.remove(found);
      return;
    }
    records.countMatched(delayMs);
    records.done(found, label, windows.age());
  }
}
