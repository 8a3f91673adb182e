package io.gyre.page.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.format.RecordSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.page.state.DashboardState;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FollowerTest {

  @Test
  void shouldSayThatItFailedAndTryAgainWhateverTheFault() {
    DashboardState state = new DashboardState("gyre");
    // Without properties: whoever asks it for a client meets a bug.
    ClusterAccess faulty = new ClusterAccess("nowhere:1", Duration.ZERO, null);

    try (Follower follower =
        new Follower(state, TopicNames.standard(), faulty, RecordSettings.standard())) {
      follower.start();
      for (int i = 0; i < 2; i++) {
        state.problem(null);
        await().until(() -> !state.status().connected());
      }
    }

    assertThat(state.status().connected()).isFalse();
    assertThat(state.status().detail()).contains("NullPointerException");
  }
}
