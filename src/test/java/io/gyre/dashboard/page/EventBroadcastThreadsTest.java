package io.gyre.dashboard.page;

import static io.gyre.Interleavings.explore;
import static io.gyre.Interleavings.require;
import static io.gyre.Interleavings.stub;
import static io.gyre.Interleavings.together;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Pages come and go while news is sent and the broadcast is closed. */
class EventBroadcastThreadsTest {

  /** Numbers its frames; the real one reads the state, and writes more than can be explored. */
  private static final class Frames extends EventSerializer {
    private byte frame;

    Frames() {
      super(null, null, null);
    }

    @Override
    byte[] snapshot() {
      return new byte[] {frame};
    }

    @Override
    boolean isNewEpoch() {
      return false;
    }

    @Override
    byte[] tick() {
      return new byte[] {++frame};
    }
  }

  /** A browser that takes everything, from one thread at a time. */
  private static final class Browser extends ServletOutputStream {
    WriteListener listener;
    int begun;
    int ended;
    byte last;

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void write(byte[] frame) {
      require(begun == ended && frame[0] >= last, "written by two threads, or out of order");
      begun++;
      last = frame[0];
      ended++;
    }

    @Override
    public void flush() {}

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

  @Test
  void shouldEndEveryPageHoweverItsComingAndTheCloseMeet() {
    explore(
        () -> {
          Clock clock = new Clock();
          EventBroadcast pages =
              new EventBroadcast(new Frames(), stub(ScheduledExecutorService.class, clock::call));
          AtomicReference<CompletableFuture<Void>> ended = new AtomicReference<>();
          together(
              () -> {
                Browser browser = new Browser();
                ended.set(pages.add(browser));
                browser.listener.onWritePossible();
              },
              () -> clock.run(clock.tick),
              pages::close);
          require(ended.get().isDone() && pages.listeners() == 0, "a page is left");
        });
  }
}
