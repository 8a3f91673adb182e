package io.gyre.fold.waiting;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.data.Label;
import io.gyre.data.LateLabelCounts;
import io.gyre.fold.answer.ClassNumbers;
import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What waits for its other half, by id: points for their label, labels for their point. And the ids
 * whose label was learned, and what has become of all of them. Not thread-safe.
 */
public final class WaitingRecords extends StatePart {

  private static final char FIRST_PASS = 'i';
  private static final char LATER_PASS = 'r';

  private static final int INDEX_BYTES = 1 + Long.BYTES;

  public enum Kind {
    NONE,
    POINT,
    LABEL,
    DONE
  }

  /** The counts of points and labels, in the order in which they are stored. */
  public enum Count {
    MATCHED,
    BEFORE,
    REPEATED,
    CORRECTIONS,
    SAME_ID,
    EXPIRED,
    EVICTED,
    UNMATCHED
  }

  public static final class Found {
    final byte[] key;
    public final Kind kind;
    private final long number;
    private final byte[] index;
    private byte[] content;

    private Found(byte[] key, Kind kind, long number, byte[] index) {
      this.key = key;
      this.kind = kind;
      this.number = number;
      this.index = index;
    }

    boolean isOfLaterPass() {
      return key[0] == LATER_PASS;
    }
  }

  private final WaitingStore store;
  private final WaitingQueue waiting;
  private final WaitingQueue done;
  private final StateWriter buffer = new StateWriter();
  private final LabelDelays delays = new LabelDelays();
  private final long[] counts = new long[Count.values().length];
  private long labels;
  private long bytes;

  public WaitingRecords(StateStorage storage) {
    super("waiting");
    store = new WaitingStore(storage);
    waiting = new WaitingQueue(WaitingQueue.WAITING, store);
    done = new WaitingQueue(WaitingQueue.DONE, store);
  }

  public Found find(String id, boolean ofLaterPass) {
    char pass = ofLaterPass ? LATER_PASS : FIRST_PASS;
    return find((pass + id).getBytes(StandardCharsets.UTF_8));
  }

  private Found find(byte[] key) {
    byte[] index = store.get(key);
    if (index == null) {
      return new Found(key, Kind.NONE, 0, null);
    }
    int kind = index.length == INDEX_BYTES ? index[0] : -1;
    if (kind <= 0 || kind >= Kind.values().length) {
      throw new DamagedStateException("the entry of an id that waits cannot be read");
    }
    return new Found(
        key, Kind.values()[kind], ByteBuffer.wrap(index, 1, Long.BYTES).getLong(), index);
  }

  public StateReader read(Found found) {
    return WaitingQueue.open(content(found));
  }

  private byte[] content(Found found) {
    if (found.content == null) {
      found.content = queue(found.kind).get(found.number);
      if (!Arrays.equals(WaitingQueue.key(found.content), found.key)) {
        throw new DamagedStateException("the entry of an id that waits is that of another one");
      }
    }
    return found.content;
  }

  private WaitingQueue queue(Kind kind) {
    return kind == Kind.DONE ? done : waiting;
  }

  public StateWriter begin(Found absent, long age) {
    WaitingQueue.begin(buffer, age, absent.key);
    return buffer;
  }

  /** Adds what was written since {@link #begin}, in the place of what was there of its id. */
  public void add(Found found, Kind kind) {
    if (found.kind != Kind.NONE) {
      take(found);
    }
    byte[] content = buffer.toBytes();
    long number = queue(kind).add(content);
    store.put(found.key, found.index, index(kind, number));
    noteWaiting(kind, found.key, content, 1);
  }

  /** Tells whether what was written since {@link #begin} can be stored at all. */
  public boolean fits() {
    return buffer.size() <= WaitingQueue.MOST_BYTES;
  }

  private static byte[] index(Kind kind, long number) {
    return ByteBuffer.allocate(INDEX_BYTES).put((byte) kind.ordinal()).putLong(number).array();
  }

