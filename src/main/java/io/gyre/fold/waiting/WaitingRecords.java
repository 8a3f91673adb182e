package io.gyre.fold.waiting;

import io.gyre.data.Label;
import io.gyre.data.counts.LateLabelCounts;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.DigestedEntries;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Points that wait for their label and labels that wait for their point, by id; the ids of points
 * that were learned, and what is kept of some; and counts of their outcomes. Not thread-safe.
 *
 * <pre>
 *  w number           of what waits: the first of its {@link Blocks}
 *  x number block     the others
 *  d number           of an id that was learned: its block
 *  s number           of a point that was learned as silent, and is kept: its first block
 *  i id               which queue, number
 *  r id               the same for points of later passes
 * </pre>
 *
 * <p>Numbers have eight bytes, big-endian; numbers of blocks have one.
 */
public final class WaitingRecords extends StatePart {

  private static final char FIRST_PASS = 'i';
  private static final char LATER_PASS = 'r';

  private static final int INDEX_BYTES = 1 + Long.BYTES;

  private static final int VERSION = 4;

  /** The state of an id, in the order of the stored numbers. */
  public enum Kind {
    NONE,
    POINT,
    LABEL,
    DONE,
    /** Its wait ended without a label: its class and event time are known. */
    SILENT,
    /** The same with all else that a point has, for a label that comes too late. */
    KEPT
  }

  /** The outcomes of points and labels, in the order of the stored counts. */
  public enum Count {
    MATCHED,
    BEFORE,
    REPEATED,
    CORRECTIONS,
    SAME_ID,
    EXPIRED,
    EVICTED,
    UNMATCHED,
    SILENT,
    TOO_LATE,
    LEARNED_TOO_LATE
  }

  /** The entry of an id, or the place for one. */
  public static final class Entry {
    final byte[] key;
    public final Kind kind;
    private final long number;
    private final byte[] index;
    private byte[] content;

    private Entry(byte[] key, Kind kind, long number, byte[] index) {
      this.key = key;
      this.kind = kind;
      this.number = number;
      this.index = index;
    }

    public String id() {
      return new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
    }

    public boolean ofLaterPass() {
      return key[0] == LATER_PASS;
    }

    /** Tells whether it is a point that was learned when its wait ended. */
    public boolean wasSilent() {
      return kind == Kind.SILENT || kind == Kind.KEPT;
    }
  }

  private final DigestedEntries store;
  private final WaitingQueue waiting;
  private final WaitingQueue done;
  private final WaitingQueue kept;
  private final StateWriter buffer = new StateWriter();
  private final LabelDelays delays = new LabelDelays();
  private final long[] counts = new long[Count.values().length];
  private long labels;
  private long bytes;

  private final LateLabels bounds;

  /**
   * @param bounds null if labels come with their points, and nothing waits
   */
  public WaitingRecords(LateLabels bounds, StateStorage storage) {
    super("waiting", VERSION);
    this.bounds = bounds;
    store = new DigestedEntries(storage);
    waiting = new WaitingQueue('w', store);
    done = new WaitingQueue('d', store);
    kept = new WaitingQueue('s', store);
  }

  @Override
  public boolean present() {
    return bounds != null;
  }

  public Entry find(String id, boolean ofLaterPass) {
    char pass = ofLaterPass ? LATER_PASS : FIRST_PASS;
    return find((pass + id).getBytes(StandardCharsets.UTF_8));
  }

  private Entry find(byte[] key) {
    byte[] index = store.storage.get(key);
    if (index == null) {
      return new Entry(key, Kind.NONE, 0, null);
    }
    int kind = index.length == INDEX_BYTES ? index[0] : -1;
    if (kind <= 0 || kind >= Kind.values().length) {
      throw new DamagedStateException("the entry of an id that waits cannot be read");
    }
    long number = ByteBuffer.wrap(index, 1, Long.BYTES).getLong();
    return new Entry(key, Kind.values()[kind], number, index);
  }

