package io.gyre.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ListenerTest {

  /** A browser that reads a frame only when it is allowed to. */
  private static final class Browser extends OutputStream {
    final Semaphore allowed = new Semaphore(0);
    final List<String> read = new ArrayList<>();
    boolean gone;

    @Override
    public void write(int b) {
      throw new AssertionError("frames are written whole");
    }

    @Override
    public void write(byte[] frame) throws IOException {
      allowed.acquireUninterruptibly();
      if (gone) {
        throw new IOException("connection reset");
      }
      synchronized (read) {
        read.add(new String(frame, UTF_8));
      }
    }

    List<String> read() {
      synchronized (read) {
        return List.copyOf(read);
      }
    }
  }

  private final Browser browser = new Browser();
  private final AtomicInteger snapshots = new AtomicInteger();
  private final Listener listener =
      new Listener(
          browser,
          l -> {
            l.caughtUp();
            return ("snapshot " + snapshots.incrementAndGet()).getBytes(UTF_8);
          });

  @Test
  void shouldWriteASnapshotAndThenEveryFrameToAQuickBrowser() {
    browser.allowed.release(100);
    listener.start("page");
    await().until(() -> browser.read().size() == 1);

    for (int i = 0; i < 5; i++) {
      listener.offer(("tick " + i).getBytes(UTF_8));
    }

    await().until(() -> browser.read().size() == 6);
    assertThat(browser.read())
        .containsExactly("snapshot 1", "tick 0", "tick 1", "tick 2", "tick 3", "tick 4");
    listener.close();
  }

  @Test
  void shouldDropFramesOfASlowBrowserAndCatchUpWithASnapshot() {
    listener.start("page");
    browser.allowed.release(1);
    await().until(() -> browser.read().size() == 1);

    for (int i = 0; i < 1_000; i++) {
      listener.offer(("tick " + i).getBytes(UTF_8));
    }
    browser.allowed.release(100);

    await().until(() -> browser.read().contains("snapshot 2"));
    assertThat(browser.read()).hasSizeLessThan(20);
    listener.offer("after".getBytes(UTF_8));
    await().until(() -> browser.read().contains("after"));
    listener.close();
  }

  @Test
  void shouldWriteASnapshotWhenItIsToldThatItIsBehind() {
    browser.allowed.release(100);
    listener.start("page");
    await().until(() -> browser.read().size() == 1);

    listener.fallBehind();

    await().until(() -> browser.read().size() == 2);
    assertThat(browser.read()).containsExactly("snapshot 1", "snapshot 2");
    listener.close();
  }

  @Test
  void shouldEndWhenTheBrowserIsGone() {
    browser.gone = true;
    browser.allowed.release(1);

    listener.start("page");

    await().until(() -> listener.ended().isDone());
  }
}
