package io.gyre.fold;

import io.gyre.data.survey.SurveyedFields;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Whose turn it is with the fold of a partition: the thread that learns, for a record, or one that
 * asks, for a slice of time. Thread-safe.
 *
 * <p>The lock is fair, else the thread that learns would take it again and again before anybody
 * else. A slice that made it wait is followed by a rest of twice its length for all who ask, but
 * for 50 ms at most: all questions together take a third of the time, unless a single one takes
 * longer than a slice should.
 */
public final class FoldLock {

  /** So long a question may keep the thread that learns waiting, or little longer. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** A record may take long, where its predictions cannot be sent: then there is no answer. */
  private static final long PATIENCE_MS = 1_000;

  private static final int REST = 2;

  /** Others who ask wait for the rest too, and not for ever. */
  private static final long MOST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ReentrantLock fold = new ReentrantLock(true);
  private final ReentrantLock askers = new ReentrantLock(true);

  /** Guarded by {@code fold}; null while it is not here. */
  private volatile Fold open;

  private Supplier<SurveyedFields> survey;

  /** Begins the turn of the thread that learns. */
  public void begin() {
    fold.lock();
  }

  /** Ends the turn that was begun. */
  public void end() {
    fold.unlock();
  }

  /** Does something in a turn of the thread that learns. */
  public void take(Runnable work) {
    begin();
    try {
      work.run();
    } finally {
      end();
    }
  }

  /**
   * From now on the fold can be asked. A question that is being answered goes on with the one
   * before.
   *
   * @param found what is known of the fields, asked for in a turn
   */
  public void open(Fold learning, Supplier<SurveyedFields> found) {
    take(
        () -> {
          open = learning;
          survey = found;
        });
  }

  /** From now on there is nothing to be asked. */
  public void close() {
    open(null, null);
  }

  SurveyedFields survey() {
    return survey.get();
  }

  /** Asks one fold, slice by slice: {@link LiveFolds#ask}. */
  boolean ask(LiveFolds.Question question) {
    try {
      Fold asked = open;
      boolean more = true;
      while (more) {
        if (open == null || !askers.tryLock(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
          return false;
        }
        try {
          if (!fold.tryLock(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
            return false;
          }
          more = askOnce(question, asked);
        } finally {
          askers.unlock();
        }
      }
      return asked != null && open != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Asks for one slice, gives the fold back, and rests if that was waited for. */
  private boolean askOnce(LiveFolds.Question question, Fold asked) {
    long begin = System.nanoTime();
    boolean waited;
    boolean more;
    try {
      more = open != null && asked != null && question.ask(asked, begin + SLICE_NANOS);
    } finally {
      waited = fold.hasQueuedThreads();
      fold.unlock();
    }
    if (waited) {
      LockSupport.parkNanos(Math.min(REST * (System.nanoTime() - begin), MOST_REST_NANOS));
    }
    return more;
  }
}
