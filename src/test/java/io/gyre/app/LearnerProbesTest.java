package io.gyre.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerProbesTest {

  @TempDir Path folder;

  @Test
  void shouldBeAliveAndNotReadyWhileThereIsNothingToAsk() {
    LearnerProbes probes = new LearnerProbes();

    assertThat(probes.probes().live().get().ok()).isTrue();
    assertThat(probes.probes().ready().get().ok()).isFalse();
    assertThat(probes.model().figures()).isEmpty();
  }

  @Test
  void shouldShowTheMetersOfTheRunThatIsOnAlone() {
    MeterRegistry registry = new SimpleMeterRegistry();
    LearnerProbes probes = new LearnerProbes();
    probes.showClients(true);
    try (KafkaStreams first = streams("first");
        KafkaStreams second = streams("second")) {
      probes.bindTo(registry);
      assertThat(clients(registry)).isEmpty();

      probes.show(first);
      assertThat(clients(registry)).isNotEmpty().allMatch(id -> id.startsWith("first-"));

      probes.show(second);
      assertThat(clients(registry)).isNotEmpty().allMatch(id -> id.startsWith("second-"));

      probes.close();
      probes.show(first);
      assertThat(registry.getMeters()).isEmpty();
    }
  }

  /** They are hundreds of families, at which few look. */
  @Test
  void shouldShowNoMetersOfClientsUnlessItIsAskedTo() {
    MeterRegistry registry = new SimpleMeterRegistry();
    LearnerProbes probes = new LearnerProbes();
    try (KafkaStreams run = streams("run")) {
      probes.bindTo(registry);
      probes.show(run);

      assertThat(registry.getMeters())
          .extracting(meter -> meter.getId().getName())
          .containsExactlyInAnyOrder("gyre.stalled", "gyre.transaction.version");
    }
  }

  /** Which clients there are meters of. */
  private static Set<String> clients(MeterRegistry registry) {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .map(id -> id.getTag("client.id"))
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /** Not started, so that no broker is needed; it has meters already. */
  private KafkaStreams streams(String application) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream("points");
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "application.id",
            application,
            "bootstrap.servers",
            "127.0.0.1:1",
            "state.dir",
            folder.resolve(application).toString()));
    return new KafkaStreams(builder.build(), properties);
  }
}
