package io.gyre.fold;

import io.gyre.state.StatePart;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import io.gyre.state.StoredPart;

/** Where in the log the fold stands. */
public final class LogPosition extends StatePart {

  /** Where it lies in a store. */
  public static final String KEY = "position";

  private String topicId = "";
  private long next;

  LogPosition() {
    super(KEY);
  }

  /**
   * Reads a position as it lies in a store.
   *
   * @param owner whose it is, for messages
   * @throws io.gyre.GyreException when it cannot be read
   */
  public static LogPosition read(byte[] stored, String owner) {
    LogPosition position = new LogPosition();
    new StoredPart("", position).read(stored, owner);
    return position;
  }

  /** The id of the topic that is folded; empty if nobody has named it. */
  public String topicId() {
    return topicId;
  }

  /** The offset after that of the last record, 0 before the first. */
  public long next() {
    return next;
  }

  /** Names the topic that is folded. */
  void bind(String id) {
    topicId = id;
    changed();
  }

  /** Sets the offset of the next record. */
  void moveTo(long offset) {
    next = offset;
    changed();
  }

  @Override
  public void write(StateWriter out) {
    out.putText(topicId).putLong(next);
  }

  @Override
  public void read(StateReader in, int version) {
    topicId = in.getText();
    next = in.getLong();
  }
}
