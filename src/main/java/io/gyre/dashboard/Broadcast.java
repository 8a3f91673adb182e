package io.gyre.dashboard;

import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is new to every page, {@value #PER_SECOND} times a second; each frame is written once,
 * however many pages there are. Thread-safe.
 */
final class Broadcast implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Broadcast.class);
  private static final int PER_SECOND = 5;

  /** More pages than anyone opens: each costs a thread. */
  private static final int MAX_LISTENERS = 200;

  private final Frames frames;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final AtomicLong opened = new AtomicLong();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "dashboard-broadcast");
            thread.setDaemon(true);
            return thread;
          });

  Broadcast(Frames frames) {
    this.frames = frames;
    clock.scheduleAtFixedRate(this::tick, 0, 1000 / PER_SECOND, TimeUnit.MILLISECONDS);
  }

  /**
   * Adds a page.
   *
   * @return completed when the page has gone; empty when there are too many pages
   */
  Optional<CompletableFuture<Void>> add(OutputStream out) {
    if (listeners.size() >= MAX_LISTENERS) {
      return Optional.empty();
    }
    Listener listener = new Listener(out, this::snapshot);
    listeners.add(listener);
    listener.ended().whenComplete((nothing, error) -> listeners.remove(listener));
    listener.start("dashboard-page-" + opened.incrementAndGet());
    return Optional.of(listener.ended());
  }

  /** How many pages are open. */
  int listeners() {
    return listeners.size();
  }

  private synchronized byte[] snapshot(Listener listener) {
    listener.caughtUp();
    return frames.snapshot();
  }

  private synchronized void tick() {
    if (listeners.isEmpty()) {
      return;
    }
    try {
      boolean forgotten = frames.isNewEpoch();
      byte[] frame = frames.tick();
      listeners.forEach(forgotten ? Listener::fallBehind : listener -> listener.offer(frame));
    } catch (RuntimeException e) {
      // An exception would end the clock without a word.
      LOG.error("a frame for the live page could not be made", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    listeners.forEach(Listener::close);
  }
}
