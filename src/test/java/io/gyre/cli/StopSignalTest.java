package io.gyre.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.StopSignal;
import io.gyre.cli.terminal.AbandonableRun;
import io.gyre.cli.terminal.EndingSignals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

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

    assertThatThrownBy(stop::request).hasMessage("on purpose");
    stop.request();
    stop.onStop(() -> ran.add("late"));

    assertThat(ran).containsExactly("early", "late");
    assertThat(stop.requested()).isTrue();
  }

  @Test
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
        AbandonableRun.run(
            () -> {
              reading.countDown();
              never.await();
              return true;
            },
            stop);

    assertThat(ended).isFalse();
    stopper.join();
  }

  /** As Kafka's broker does in a static initialiser: a start that is stopped early gets there. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void shouldLetACommandGoOnThatAddsAShutdownHookAfterTheSignal() throws Exception {
    try (Child child = Child.start(SlowStart.class)) {
      child.awaitLine("listening");

      child.terminate();

      assertThat(child.rest()).isEqualTo("hook\n");
      assertThat(child.exitCode()).isEqualTo(SlowStart.EXIT_CODE);
    }
  }

  /** A command in a process of its own that is told to stop before it has started. */
  static final class SlowStart {

    static final int EXIT_CODE = 42;

    public static void main(String[] args) throws InterruptedException {
      StopSignal stop = new StopSignal();
      EndingSignals signals = new EndingSignals(stop);
      stop.listen();
      System.out.println("listening");
      stop.await();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
      signals.finished();
      System.exit(EXIT_CODE);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void shouldEndACommandThatDoesNotListenAtOnce() throws Exception {
    try (Child child = Child.start(Deaf.class)) {
      child.awaitLine("started");

      child.terminate();

      assertThat(child.exitCode()).isEqualTo(143);
    }
  }

  /** A command that does not listen. */
  static final class Deaf {

    public static void main(String[] args) throws InterruptedException {
      new EndingSignals(new StopSignal());
      System.out.println("started");
      new CountDownLatch(1).await();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
