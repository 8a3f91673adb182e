package io.gyre.fold;

import io.gyre.data.Label;
import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What waits for its other half, by id: points for their label, labels for their point. And the ids
 * whose label was learned. Not thread-safe.
 */
final class WaitingRecords {

  private static final char FIRST_PASS = 'i';
  private static final char LATER_PASS = 'r';

  private static final int INDEX_BYTES = 1 + Long.BYTES;

  /** What is known of an id. */
  enum Kind {
    NONE,
    POINT,
    LABEL,
    DONE
  }

  /** What was found of an id. */
  static final class Found {
    final byte[] key;
    final Kind kind;
    private final long number;
    private final byte[] index;
    private byte[] content;

    private Found(byte[] key, Kind kind, long number, byte[] index) {
      this.key = key;
      this.kind = kind;
      this.number = number;
      this.index = index;
    }
  }

  /** Told what goes because there is no room, or because it has waited too long. */
  interface OnDropped {

    /**
     * Takes note of it.
     *
     * @param label whether it is a label
     * @param tooOld whether it has waited too long
     */
    void dropped(boolean label, boolean tooOld, boolean repeated);
  }

  private final WaitingEntries entries;
  private final WaitingQueue waiting;
  private final WaitingQueue done;
  private final StateWriter buffer = new StateWriter();
  private long labels;
  private long bytes;

  /** What was asked for last: a record is checked before it is applied. */
  private Found last;

  WaitingRecords(StateStorage storage) {
    entries = new WaitingEntries(storage);
    waiting = new WaitingQueue(WaitingEntries.WAITING, entries);
    done = new WaitingQueue(WaitingEntries.DONE, entries);
  }

  /** Finds what is known of an id. */
  Found find(String id, boolean repeated) {
    byte[] key = key(id, repeated);
    if (last == null || !Arrays.equals(last.key, key)) {
      last = find(key);
    }
    return last;
  }

  private static byte[] key(String id, boolean repeated) {
    return ((repeated ? LATER_PASS : FIRST_PASS) + id).getBytes(StandardCharsets.UTF_8);
  }

  private Found find(byte[] key) {
    byte[] index = entries.get(key);
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

  /** Reads what is there of an id. */
  StateReader read(Found found) {
    return WaitingFormat.open(content(found));
  }

  private byte[] content(Found found) {
    if (found.content == null) {
      found.content = (found.kind == Kind.DONE ? done : waiting).get(found.number);
      if (!Arrays.equals(WaitingFormat.key(found.content), found.key)) {
        throw new DamagedStateException("the entry of an id that waits is that of another one");
      }
    }
    return found.content;
  }

  /** Begins to write what is to wait. */
  StateWriter begin(Found absent, long age) {
    WaitingFormat.begin(buffer, age, absent.key);
    return buffer;
  }

  /** Adds what was written since {@link #begin}. */
  void add(Found absent, Kind kind) {
    byte[] content = buffer.toBytes();
    long number = waiting.add(content);
    entries.put(absent.key, absent.index, index(kind, number));
    labels += kind == Kind.LABEL ? 1 : 0;
    bytes += size(absent.key, content);
    last = null;
  }

  /** Tells whether what was written since {@link #begin} can be stored at all. */
  boolean fits() {
    return buffer.size() <= WaitingEntries.MOST_BYTES;
  }

  private static byte[] index(Kind kind, long number) {
    return ByteBuffer.allocate(INDEX_BYTES).put((byte) kind.ordinal()).putLong(number).array();
  }

  private static long size(byte[] key, byte[] content) {
    return key.length + INDEX_BYTES + 1 + Long.BYTES + Blocks.HEAD_BYTES + content.length;
  }

  /** Removes what waits from its queue; its id is to be removed or to be overwritten. */
  private void take(Found found) {
    byte[] content = content(found);
    waiting.remove(found.number, content);
    labels -= found.kind == Kind.LABEL ? 1 : 0;
    bytes -= size(found.key, content);
    last = null;
  }

  /** Removes what waits. */
  void remove(Found found) {
    take(found);
    entries.remove(found.key, found.index);
  }

  /**
   * Notes that the label of an id was learned.
   *
   * @param found what was there of it; no longer waits
   */
  void done(Found found, Label label, long age) {
    if (found.kind != Kind.NONE) {
      take(found);
    }
    WaitingFormat.begin(buffer, age, found.key);
    WaitingFormat.writeLabel(buffer, label);
    long number = done.add(buffer.toBytes());
    entries.put(found.key, found.index, index(Kind.DONE, number));
    last = null;
  }

  /** Drops what is beyond the bounds, the oldest first. */
  void trim(LateLabels bounds, long age, OnDropped onDropped) {
    while (waiting.size() > 0) {
      boolean tooOld = age - waiting.oldestAge() > bounds.waitMs();
      if (!tooOld && waiting.size() <= bounds.waiting() && bytes <= bounds.waitingBytes()) {
        break;
      }
      byte[] key = WaitingFormat.key(waiting.get(waiting.oldest()));
      Found oldest = find(key);
      requireWaiting(oldest);
      onDropped.dropped(oldest.kind == Kind.LABEL, tooOld, key[0] == LATER_PASS);
      remove(oldest);
    }
    while (done.size() > 0
        && (done.size() > bounds.waiting() || age - done.oldestAge() > bounds.waitMs())) {
      forgetOldest();
    }
  }

  private void requireWaiting(Found oldest) {
    if ((oldest.kind != Kind.POINT && oldest.kind != Kind.LABEL)
        || oldest.number != waiting.oldest()) {
      throw new DamagedStateException("what waits longest has no entry by its id");
    }
  }

  private void forgetOldest() {
    long number = done.oldest();
    byte[] content = done.get(number);
    byte[] key = WaitingFormat.key(content);
    byte[] index = entries.get(key);
    if (!Arrays.equals(index, index(Kind.DONE, number))) {
      throw new DamagedStateException("what was learned first has no entry by its id");
    }
    done.remove(number, content);
    entries.remove(key, index);
    last = null;
  }

  /** How many points wait. */
  long points() {
    return waiting.size() - labels;
  }

  /** How many labels wait. */
  long labels() {
    return labels;
  }

  /** What all that waits takes in the store. */
  long bytes() {
    return bytes;
  }

  /** Of how many ids it is known that their label was learned. */
  long done() {
    return done.size();
  }

  /** The sum of all entries' hashes, in hexadecimal. */
  String digest() {
    return entries.digest();
  }

  void write(StateWriter out) {
    waiting.write(out);
    done.write(out);
    out.putLong(labels).putLong(bytes);
    entries.write(out);
  }

  void read(StateReader in) {
    waiting.read(in);
    done.read(in);
    labels = in.getLong();
    bytes = in.getLong();
    entries.read(in);
    last = null;
  }
}
