package io.gyre.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.data.RecordSettings;
import io.gyre.topic.TopicNames;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FollowerTest {

  @Test
  void shouldSayThatItFailedAndTryAgainWhateverTheFault() {
    DashboardState state = new DashboardState("gyre");
    state.problem(null);
    AtomicInteger tries = new AtomicInteger();
    DashboardClients faulty =
        new DashboardClients(
            () -> {
              tries.incrementAndGet();
              throw new NullPointerException("a bug");
            },
            settings -> null);

    try (Follower follower =
        new Follower(state, TopicNames.standard(), faulty, RecordSettings.standard())) {
      follower.start();
      await().until(() -> tries.get() >= 2);
    }

    assertThat(state.status().connected()).isFalse();
    assertThat(state.status().detail()).contains("a bug");
  }
}
