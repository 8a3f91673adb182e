package io.gyre.page.live;

import static io.gyre.Interleavings.explore;
import static io.gyre.Interleavings.require;
import static io.gyre.Interleavings.stub;
import static io.gyre.Interleavings.together;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** What pages are sent, by a broadcast whose clock and thread are the test's. */
class EventBroadcastTest {

  /** Numbers its frames; the real one reads the state, and writes more than can be explored. */
  private static final class Frames extends EventSerializer {
    private int frame;
    private boolean isNewEpoch;

    Frames() {
      super(null, null, null);
    }

    @Override
    byte[] snapshot() {
      return ("snapshot " + frame).getBytes(UTF_8);
    }

    @Override
    boolean isNewEpoch() {
      return isNewEpoch;
    }

    @Override
    byte[] tick() {
      return ("tick " + ++frame).getBytes(UTF_8);
    }
  }

  /**
   * A browser that takes so many events, each only when it is flushed, from one thread at a time.
   */
  private static final class Browser extends ServletOutputStream {
    final List<String> read = new ArrayList<>();
    WriteListener listener;
    int takes = Integer.MAX_VALUE;
    boolean gone;
    private String written;

    @Override
    public boolean isReady() {
      return takes > 0;
    }

    @Override
    public void write(byte[] frame) throws IOException {
      if (gone) {
        throw new IOException("connection reset");
      }
      require(isReady() && written == null, "written too early, or by two threads");
      written = new String(frame, UTF_8);
    }

    @Override
    public void flush() {
      require(isReady() && written != null, "flushed too early, or by two threads");
      read.add(written);
      written = null;
      takes--;
    }

    @Override
    public void write(int b) {
      throw new AssertionError("events are written whole");
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      this.listener = listener;
    }
  }

  /** Keeps the tick, which comes when a test wants it, and runs one task at a time, at once. */
  private static final class Clock {
    private final ReentrantLock turn = new ReentrantLock();
    Runnable tick;

    Object call(String name, Object[] arguments) {
      if (name.equals("scheduleAtFixedRate")) {
        tick = (Runnable) arguments[0];
      } else if (name.equals("execute")) {
        run((Runnable) arguments[0]);
      }
      return null;
    }

    void run(Runnable task) {
      turn.lock();
      try {
        task.run();
      } finally {
        turn.unlock();
      }
    }
  }

  private final Frames frames = new Frames();
  private final Clock clock = new Clock();
  private final EventBroadcast pages =
      new EventBroadcast(frames, stub(ScheduledExecutorService.class, clock::call));
  private final Browser browser = new Browser();
  private final CompletableFuture<Void> ended = pages.add(browser);

  private void browserTakes(int events) throws IOException {
    browser.takes = events;
    browser.listener.onWritePossible();
  }

  private void ticks(int count) {
    for (int i = 0; i < count; i++) {
      clock.run(clock.tick);
    }
  }

  @Test
  void shouldWriteASnapshotAndThenEveryFrameToAQuickBrowser() throws IOException {
    browserTakes(100);
    ticks(3);

    assertThat(browser.read).containsExactly("snapshot 0", "tick 1", "tick 2", "tick 3");
  }

  @Test
  void shouldWriteLaterWhatABrowserCouldNotTakeAtOnce() throws IOException {
    browserTakes(1);
    ticks(2);
    assertThat(browser.read).containsExactly("snapshot 0");

    browserTakes(100);
    assertThat(browser.read).containsExactly("snapshot 0", "tick 1", "tick 2");
  }

  @Test
  void shouldDropFramesOfASlowBrowserAndCatchUpWithASnapshot() throws IOException {
    browserTakes(1);
    assertThat(pages.behind()).isZero();

    ticks(1_000);
    assertThat(pages.behind()).isOne();
    browserTakes(100);
    ticks(1);

    assertThat(browser.read).containsExactly("snapshot 0", "snapshot 1000", "tick 1001");
  }

  @Test
  void shouldWriteASnapshotWhenATickIsNotEnough() throws IOException {
    browserTakes(100);
    frames.isNewEpoch = true;
    ticks(1);

    assertThat(browser.read).containsExactly("snapshot 0", "snapshot 1");
  }

  @Test
  void shouldEndWhenTheBrowserIsGone() throws IOException {
    browser.gone = true;
    browserTakes(100);

    assertThat(ended).isDone();
    assertThat(pages.pages()).isZero();
  }

  @Test
  void shouldEndEveryPageHoweverItsComingAndTheCloseMeet() {
    explore(
        () -> {
          Clock own = new Clock();
          EventBroadcast closing =
              new EventBroadcast(new Frames(), stub(ScheduledExecutorService.class, own::call));
          AtomicReference<CompletableFuture<Void>> left = new AtomicReference<>();
          together(
              () -> {
                Browser late = new Browser();
                left.set(closing.add(late));
                late.listener.onWritePossible();
              },
              () -> own.run(own.tick),
              closing::close);
          require(left.get().isDone() && closing.pages() == 0, "a page is left");
        });
  }
}
