package io.gyre.fold;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.LateLabelCounts;
import io.gyre.data.Point;
import io.gyre.data.PrintableText;
import io.gyre.fold.WaitingRecords.Found;
import io.gyre.fold.WaitingRecords.Kind;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;

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
final class LateLabelling extends StatePart {

  private final Fold fold;
  private final LateLabels bounds;
  private final WaitingRecords records;
  private final WaitingPointFormat format;
  private final LabelDelays delays = new LabelDelays();
  private long matched;
  private long before;
  private long repeated;
  private long corrections;
  private long sameId;
  private long expired;
  private long evicted;
  private long unmatched;

  LateLabelling(Fold fold, LateLabels bounds, StateStorage storage) {
    super("waiting");
    this.fold = fold;
    this.bounds = bounds;
    records = new WaitingRecords(storage);
    format = new WaitingPointFormat(fold);
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
    boolean same = first.equals(label);
    changed();
    if (!ofLaterPass) {
      repeated += same ? 1 : 0;
      corrections += same ? 0 : 1;
    }
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
    return WaitingFormat.readLabel(in);
  }

  /**
   * Applies a record that may have fields.
   *
   * @param next with an id, unless it has no fields
   * @param time its event time, in ms since the epoch
   * @throws InvalidPointException when it is a second label, or nothing at all; nothing has changed
   *     then but counts
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
    changed();
    Step.Kind kind;
    if (!hasFields || (next.labelled() && found.kind == Kind.POINT)) {
      kind = label(found, next.id(), next.label(), time, next.repeated());
    } else {
      kind = apply(next, found, time);
    }
    trim();
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
      Step.Kind kind = fold.applyNow(next, time);
      if (!next.repeated()) {
        records.done(found, next.label(), fold.age());
      }
      return kind;
    }
    if (found.kind == Kind.NONE) {
      return await(next, found, time);
    }
    sameId += next.repeated() ? 0 : 1;
    return fold.applyNow(next, time);
  }

  private Step.Kind await(Point next, Found absent, long time) {
    WaitingPoint waiting = fold.await(next, time);
    format.write(records.begin(absent, fold.age()), waiting, time);
    if (records.fits()) {
      records.add(absent, Kind.POINT);
    } else {
      evicted += next.repeated() ? 0 : 1;
    }
    return Step.Kind.WAITING;
  }

  /** Applies a point whose label has come before it. */
  private Step.Kind applyLabelled(Point next, Found found, long time) {
    StateReader in = records.read(found);
    long labelMs = in.getLong();
    Label label = WaitingFormat.readLabel(in);
    if (!fold.hasRoom(label)) {
      // There was room for its class when it came. The point waits for another label.
      records.remove(found);
      unmatched += next.repeated() ? 0 : 1;
      Found absent = records.find(next.id(), next.repeated());
      return await(next.withoutLabel(), absent, time);
    }
    fold.label(fold.await(next.withoutLabel(), time).with(label));
    before += next.repeated() ? 0 : 1;
    noteMatched(found, label, labelMs - time, next.repeated());
    return Step.Kind.LEARNED;
  }

  /**
   * Applies a label that came alone: it is learned if its point waits, else waits for its point.
   * The time does not move.
   *
   * @param id of the point that it is of
   * @param timestamp of its record, in ms since the epoch; it tells the delay alone
   * @throws InvalidPointException when there is no id or label, or it is a second one; nothing has
   *     changed then but counts
   */
  Step.Kind label(String id, Label label, long timestamp) throws InvalidPointException {
    require(id, label);
    Found found = records.find(id, false);
    refuseSecond(found, label, false);
    changed();
    Step.Kind kind = label(found, id, label, timestamp, false);
    trim();
    return kind;
  }

  private Step.Kind label(
      Found found, String id, Label label, long timestamp, boolean ofLaterPass) {
    if (found.kind == Kind.POINT) {
      WaitingPoint waiting = format.read(records.read(found), id, ofLaterPass);
      fold.label(waiting.with(label));
      noteMatched(found, label, timestamp - waiting.point().time(), ofLaterPass);
      return Step.Kind.LABELLED;
    }
    StateWriter out = records.begin(found, fold.age());
    out.putLong(timestamp);
    WaitingFormat.writeLabel(out, label);
    records.add(found, Kind.LABEL);
    return Step.Kind.WAITING;
  }

  private void noteMatched(Found found, Label label, long delayMs, boolean ofLaterPass) {
    if (ofLaterPass) {
      records.remove(found);
      return;
    }
    matched++;
    delays.add(delayMs);
    records.done(found, label, fold.age());
  }

  private void trim() {
    records.trim(bounds, fold.age(), this::drop);
  }

  private void drop(boolean label, boolean tooOld, boolean ofLaterPass) {
    if (ofLaterPass) {
      return;
    }
    if (label) {
      unmatched++;
    } else if (tooOld) {
      expired++;
    } else {
      evicted++;
    }
  }

  LateLabelCounts counts() {
    return new LateLabelCounts(
        records.points(),
        records.labels(),
        records.bytes(),
        records.done(),
        matched,
        before,
        repeated,
        corrections,
        sameId,
        expired,
        evicted,
        unmatched,
        delays.percentile(50),
        delays.percentile(99),
        records.digest());
  }

  @Override
  public void write(StateWriter out) {
    records.write(out);
    out.putLong(matched).putLong(before).putLong(repeated).putLong(corrections);
    out.putLong(sameId).putLong(expired).putLong(evicted).putLong(unmatched);
    delays.write(out);
  }

  @Override
  public void read(StateReader in, int version) {
    records.read(in);
    matched = in.getLong();
    before = in.getLong();
    repeated = in.getLong();
    corrections = in.getLong();
    sameId = in.getLong();
    expired = in.getLong();
    evicted = in.getLong();
    unmatched = in.getLong();
    delays.read(in);
  }
}
