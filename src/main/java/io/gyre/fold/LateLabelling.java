package io.gyre.fold;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.PrintableText;
import io.gyre.fold.WaitingRecords.Found;
import io.gyre.fold.WaitingRecords.Kind;
import io.gyre.scoring.Window;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.util.function.Consumer;

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

  private final PartitionFold fold;
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

  /** What the last record was the label of. */
  private WaitingPoint labelled;

  LateLabelling(PartitionFold fold, LateLabels bounds, WaitingStorage storage) {
    super("waiting");
    this.fold = fold;
    this.bounds = bounds;
    records = new WaitingRecords(storage);
    format = new WaitingPointFormat(fold);
  }

  /**
   * Checks a record that may have fields; nothing changes but counts.
   *
   * @return whether it is a point; else it is only the label of one
   * @throws InvalidPointException when it is a second label, or nothing at all
   */
  boolean check(Point next) throws InvalidPointException {
    if (!hasFields(next)) {
      require(next.id(), next.label());
    }
    if (next.label() == null || next.id() == null) {
      return true;
    }
    Found found = records.find(next.id(), next.repeated());
    boolean itself =
        found.kind == Kind.LABEL && next.label().equals(labelOf(found)) && hasFields(next);
    if (!itself) {
      refuseSecond(found, next.label(), next.repeated());
    }
    return hasFields(next) && found.kind != Kind.POINT;
  }

  private static boolean hasFields(Point point) {
    return point.fields().size() > 0;
  }

  /**
   * Checks a label; nothing changes but counts.
   *
   * @throws InvalidPointException when it is a second one, or has no id
   */
  void check(String id, Label label) throws InvalidPointException {
    require(id, label);
    refuseSecond(records.find(id, false), label, false);
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
   * @param next checked
   * @return whether it was a point; else it was only the label of one
   */
  boolean apply(Point next, long timestamp, Consumer<Window> onClosed) {
    labelled = null;
    changed();
    boolean point;
    if (next.id() == null) {
      fold.applyNow(next, timestamp, onClosed);
      point = true;
    } else {
      Found found = records.find(next.id(), next.repeated());
      point = hasFields(next) && !(next.labelled() && found.kind == Kind.POINT);
      if (point) {
        apply(next, found, timestamp, onClosed);
      } else {
        label(found, next.id(), next.label(), timestamp, next.repeated());
      }
    }
    trim();
    return point;
  }

  private void apply(Point next, Found found, long timestamp, Consumer<Window> onClosed) {
    if (found.kind == Kind.LABEL) {
      applyLabelled(next, found, timestamp, onClosed);
    } else if (next.labelled()) {
      fold.applyNow(next, timestamp, onClosed);
      // Whoever did not check must not stop the fold.
      if (found.kind == Kind.NONE && !next.repeated()) {
        records.done(found, next.label(), fold.age());
      }
    } else if (found.kind == Kind.NONE) {
      await(next, found, timestamp, onClosed);
    } else {
      fold.applyNow(next, timestamp, onClosed);
      sameId += next.repeated() ? 0 : 1;
    }
  }

  private void await(Point next, Found absent, long timestamp, Consumer<Window> onClosed) {
    WaitingPoint waiting = fold.await(next, timestamp, onClosed);
    format.write(records.begin(absent, fold.age()), waiting, timestamp);
    if (records.fits()) {
      records.add(absent, Kind.POINT);
    } else {
      evicted += next.repeated() ? 0 : 1;
    }
  }

  /** Applies a point whose label has come before it. */
  private void applyLabelled(Point next, Found found, long timestamp, Consumer<Window> onClosed) {
    StateReader in = records.read(found);
    long labelMs = in.getLong();
    Label label = WaitingFormat.readLabel(in);
    if (!fold.hasRoom(label)) {
      // There was room for its class when it came. The point waits for another label.
      records.remove(found);
      unmatched += next.repeated() ? 0 : 1;
      Found absent = records.find(next.id(), next.repeated());
      await(next.withoutLabel(), absent, timestamp, onClosed);
      return;
    }
    labelled = fold.await(next.withoutLabel(), timestamp, onClosed).with(label);
    fold.label(labelled);
    before += next.repeated() ? 0 : 1;
    noteMatched(found, label, labelMs - timestamp, next.repeated());
  }

  /**
   * Applies a label.
   *
   * @param label checked
   */
  void label(String id, Label label, long timestamp) {
    labelled = null;
    changed();
    label(records.find(id, false), id, label, timestamp, false);
    trim();
  }

  private void label(Found found, String id, Label label, long timestamp, boolean ofLaterPass) {
    if (found.kind == Kind.POINT) {
      WaitingPoint waiting = format.read(records.read(found), id, ofLaterPass);
      labelled = waiting.with(label);
      fold.label(labelled);
      noteMatched(found, label, timestamp - waiting.point().time(), ofLaterPass);
    } else if (found.kind == Kind.NONE) {
      StateWriter out = records.begin(found, fold.age());
      out.putLong(timestamp);
      WaitingFormat.writeLabel(out, label);
      records.add(found, Kind.LABEL);
    }
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

  WaitingPoint labelled() {
    return labelled;
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
