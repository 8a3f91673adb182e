package io.gyre.fold;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.fold.intake.JournalSource;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.LogPosition;
import io.gyre.fold.state.SnapshotRule;
import io.gyre.state.Blocks;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateStorage;
import io.gyre.state.StateWriter;
import io.gyre.state.StoredPart;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;

/**
 * Saves the records since the last snapshot, an entry a commit; a restart applies them again.
 *
 * <pre>
 *  tail/0, tail/1 …   number of the snapshot · place · number of the maths · hash of all answers
 *                     since the snapshot · how many records · the records
 * </pre>
 *
 * <p>Entries are overwritten after the next snapshot, and never deleted: the changelog would keep
 * the deletions for years. Entries of another snapshot are ignored. Not thread-safe.
 */
public final class Tail {

  /**
   * Raise it whenever the same records give other answers: after a crash such a version learns the
   * last records differently than they were published.
   */
  static final int MATHS = 6;

  private static final String PREFIX = "tail/";
  private static final int VERSION = 4;
  private static final Map<Integer, LogRecord.Kind> KINDS =
      Arrays.stream(LogRecord.Kind.values())
          .collect(Collectors.toMap(LogRecord.Kind::number, kind -> kind));

  /** The most bytes of the records of an entry, which is one block. */
  private static final int MOST_BYTES = Blocks.MOST_BYTES - 64;

  private static final int HAS_VALUE = 1;
  private static final int HAS_SOURCE = 2;
  private static final int REPEATED = 4;
  private static final int UNUSABLE = 8;
  private static final int HAS_SCHEMA = 16;

  private final SnapshotRule rule;
  private final FoldState state;
  private final StateWriter content = new StateWriter();
  private final StateWriter entry = new StateWriter();

  private int records; // in the next entry
  private boolean pending;

  // Since the last snapshot.
  private long all;
  private long bytes;
  private long nanos;
  private long begun;
  private long hash;
  private boolean changed;

  private boolean replays;

  Tail(SnapshotRule rule, FoldState state) {
    this.rule = rule;
    this.state = state;
    begun = rule.ticker().getAsLong();
  }

  /** Tells whether a key is that of an entry which the next ones will overwrite, or of none. */
  public static boolean isOver(String key, int entries) {
    return key.startsWith(PREFIX)
        && IntStream.range(0, entries).noneMatch(place -> key.equals(PREFIX + place));
  }

  /** Returns the processor time of this thread, in ns; only differences mean something. */
  long work() {
    return rule.work().getAsLong();
  }

  /** Notes a change that no record contains: the next save is a snapshot. */
  void changed() {
    changed = true;
  }

  boolean isEmpty() {
    return !pending;
  }

  /** Tells whether the next save is a snapshot anyway, so that no more records are needed. */
  boolean isFull() {
    return !replays
        && (changed
            || all >= rule.records()
            || bytes > Math.min(rule.bytes(), MOST_BYTES)
            || nanos > rule.applyNanos());
  }

  boolean isDue() {
    return isFull() || rule.ticker().getAsLong() - begun >= rule.ageNanos();
  }

  /** Adds a record that was applied since a time by {@link #work}, unless this is full. */
  void add(LogRecord record, Step step, long since) {
    pending = true;
    changed |= record.label() != null; // which an entry does not hold
    if (isFull()) {
      return;
    }
    all++;
    nanos += work() - since;
    if (step.isPoint()) {
      hash = step.answer().addTo(hash);
    }
    if (!step.alerts().isEmpty()) {
      hash = hash * 31 + step.alerts().size();
    }
    hash = hash * 31 + state.updates();
    int before = content.size();
    write(record);
    bytes += content.size() - before;
    records++;
  }

  private void write(LogRecord record) {
    JournalSource source = record.source();
    byte[] value = record.value();
    content.putByte(record.kind().number());
    content.putByte(
        (value == null ? 0 : HAS_VALUE)
            | (source == null ? 0 : HAS_SOURCE)
            | (record.repeated() ? REPEATED : 0)
            | (record.unusable() == null ? 0 : UNUSABLE)
            | (record.schema() == null ? 0 : HAS_SCHEMA));
    content.putLong(record.timestamp()).putCompact(record.offset());
    content.putCompact(record.partition()).putCompact(record.bytesBeside());
    if (source != null) {
      content.putCompactText(source.topicId() == null ? "" : source.topicId());
      content.putCompact(source.partition()).putLong(source.offset()).putLong(source.missed());
    }
    if (record.schema() != null) {
      content.putCompactText(record.schema());
    }
    if (value != null) {
      content.putCompact(value.length).putBytes(value, 0, value.length);
    }
  }

