package io.gyre.fold.state;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.state.StoredPart;

/** The fold's position in the log, now and at the last snapshot. */
public final class LogPosition extends StatePart {

  /** The key in a store. */
  public static final String KEY = "position";

  private static final int VERSION = 4;

  private String topicId = "";
  private long next;
  private long snapshot;
  private long snapshotNext;
  private int tail;

  public LogPosition() {
    super(KEY, VERSION);
  }

  /**
   * Reads a stored position.
   *
   * @param owner whose it is, for messages
   * @throws io.gyre.GyreException when it cannot be read
   */
  public static LogPosition read(byte[] stored, String owner) {
    LogPosition position = new LogPosition();
    new StoredPart("", position).read(stored, owner);
    return position;
  }

  /** Returns the id of the folded topic; empty if unknown. */
  public String topicId() {
    return topicId;
  }

  /** Returns the offset after that of the last record, 0 before the first. */
  public long next() {
    return next;
  }

  /** Returns the number of the last snapshot, from 1 on; 0 before the first. */
  public long snapshot() {
    return snapshot;
  }

  /** Returns the number of entries in the tail after the snapshot. */
  public int tail() {
    return tail;
  }

  public void bind(String id) {
    topicId = id;
    changed();
  }

  public void moveTo(long offset) {
    next = offset;
    changed();
  }

  public void addSnapshot() {
    snapshot++;
    snapshotNext = next;
    tail = 0;
    changed();
  }

  /** Counts an entry of the tail; returns its place. */
  public int addEntry() {
    changed();
    return tail++;
  }

  /** Goes back to the last snapshot. */
  public void returnToSnapshot() {
    next = snapshotNext;
    changed();
  }

  @Override
  public void write(StateWriter out) {
    out.putText(topicId).putLong(next).putLong(snapshot).putLong(snapshotNext).putInt(tail);
  }

  @Override
  public void read(StateReader in, int version) {
    topicId = in.getText();
    next = in.getLong();
    snapshot = in.getLong();
    snapshotNext = in.getLong();
    tail = in.getInt();
    if (tail < 0 || snapshotNext > next) {
      throw new DamagedStateException(
          "%d entries from %d to %d".formatted(tail, snapshotNext, next));
    }
  }
}
