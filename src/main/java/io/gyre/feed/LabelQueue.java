package io.gyre.feed;

import io.gyre.feed.HeldLabels.Delay;
import java.util.ArrayDeque;

/**
 * Labels that are held back, the oldest first: each until it is so many rows, or so much time, old.
 * Not thread-safe.
 */
public final class LabelQueue<T> {

  private record Held<T>(T label, long due) {}

  private final Delay delay;
  private final int most;
  private final ArrayDeque<Held<T>> queue = new ArrayDeque<>();
  private long hurried;

  /** Takes the largest number of labels that are held; the oldest is hurried to make room. */
  public LabelQueue(Delay delay, int most) {
    this.delay = delay;
    this.most = most;
  }

  /** Adds a label that comes now: a number of rows, or a time in ms. */
  public void add(T label, long now) {
    queue.add(new Held<>(label, now + delay.amount()));
  }

  /** Removes and returns the oldest label if it is due, or too many are held; else returns null. */
  public T due(long now) {
    if (queue.isEmpty()) {
      return null;
    }
    long due = queue.peek().due;
    // A time that fell back was wrong, and so was what is due by it.
    boolean isDue = due <= now || due > now + delay.amount();
    if (!isDue && queue.size() <= most) {
      return null;
    }
    hurried += isDue ? 0 : 1;
    return next();
  }

  /** Removes and returns the oldest label; null if there is none. */
  public T next() {
    return queue.isEmpty() ? null : queue.remove().label;
  }

  public int size() {
    return queue.size();
  }

  /** Returns how many labels came before they were due. */
  public long hurried() {
    return hurried;
  }
}
