package io.gyre.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.topic.TopicNames;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FollowerTest {

  @Test
  void shouldSayThatItFailedAndTryAgainWhateverTheFault() {
    DashboardState board = new DashboardState("gyre");
    board.problem(null);
    AtomicInteger tries = new AtomicInteger();
    KafkaClientFactory faulty =
        new KafkaClientFactory(
            () -> {
              tries.incrementAndGet();
              throw new NullPointerException("a bug");
            },
            settings -> null);

    try (Follower follower = new Follower(board, TopicNames.standard(), faulty, true)) {
      follower.start();
      await().until(() -> tries.get() >= 2);
    }

    assertThat(board.status().connected()).isFalse();
    assertThat(board.status().detail()).contains("a bug");
  }
}