  public StateReader read(Entry found) {
    return WaitingQueue.open(content(found));
  }

  private byte[] content(Entry found) {
    if (found.content == null) {
      found.content = queue(found.kind).get(found.number);
      if (!Arrays.equals(WaitingQueue.key(found.content), found.key)) {
        throw new DamagedStateException("the entry of an id that waits is that of another one");
      }
    }
    return found.content;
  }

  private WaitingQueue queue(Kind kind) {
    return switch (kind) {
      case DONE, SILENT -> done;
      case KEPT -> kept;
      default -> waiting;
    };
  }

  /** Begins a new entry of an id, to be added by {@link #add}. */
  public StateWriter begin(Entry found, long age) {
    WaitingQueue.begin(buffer, age, found.key);
    return buffer;
  }

  /** Tells whether what was written since {@link #begin} can be stored at all. */
  public boolean fits() {
    return buffer.size() <= WaitingQueue.MOST_BYTES;
  }

  /** Replaces the entry of an id with what was written since {@link #begin}. */
  public void add(Entry found, Kind kind) {
    if (found.kind != Kind.NONE) {
      take(found);
    }
    byte[] content = buffer.toBytes();
    long number = queue(kind).add(content);
    byte[] index =
        ByteBuffer.allocate(INDEX_BYTES).put((byte) kind.ordinal()).putLong(number).array();
    store.put(found.key, found.index, index);
    count(kind, found.key, content, 1);
  }

  /** Adds what an entry takes to the sums, or with −1 subtracts it. */
  private void count(Kind kind, byte[] key, byte[] content, int sign) {
    if (queue(kind) != done) {
      labels += kind == Kind.LABEL ? sign : 0;
      int size = key.length + INDEX_BYTES + 1 + Long.BYTES + Blocks.HEAD_BYTES + content.length;
      bytes += sign * size;
    }
  }

  /** Removes an entry from its queue; the caller removes or overwrites its id. */
  private void take(Entry found) {
    byte[] content = content(found);
    queue(found.kind).remove(found.number, content);
    count(found.kind, found.key, content, -1);
  }

  public void remove(Entry found) {
    take(found);
    store.remove(found.key, found.index);
  }

  /** Notes that the label of an id was learned. */
  public void done(Entry found, Label label, long age) {
    writeLabel(begin(found, age), label);
    add(found, Kind.DONE);
  }

  /**
   * Notes that a point was learned as a class since its wait ended.
   *
   * @param found a point that waits, or that was kept
   * @param whole whether the point is kept, rather than its id and event time alone
   */
  public void silent(Entry found, Label label, boolean whole, long age) {
    StateReader in = read(found);
    if (found.kind == Kind.KEPT) {
      readLabel(in);
    }
    boolean keeps = whole && content(found).length + 4 * Label.MAX_LENGTH < WaitingQueue.MOST_BYTES;
    byte[] point = in.getBytes(keeps ? in.remaining() : Long.BYTES); // The time is the first.
    writeLabel(begin(found, age), label);
    buffer.putBytes(point, 0, point.length);
    add(found, keeps ? Kind.KEPT : Kind.SILENT);
  }

  /** Returns the label that an id was learned with, also by silence; null as long as none is. */
  public Label labelOf(String id) {
    Entry found = find(id, false);
    boolean learned = found.kind == Kind.DONE || found.wasSilent();
    return learned ? readLabel(read(found)) : null;
  }

  /** Returns what has waited longest if its wait has ended, else null. */
  public Entry ended(long age) {
    return hasEnded(waiting, age) ? oldest(waiting) : null;
  }

  private boolean hasEnded(WaitingQueue queue, long age) {
    return queue.size > 0 && age - queue.oldestAge() > bounds.waitMs();
  }

  /** Drops a point for a reason, or a label, whose point did not come. */
  public void giveUp(Entry found, Count point) {
    count(found.kind == Kind.LABEL ? Count.UNMATCHED : point, found.ofLaterPass());
    remove(found);
  }