  private static LogRecord read(StateReader in) {
    int number = in.getByte();
    int has = in.getByte();
    LogRecord.Kind kind = KINDS.get(number);
    if (kind == null) {
      throw new DamagedStateException("a record of kind %d".formatted(number));
    }
    long timestamp = in.getLong();
    long offset = in.getCompact();
    int partition = (int) in.getCompact();
    long beside = in.getCompact();
    JournalSource source = null;
    if ((has & HAS_SOURCE) != 0) {
      String topicId = in.getCompactText();
      source = new JournalSource(topicId, (int) in.getCompact(), in.getLong(), in.getLong());
    }
    String schema = (has & HAS_SCHEMA) == 0 ? null : in.getCompactText();
    byte[] value = (has & HAS_VALUE) == 0 ? null : in.getBytes(in.getCompactCount());
    boolean repeated = (has & REPEATED) != 0;
    String unusable = (has & UNUSABLE) == 0 ? null : "it was not usable when it came";
    return new LogRecord(
        kind, value, schema, timestamp, offset, partition, source, repeated, beside, unusable,
        null);
  }

  /** Puts what came since the last save. */
  void save(StateStorage entries) {
    LogPosition position = state.position;
    int place = position.addEntry();
    entry.clear().putLong(position.snapshot()).putInt(place).putInt(MATHS).putLong(hash);
    byte[] all = content.toBytes();
    entry.putInt(records).putBytes(all, 0, all.length);
    entries.put(PREFIX + place, Blocks.cut(VERSION, entry.toBytes()).get(0));
    clear();
  }

  private void clear() {
    content.clear();
    records = 0;
    pending = false;
  }

  /** Starts again after a snapshot. */
  void begin() {
    clear();
    all = 0;
    bytes = 0;
    nanos = 0;
    hash = 0;
    begun = rule.ticker().getAsLong();
    changed = false;
  }

  /**
   * Applies the records after the last snapshot once more.
   *
   * @throws DamagedStateException when an entry is missing, or cannot be read
   * @throws GyreException when other answers follow from the records than did
   */
  void replay(Consumer<LogRecord> apply, StateStorage entries, Logger log) {
    LogPosition position = state.position;
    String owner = state.owner;
    long next = position.next();
    position.returnToSnapshot();
    replays = true;
    long otherwise = 0;
    for (int place = 0; place < position.tail(); place++) {
      otherwise += replay(apply, entries.get(PREFIX + place), place);
    }
    if (position.next() != next) {
      throw StoredPart.damaged(
          owner, "the tail ends at %d, not %d".formatted(position.next(), next), null);
    }
    if (otherwise > 0) {
      log.info(
          "{}: the last {} records before offset {} are learned as this version of Gyre does, not"
              + " as the one that published their predictions",
          owner,
          otherwise,
          next);
    }
    replays = false;
  }

  /** Returns how many records give other answers than before: those of another version. */
  private long replay(Consumer<LogRecord> apply, byte[] block, int place) {
    List<LogRecord> found = new ArrayList<>();
    long expected;
    int maths;
    try {
      if (block == null) {
        throw new DamagedStateException("it is missing");
      }
      StoredPart.requireVersion(
          state.owner, PREFIX + place, Blocks.version(block), VERSION, VERSION);
      StateReader in = new StateReader(ByteBuffer.wrap(Blocks.join(block, other -> null)));
      if (in.getLong() != state.position.snapshot() || in.getInt() != place) {
        throw new DamagedStateException("it is of another snapshot");
      }
      maths = in.getInt();
      expected = in.getLong();
      for (int i = in.getInt(); i > 0; i--) {
        found.add(read(in));
      }
    } catch (DamagedStateException e) {
      throw StoredPart.damaged(state.owner, PREFIX + place + ": " + e.getMessage(), e);
    }
    found.forEach(apply);
    clear();
    if (hash == expected) {
      return 0;
    }
    if (maths == MATHS) {
      throw new GyreException(
          "%s: other answers follow from the last records before offset %d than were published: what is learned depends on something that it must not, as a fault of this program, of the JVM or of the machine"
              .formatted(state.owner, state.position.next()),
          Remedy.of(Kind.START_ANEW));
    }
    return found.size();
  }
}
