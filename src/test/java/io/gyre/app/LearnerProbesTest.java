package io.gyre.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class LearnerProbesTest {

  @Test
  void shouldBeAliveAndNotReadyWhileThereIsNothingToAsk() {
    LearnerProbes probes = new LearnerProbes();

    assertThat(probes.probes().live().get().ok()).isTrue();
    assertThat(probes.probes().ready().get().ok()).isFalse();
    assertThat(probes.model().figures()).isEmpty();
  }

  @Test
  void shouldShowItsMetersBeforeThereAreLearners() {
    MeterRegistry registry = new SimpleMeterRegistry();

    new LearnerProbes().bindTo(registry);

    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getName())
        .containsExactlyInAnyOrder("gyre.stalled", "gyre.transaction.version");
  }
}
