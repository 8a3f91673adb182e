package io.gyre.dashboard.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageConnectionTest {

  /** A browser that takes so many events, and each only when it is flushed. */
  private static final class Browser extends ServletOutputStream {
    final List<String> read = new ArrayList<>();
    int takes;
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
      assertThat(isReady()).isTrue();
      assertThat(written).isNull();
      written = new String(frame, UTF_8);
    }

    @Override
    public void flush() {
      assertThat(isReady()).isTrue();
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
      throw new AssertionError("others tell when to write");
    }
  }

  private final Browser browser = new Browser();
  private int snapshots;
  private final PageConnection listener =
      new PageConnection(browser, () -> ("snapshot " + ++snapshots).getBytes(UTF_8));

  @Test
  void shouldWriteASnapshotAndThenEveryFrameToAQuickBrowser() {
    browser.takes = 100;
    listener.write();

    for (int i = 0; i < 5; i++) {
      offer("tick " + i);
    }

    assertThat(browser.read)
        .containsExactly("snapshot 1", "tick 0", "tick 1", "tick 2", "tick 3", "tick 4");
  }

  @Test
  void shouldWriteLaterWhatABrowserCouldNotTakeAtOnce() {
    browser.takes = 1;
    listener.write();
    offer("tick 0");
    offer("tick 1");
    assertThat(browser.read).containsExactly("snapshot 1");

    browser.takes = 100;
    listener.write();

    assertThat(browser.read).containsExactly("snapshot 1", "tick 0", "tick 1");
  }

  @Test
  void shouldDropFramesOfASlowBrowserAndCatchUpWithASnapshot() {
    browser.takes = 1;
    listener.write();
    assertThat(listener.behind).isFalse();

    for (int i = 0; i < 1_000; i++) {
      offer("tick " + i);
    }
    assertThat(listener.behind).isTrue();
    browser.takes = 100;
    listener.write();
    offer("after");

    assertThat(browser.read).containsExactly("snapshot 1", "snapshot 2", "after");
  }

  @Test
  void shouldWriteASnapshotWhenItIsToldThatItIsBehind() {
    browser.takes = 100;
    listener.write();

    listener.fallBehind();

    assertThat(browser.read).containsExactly("snapshot 1", "snapshot 2");
  }

  @Test
  void shouldEndWhenTheBrowserIsGone() {
    browser.takes = 100;
    browser.gone = true;

    listener.write();

    assertThat(listener.ended).isDone();
  }

  private void offer(String frame) {
    listener.offer(frame.getBytes(UTF_8));
  }
}
