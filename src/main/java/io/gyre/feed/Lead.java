package io.gyre.feed;

import io.gyre.StopSignal;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * A pace that is never more than 64 MiB ahead of the learners. So a topic that keeps 256 MiB never
 * loses a row that is not learned yet, and rows sent as fast as they are taken do not fill the
 * disk. Not thread-safe.
 *
 * <p>After each 32 MiB the sender waits until what was there 32 MiB before is learned. A sender
 * that has just been started waits for all that is there: nobody knows how long that is.
 */
final class Lead implements FeedLoop.Pace {

  static final long STEP_BYTES = 32L << 20;

  /** A record takes so much beside its value, or less. */
  private static final int RECORD_BYTES = 100;

  private static final long POLL_MS = 200;
  private static final long UNKNOWN = -1;

  private final FeedLoop.Pace pace;
  private final LongSupplier end;
  private final LongPredicate learned;
  private long mark = UNKNOWN;
  private long room = -1;

  /**
   * @param pace of a sender whose learners keep up
   * @param end the offset after all that was sent; −1 if that is not known just now
   * @param learned whether all before an offset is learned, for certain
   */
  Lead(FeedLoop.Pace pace, LongSupplier end, LongPredicate learned) {
    this.pace = pace;
    this.end = end;
    this.learned = learned;
  }

  void sent(int bytes) {
    room -= bytes + RECORD_BYTES;
  }

  @Override
  public boolean await(long i, StopSignal stop) throws InterruptedException {
    while (room < 0 && !makeRoom()) {
      if (stop.await(POLL_MS, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return pace.await(i, stop);
  }

  @Override
  public long timestamp(long i) {
    return pace.timestamp(i);
  }

  private boolean makeRoom() {
    mark = mark == UNKNOWN ? end.getAsLong() : mark;
    long next = mark != UNKNOWN && learned.test(mark) ? end.getAsLong() : UNKNOWN;
    if (next == UNKNOWN) {
      return false;
    }
    mark = next;
    room = STEP_BYTES;
    return true;
  }
}