  private void noteWaiting(Kind kind, byte[] key, byte[] content, int sign) {
    if (kind != Kind.DONE) {
      labels += kind == Kind.LABEL ? sign : 0;
      int size = key.length + INDEX_BYTES + 1 + Long.BYTES + Blocks.HEAD_BYTES + content.length;
      bytes += sign * size;
    }
  }

  /** Removes an entry from its queue; its id is to be removed or to be overwritten. */
  private void take(Found found) {
    byte[] content = content(found);
    queue(found.kind).remove(found.number, content);
    noteWaiting(found.kind, found.key, content, -1);
  }

  public void remove(Found found) {
    take(found);
    store.remove(found.key, found.index);
  }

  /** Notes that the label of an id was learned. */
  public void done(Found found, Label label, long age) {
    writeLabel(begin(found, age), label);
    add(found, Kind.DONE);
  }

  /** Drops what is beyond the bounds, the oldest first. */
  public void trim(LateLabels bounds, long age) {
    while (waiting.size() > 0) {
      boolean tooOld = age - waiting.oldestAge() > bounds.waitMs();
      if (!tooOld && waiting.size() <= bounds.waiting() && bytes <= bounds.waitingBytes()) {
        break;
      }
      Found oldest = oldest(waiting);
      Count dropped = tooOld ? Count.EXPIRED : Count.EVICTED;
      count(oldest.kind == Kind.LABEL ? Count.UNMATCHED : dropped, oldest.isOfLaterPass());
      remove(oldest);
    }
    while (done.size() > 0
        && (done.size() > bounds.waiting() || age - done.oldestAge() > bounds.waitMs())) {
      remove(oldest(done));
    }
  }

  private Found oldest(WaitingQueue queue) {
    byte[] content = queue.get(queue.oldest());
    Found oldest = find(WaitingQueue.key(content));
    if (oldest.kind == Kind.NONE
        || queue(oldest.kind) != queue
        || oldest.number != queue.oldest()) {
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
    int form = in.getByte();
    return ClassNumbers.label(form, in.getCompactText());
  }

  /** Counts what has become of a point or label, unless it is of a later pass. */
  public void count(Count what, boolean ofLaterPass) {
    counts[what.ordinal()] += ofLaterPass ? 0 : 1;
  }

  /** Counts a label that has met its point, after so many ms. */
  public void countMatched(long delayMs) {
    count(Count.MATCHED, false);
    delays.add(delayMs);
  }

  private long count(Count what) {
    return counts[what.ordinal()];
  }

  public LateLabelCounts counts() {
    return new LateLabelCounts(
        waiting.size() - labels,
        labels,
        bytes,
        done.size(),
        count(Count.MATCHED),
        count(Count.BEFORE),
        count(Count.REPEATED),
        count(Count.CORRECTIONS),
        count(Count.SAME_ID),
        count(Count.EXPIRED),
        count(Count.EVICTED),
        count(Count.UNMATCHED),
        delays.percentile(50),
        delays.percentile(99),
        store.digest());
  }

  /** Checks that what waits by the state has not been lost with its store. */
  public void requireEntries(String owner, StateStorage storage) {
    if (waiting.size() > 0 && storage.isEmpty()) {
      throw new GyreException(
          "%s: the store of what waits is empty, but %d points and %d labels wait in it by the state: its changelog was deleted"
              .formatted(owner, waiting.size() - labels, labels),
          Remedy.of(Remedy.Kind.START_ANEW),
          Remedy.of(Remedy.Kind.OTHER_APPLICATION));
    }
  }

  @Override
  public void write(StateWriter out) {
    waiting.write(out);
    done.write(out);
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
    labels = in.getLong();
    bytes = in.getLong();
    store.read(in);
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.getLong();
    }
    delays.read(in);
  }
}
