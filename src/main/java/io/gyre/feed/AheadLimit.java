package io.gyre.feed;

import io.gyre.StopSignal;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps what is sent at most 64 MiB ahead of the learners, however fast rows are taken. Not
 * thread-safe.
 *
 * <p>After each 32 MiB the sender waits until the records up to 32 MiB before are learned. A sender
 * that has just started waits for all records there, whose length is unknown.
 */
final class AheadLimit {

  static final long STEP_BYTES = 32L << 20;
  private static final int RECORD_BYTES = 100; // the most that a record takes beside its value
  private static final long POLL_MS = 200;
  private static final long UNKNOWN = -1;

  private final LongSupplier end;
  private final LongSupplier committed;
  private long mark = UNKNOWN;
  private long room = -1;

  /** Gets the offsets after all that was sent and that is learned, −1 if not known just now. */
  AheadLimit(LongSupplier end, LongSupplier committed) {
    this.end = end;
    this.committed = committed;
  }

  void sent(int bytes) {
    room -= bytes + RECORD_BYTES;
  }

  /** Waits until another record may be sent; returns false if the stop was requested. */
  boolean await(StopSignal stop) throws InterruptedException {
    while (!stop.requested() && room < 0 && !makeRoom()) {
      stop.await(POLL_MS, TimeUnit.MILLISECONDS);
    }
    return !stop.requested();
  }

  private boolean makeRoom() {
    mark = mark == UNKNOWN ? end.getAsLong() : mark;
    long next = mark != UNKNOWN && committed.getAsLong() >= mark ? end.getAsLong() : UNKNOWN;
    if (next == UNKNOWN) {
      return false;
    }
    mark = next;
    room = STEP_BYTES;
    return true;
  }
}
