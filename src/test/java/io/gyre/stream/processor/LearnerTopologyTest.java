package io.gyre.stream.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.Arriving;
import io.gyre.stream.DrivenTopology;
import io.gyre.stream.Fixture;
import io.gyre.topic.Metrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerTopologyTest {

  private static final TopologySettings SETTINGS = Fixture.settings(Examples.learners());

  @Test
  void shouldBeOneSubtopologyWithEveryNameExplicit() {
    assertThat(LearnerTopology.build(SETTINGS).describe().toString())
        .isEqualToIgnoringWhitespace(
            """
            Topologies:
               Sub-topology: 0
                Source: points (topics: [points])
                  --> intake
                Processor: intake (stores: [state])
                  --> alerts, dead-letters, metrics, parameters, predictions
                  <-- points
                Sink: alerts (topic: alerts)
                  <-- intake
                Sink: dead-letters (topic: dead-letters)
                  <-- intake
                Sink: metrics (topic: metrics)
                  <-- intake
                Sink: parameters (topic: parameters)
                  <-- intake
                Sink: predictions (topic: predictions)
                  <-- intake
            """);
  }

  /** Kafka Streams refuses a topology with a name of its own making when it is told to. */
  @Test
  void shouldPassTheCheckForExplicitNames(@TempDir Path state) {
    Properties properties =
        StreamsConfiguration.of(Fixture.APPLICATION, "instance", state, Map.of());
    assertThat(properties)
        .containsEntry(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    try (DrivenTopology topology = new DrivenTopology(SETTINGS, state)) {
      topology.send(Arriving.randomStream(1, 1, 2));
      assertThat(topology.predictions()).hasSize(3);
    }
  }

  /** Whoever looks on sees a restart by it. */
  @Test
  void shouldTellInEveryMetricsRecordSinceWhenItWorksOnThePartition(@TempDir Path state) {
    try (DrivenTopology topology = new DrivenTopology(SETTINGS, state)) {
      topology.advanceWallClock(Duration.ofSeconds(5));
      topology.send(Arriving.randomStream(7, 40, 2));
      topology.advanceWallClock(Duration.ofSeconds(5));

      List<TestRecord<byte[], Metrics>> told = topology.metrics();
      assertThat(told).isNotEmpty();
      assertThat(told)
          .allSatisfy(metrics -> assertThat(Metrics.startedMs(metrics.headers())).isZero());
    }
  }
}
