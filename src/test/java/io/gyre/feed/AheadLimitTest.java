package io.gyre.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.StopSignal;
import org.junit.jupiter.api.Test;

class AheadLimitTest {

  private static final int RECORD = 1 << 20;

  private final StopSignal stop = new StopSignal();
  private long sent;
  private long learned;
  private long mark;
  private int asked;

  /** Learners that learn only when they are asked in vain, and then all; 1 MiB a record. */
  private final AheadLimit slow =
      new AheadLimit(
          () -> mark = sent,
          () -> {
            asked++;
            long before = learned;
            learned = before < mark ? sent : before;
            return before;
          });

  @Test
  void shouldNeverBeMoreThanTwoStepsAheadOfTheLearners() throws InterruptedException {
    long furthest = 0;
    for (int i = 0; i < 200; i++) {
      assertThat(slow.await(stop)).isTrue();
      slow.sent(RECORD);
      sent++;
      furthest = Math.max(furthest, sent - learned);
    }

    assertThat(furthest * RECORD).isBetween(AheadLimit.STEP_BYTES, 2 * AheadLimit.STEP_BYTES);
    assertThat(asked).isBetween(6, 14);
  }

  @Test
  void shouldWaitAtTheBeginningForAllThatIsThere() throws InterruptedException {
    sent = 1_000_000;
    assertThat(slow.await(stop)).isTrue();
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void shouldGiveUpWhenItIsStoppedAndNotSendUnlessItIsSureOfTheLearners()
      throws InterruptedException {
    AheadLimit unknown = new AheadLimit(() -> -1, () -> Long.MAX_VALUE);
    AheadLimit never = new AheadLimit(() -> 1, () -> -1);
    stop.request();
    assertThat(unknown.await(stop)).isFalse();
    assertThat(never.await(stop)).isFalse();
  }
}