  /**
   * Drops entries beyond the limits, the oldest first: of learned points that are kept, then of
   * those that wait. What has waited to its end is no longer dropped for want of room.
   */
  public void trim(long age) {
    while (hasEnded(kept, age)) {
      remove(oldest(kept));
    }
    while (kept.size > 0 && (kept.size > bounds.waiting() || bytes > bounds.waitingBytes())) {
      Entry oldest = oldest(kept);
      silent(oldest, readLabel(read(oldest)), false, age);
    }
    while (waiting.size > 0
        && (waiting.size > bounds.waiting() || bytes > bounds.waitingBytes())
        && !hasEnded(waiting, age)) {
      giveUp(oldest(waiting), Count.EVICTED);
    }
    while (hasEnded(done, age) || done.size > bounds.waiting()) {
      remove(oldest(done));
    }
  }

  private Entry oldest(WaitingQueue queue) {
    byte[] content = queue.get(queue.oldest);
    Entry oldest = find(WaitingQueue.key(content));
    if (oldest.kind == Kind.NONE || queue(oldest.kind) != queue || oldest.number != queue.oldest) {
      throw new DamagedStateException(
          "what %s has no entry by its id"
              .formatted(queue == done ? "was learned first" : "waits longest"));
    }
    oldest.content = content;
    return oldest;
  }

  public static void writeLabel(StateWriter out, Label label) {
    out.putByte(label.form().ordinal()).putCompactText(label.text());
  }

  public static Label readLabel(StateReader in) {
    return ClassNumbers.label(in.getByte(), in.getCompactText());
  }

  /** Counts the outcome of a point or label, unless it is of a later pass. */
  public void count(Count what, boolean ofLaterPass) {
    counts[what.ordinal()] += ofLaterPass ? 0 : 1;
  }

  /** Counts a label of a point that came, with its delay in ms, unless it is of a later pass. */
  public void count(Count what, long delayMs, boolean ofLaterPass) {
    count(what, ofLaterPass);
    if (!ofLaterPass) {
      delays.add(delayMs);
    }
  }

  /** Returns the counts; null if nothing waits. */
  public LateLabelCounts counts() {
    if (!present()) {
      return null;
    }
    return new LateLabelCounts(
        waiting.size - labels,
        labels,
        bytes,
        done.size,
        counts[Count.MATCHED.ordinal()],
        counts[Count.BEFORE.ordinal()],
        counts[Count.REPEATED.ordinal()],
        counts[Count.CORRECTIONS.ordinal()],
        counts[Count.SAME_ID.ordinal()],
        counts[Count.EXPIRED.ordinal()],
        counts[Count.EVICTED.ordinal()],
        counts[Count.UNMATCHED.ordinal()],
        counts[Count.SILENT.ordinal()],
        counts[Count.TOO_LATE.ordinal()],
        counts[Count.LEARNED_TOO_LATE.ordinal()],
        delays.percentile(50),
        delays.percentile(99),
        store.digest());
  }

  /** Checks that what waits by the state has not been lost with its store. */
  public void requireEntries(String owner) {
    store.requireSome(
        owner,
        waiting.size,
        "what waits is empty, but points wait in it, %d, and labels, %d"
            .formatted(waiting.size - labels, labels));
  }

  @Override
  public void write(StateWriter out) {
    waiting.write(out);
    done.write(out);
    kept.write(out);
    out.putLong(labels).putLong(bytes);
    store.write(out);
    for (long count : counts) {
      out.putLong(count);
    }
    delays.write(out);
  }

  @Override
  public void read(StateReader in, int version) {
    waiting.read(in);
    done.read(in);
    kept.read(in);
    labels = in.getLong();
    bytes = in.getLong();
    store.read(in);
    Arrays.setAll(counts, i -> in.getLong());
    delays.read(in);
  }
}
