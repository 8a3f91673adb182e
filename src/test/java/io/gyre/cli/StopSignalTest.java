package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StopSignalTest {

  private final StopSignal stop = new StopSignal();

  @Test
  void shouldRunEveryActionOnceEvenIfOneFailsOrComesLate() {
    List<String> ran = new ArrayList<>();
    stop.onStop(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    stop.onStop(() -> ran.add("early"));

    stop.request();
    stop.request();
    stop.onStop(() -> ran.add("late"));

    assertThat(ran).containsExactly("early", "late");
    assertThat(stop.requested()).isTrue();
  }

  @Test
  @Timeout(30)
  void shouldLeaveBehindWorkThatHangs() throws InterruptedException {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Thread stopper =
        new Thread(
            () -> {
              awaitQuietly(reading);
              stop.request();
            });
    stopper.start();

    boolean ended =
        StoppableRun.run(
            () -> {
              reading.countDown();
              never.await();
              return true;
            },
            stop);

    assertThat(ended).isFalse();
    stopper.join();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
