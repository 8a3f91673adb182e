package io.gyre.page.live;

import io.gyre.http.HttpLimits;
import io.gyre.http.HttpServer;
import io.javalin.http.HttpResponseException;
import io.micrometer.core.instrument.util.NamedThreadFactory;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
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
  private final Set<Page> pages = ConcurrentHashMap.newKeySet();
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
    if (pages.size() >= HttpLimits.PAGES) {
      throw HttpServer.refusal(503, "Too many pages are open; close some");
    }
    Page page = new Page(out);
    pages.add(page);
    page.ended.whenComplete((nothing, error) -> pages.remove(page));
    out.setWriteListener(page);
    if (closed) {
      page.close(); // It came during the broadcast to all others.
    }
    return page.ended;
  }

  public int pages() {
    return pages.size();
  }

  public int behind() {
    return (int) pages.stream().filter(each -> each.behind).count();
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
    if (pages.isEmpty()) {
      return;
    }
    boolean forgotten = events.isNewEpoch();
    byte[] frame = events.tick();
    pages.forEach(forgotten ? Page::fallBehind : page -> page.offer(frame));
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
    pages.forEach(Page::close);
  }

  /**
   * One open page: a short queue of events, written as fast as the browser takes them. A full queue
   * is dropped, and the browser gets a snapshot once it reads again. For the thread of the clock;
   * the server may call {@link #onWritePossible} and {@link #onError} on any.
   */
  private final class Page implements WriteListener {

    private final ServletOutputStream out;
    private final Queue<byte[]> queue = new ArrayDeque<>(HttpLimits.EVENTS);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean behind = true; // a snapshot is due: the browser takes nothing
    private boolean unflushed;

    Page(ServletOutputStream out) {
      this.out = out;
    }

    void offer(byte[] frame) {
      if (queue.size() == HttpLimits.EVENTS) {
        fallBehind();
      } else if (!behind) {
        queue.add(frame);
        write();
      }
    }

    /** Writes a snapshot next, instead of the waiting events. */
    void fallBehind() {
      behind = true;
      queue.clear();
      write();
    }

    private void write() {
      try {
        while (!ended.isDone() && out.isReady()) {
          byte[] frame = unflushed ? null : next();
          if (frame != null) {
            out.write(frame);
          } else if (unflushed) {
            out.flush();
          } else {
            return;
          }
          unflushed = frame != null;
        }
      } catch (IOException gone) {
        close();
      }
    }

    private byte[] next() {
      if (!behind) {
        return queue.poll();
      }
      behind = false;
      return snapshot();
    }

    void close() {
      ended.complete(null);
    }

    @Override
    public void onWritePossible() {
      clock.execute(() -> guarded(this::write));
    }

    @Override
    public void onError(Throwable gone) {
      close();
    }
  }
}
