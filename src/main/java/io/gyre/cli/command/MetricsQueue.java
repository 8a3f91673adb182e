package io.gyre.cli.command;

import io.gyre.topic.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Metrics on their way from the threads that learn to the one that shows them. Thread-safe. */
final class MetricsQueue {

  /** A reader that is this far behind misses the newest: learning does not wait for it. */
  private static final int CAPACITY = 10_000;

  private final BlockingQueue<Metrics> queue = new ArrayBlockingQueue<>(CAPACITY);

  /** Adds metrics, without waiting. */
  void add(Metrics metrics) {
    queue.offer(metrics);
  }

  /** Takes all there are; waits for the first, at most this long. */
  List<Metrics> poll(Duration atMost) throws InterruptedException {
    List<Metrics> found = new ArrayList<>();
    Metrics first = queue.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      found.add(first);
      queue.drainTo(found);
    }
    return found;
  }
}
