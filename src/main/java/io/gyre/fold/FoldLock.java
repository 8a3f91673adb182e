package io.gyre.fold;

import io.gyre.format.survey.SurveyedFields;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Gives one thread at a time access to the fold of a partition: the learning thread for a record,
 * or an asking thread for a slice of time. Thread-safe.
 *
 * <p>The lock is fair, since the learning thread would otherwise take it again and again. After a
 * slice that made it wait, all askers pause for twice its length, 0.3 ms at least and 50 at most:
 * all questions together take a third of the time, unless one takes longer than a slice should.
 */
public final class FoldLock {

  /** The time that a question may keep the learning thread waiting, or little longer. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** A record may take long if its predictions cannot be sent; then there is no answer. */
  private static final long PATIENCE_MS = 1_000;

  /** How many have had the lock when a longer time than theirs counts for a third. */
  private static final int DECAY = 64;

  private static final int REST = 2;

  /** An asker works for longer than it has the lock, and takes a processor for that. */
  private static final long LEAST_REST_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

  private static final long MOST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ReentrantLock fold = new ReentrantLock(true);

  /** Held for the rest too, which therefore has an end. */
  private final ReentrantLock askers = new ReentrantLock(true);

  /** Guarded by {@code fold}; null while it is not here. */
  private volatile Fold open;

  private Supplier<SurveyedFields> survey;

  /** How often it was closed, which is for good to questions from before: guarded as the fold. */
  private volatile int closings;

  private volatile long heldSince;

  /** The longest that one had the lock of late, which counts less with each that had it since. */
  private volatile long usualNanos;

  private volatile long restUntil = System.nanoTime();

  /**
   * Tells whether a question need not wait for longer than a slice or two, as it would where others
   * wait already, or while records or answers take long. That the next one takes long where none
   * did cannot be foreseen. One waiting question alone does not count: else two that were passed on
   * would make each other wait for ever.
   */
  boolean isFree() {
    long now = System.nanoTime();
    boolean takesLong = usualNanos > SLICE_NANOS || now - heldSince > SLICE_NANOS;
    return !askers.hasQueuedThreads()
        && restUntil - now < SLICE_NANOS
        && !(fold.isLocked() && takesLong);
  }

  /** Takes the lock for the learning thread. */
  public void begin() {
    fold.lock();
    heldSince = System.nanoTime();
  }

  public void end() {
    long nanos = System.nanoTime() - heldSince;
    usualNanos = Math.max(nanos, usualNanos - usualNanos / DECAY);
    fold.unlock();
  }

  /** Runs work under the lock of the learning thread. */
  public void take(Runnable work) {
    begin();
    try {
      work.run();
    } finally {
      end();
    }
  }

  /**
   * Lets a fold be asked from now on; a running question keeps the one before.
   *
   * @param found returns what is known of the fields, under the lock
   */
  public void open(Fold learning, Supplier<SurveyedFields> found) {
    take(
        () -> {
          open = learning;
          survey = found;
        });
  }

  /** Lets nothing be asked from now on, also by a running question if another fold is opened. */
  public void close() {
    take(
        () -> {
          open(null, null);
          closings = closings + 1; // Last: who has read it knows that there is no fold.
        });
  }

  SurveyedFields survey() {
    return survey.get();
  }

  /** Asks one fold, slice by slice: {@link LiveFolds#ask}. */
  boolean ask(LiveFolds.Question question) {
    try {
      int before = closings; // Read first: what is closed after it is not asked.
      Fold asked = open;
      boolean more = asked != null;
      while (more) {
        if (closings != before || !askers.tryLock(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
          return false;
        }
        try {
          LockSupport.parkNanos(restUntil - System.nanoTime());
          if (!fold.tryLock(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
            return false;
          }
          more = askOnce(question, asked, before);
        } finally {
          askers.unlock();
        }
      }
      return asked != null && closings == before;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Asks for one slice, and gives the fold back; the next one is later if that was waited for. */
  private boolean askOnce(LiveFolds.Question question, Fold asked, int before) {
    long begin = System.nanoTime();
    heldSince = begin;
    boolean waited;
    boolean more;
    try {
      more = closings == before && question.ask(asked, begin + SLICE_NANOS);
    } finally {
      waited = fold.hasQueuedThreads();
      end();
    }
    if (waited) {
      long rest = Math.max(REST * (System.nanoTime() - begin), LEAST_REST_NANOS);
      restUntil = System.nanoTime() + Math.min(rest, MOST_REST_NANOS);
    }
    return more;
  }
}
