package io.gyre.dashboard.page;

import io.gyre.http.HttpLimits;
import io.gyre.http.HttpServer;
import io.javalin.http.HttpResponseException;
import io.micrometer.core.instrument.util.NamedThreadFactory;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends news to every page; each frame is written once for all of them. Thread-safe. */
public final class EventBroadcast implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventBroadcast.class);
  private static final int EVERY_MS = 250;

  private final EventSerializer events;
  private final Set<PageConnection> listeners = ConcurrentHashMap.newKeySet();
  private byte[] snapshot;
  private volatile boolean closed;

  /** The one thread that writes to the pages, without waiting for any. */
  private final ScheduledExecutorService clock;

  EventBroadcast(EventSerializer events) {
    this(
        events,
        new ScheduledThreadPoolExecutor(
            1,
            new NamedThreadFactory("dashboard-broadcast"),
            // Once closed, it does not matter that a browser could take more.
            new ThreadPoolExecutor.DiscardPolicy()));
  }

  EventBroadcast(EventSerializer events, ScheduledExecutorService clock) {
    this.events = events;
    this.clock = clock;
    clock.scheduleAtFixedRate(() -> guarded(this::tick), 0, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /**
   * Adds a page.
   *
   * @param out of a request that was made asynchronous
   * @return completed when the page has gone
   * @throws HttpResponseException with 503 if there are too many pages
   */
  public CompletableFuture<Void> add(ServletOutputStream out) {
    if (listeners.size() >= HttpLimits.PAGES) {
      throw HttpServer.refusal(503, "Too many pages are open; close some");
    }
    PageConnection listener = new PageConnection(out, this::snapshot);
    listeners.add(listener);
    listener.ended.whenComplete((nothing, error) -> listeners.remove(listener));
    out.setWriteListener(
        new WriteListener() {
          @Override
          public void onWritePossible() {
            clock.execute(() -> guarded(listener::write));
          }

          @Override
          public void onError(Throwable gone) {
            listener.close();
          }
        });
    if (closed) {
      listener.close(); // It came during the broadcast to all others.
    }
    return listener.ended;
  }

  public int listeners() {
    return listeners.size();
  }

  public int behind() {
    return (int) listeners.stream().filter(each -> each.behind).count();
  }

  /** Returns one snapshot for all pages that come between two ticks: the next tick completes it. */
  private byte[] snapshot() {
    if (snapshot == null) {
      snapshot = events.snapshot();
    }
    return snapshot;
  }

  private void tick() {
    snapshot = null;
    if (listeners.isEmpty()) {
      return;
    }
    boolean forgotten = events.isNewEpoch();
    byte[] frame = events.tick();
    listeners.forEach(forgotten ? PageConnection::fallBehind : listener -> listener.offer(frame));
  }

  /** Logs an exception, which would otherwise end the thread without a word. */
  static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("the live page could not be brought up to date", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    clock.shutdownNow();
    listeners.forEach(PageConnection::close);
  }
}
