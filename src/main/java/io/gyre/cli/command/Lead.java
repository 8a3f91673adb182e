package io.gyre.cli.command;

import io.gyre.cli.StopSignal;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * How far the sender of rows may be ahead of the learners: at most 64 MiB. So a topic that keeps
 * 256 MiB never loses a row that is not learned yet, and rows sent as fast as they are taken do not
 * fill the disk. Not thread-safe.
 *
 * <p>After each 32 MiB the sender waits until what was there 32 MiB before is learned. A sender
 * that has just been started waits for all that is there: nobody knows how long that is.
 */
final class Lead {

  /** Half of what may be unread. */
  static final long STEP_BYTES = 32L << 20;

  /** What a record takes beside its value, or less. */
  private static final int RECORD_BYTES = 100;

  private static final long POLL_MS = 200;
  private static final long UNKNOWN = -1;

  private final LongSupplier end;
  private final LongPredicate learned;
  private long mark = UNKNOWN;
  private long room;

  /**
   * @param end the offset after all that was sent; −1 if that is not known just now
   * @param learned whether all before an offset is learned, for certain
   */
  Lead(LongSupplier end, LongPredicate learned) {
    this.end = end;
    this.learned = learned;
  }

  /**
   * Waits until a record may be sent.
   *
   * @param bytes of its value
   * @return false if the stop was requested instead
   */
  boolean await(int bytes, StopSignal stop) throws InterruptedException {
    room -= bytes + RECORD_BYTES;
    while (room < 0 && !makeRoom()) {
      if (stop.await(POLL_MS, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return !stop.requested();
  }

  private boolean makeRoom() {
    if (mark == UNKNOWN) {
      mark = end.getAsLong();
    }
    if (mark == UNKNOWN || !learned.test(mark)) {
      return false;
    }
    long present = end.getAsLong();
    if (present == UNKNOWN) {
      return false;
    }
    mark = present;
    room = STEP_BYTES;
    return true;
  }
}
