package io.gyre.stream.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.Fixture;
import io.gyre.stream.RunFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pins what {@link CommitStore} takes from inside Kafka Streams; the crash tests use it for real.
 */
class CommitStoreTest {

  private static final Bytes COUNT = Bytes.wrap(new byte[] {'n'});

  @TempDir Path folder;

  private final List<String> events = new ArrayList<>();

  /** What putting throws, if anything. */
  private RuntimeException failure;

  /** Counts records, and puts the count when asked to. */
  private final class Counter implements Processor<byte[], byte[], Void, Void> {

    private CommitStore store;
    private byte count;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      store = context.getStateStore("counts");
      store.beforeCommit(this::put);
    }

    private void put() {
      if (failure != null) {
        throw failure;
      }
      events.add("put " + count);
      store.entries().put(COUNT, new byte[] {count});
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
      count++;
      events.add("record " + count);
    }

    @Override
    public void close() {
      events.add("close");
      store.beforeCommit(() -> {});
    }
  }

  private TopologyTestDriver driver() {
    Topology topology = new Topology();
    topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "in");
    topology.addProcessor("counter", Counter::new, "in");
    topology.addStateStore(CommitStore.builder("counts", Map.of()), "counter");
    Properties properties =
        StreamsConfiguration.of(
            "counting", "instance", folder, Map.of("bootstrap.servers", "none:1"));
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    return new TopologyTestDriver(topology, properties);
  }

  @Test
  void shouldPutBeforeEachCommitAndLogWhatWasPut() {
    try (TopologyTestDriver driver = driver()) {
      var in = driver.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer());
      var changelog =
          driver.createOutputTopic(
              "counting-counts-changelog",
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());

      // The driver commits after each record.
      in.pipeInput(new byte[0]);
      in.pipeInput(new byte[0]);

      assertThat(events).containsExactly("record 1", "put 1", "record 2", "put 2");
      CommitStore store = (CommitStore) driver.getStateStore("counts");
      assertThat(store.entries().get(COUNT)).containsExactly(2);
      assertThat(changelog.readValuesToList())
          .extracting(value -> (int) value[0])
          .containsExactly(1, 2);
    }
  }

  /** Kafka Streams reports whatever is thrown then as if the store were damaged. */
  @Test
  void shouldEndWithWhatSavingThrewAsTheCause() {
    failure = new ArithmeticException("made by the test");
    TopologyTestDriver driver = driver();
    try {
      var in = driver.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer());

      assertThatThrownBy(() -> in.pipeInput(new byte[0]))
          .satisfies(
              thrown -> {
                RunFailure fault = RunFailure.of(thrown, Fixture.application());
                assertThat(fault.kind()).isEqualTo(RunFailure.Kind.FINAL);
                assertThat(fault.exception()).hasMessageContaining("made by the test");
              });
    } finally {
      failure = null;
      driver.close();
    }
  }

  @Test
  void shouldPutNothingAfterTheProcessorWasClosed() {
    try (TopologyTestDriver driver = driver()) {
      driver
          .createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer())
          .pipeInput(new byte[0]);
    }
    assertThat(events).endsWith("close");
  }
}
