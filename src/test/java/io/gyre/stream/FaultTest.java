package io.gyre.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class FaultTest {

  private static final ApplicationSettings SETTINGS =
      new ApplicationSettings(
          "test",
          TopicNames.standard(),
          2,
          Learners.standard(),
          Windowing.standard(),
          Thinning.ALL,
          Path.of("state"),
          Map.of("bootstrap.servers", "broker:9092"));

  /** The mock refuses as the real one does, out of the same package. */
  @Test
  void shouldStartAnewWhenTheProducerHasLostItsTransaction() {
    IllegalStateException lost = null;
    try (MockProducer<byte[], byte[]> producer = new MockProducer<>()) {
      producer.commitTransaction();
    } catch (IllegalStateException e) {
      lost = e;
    }

    assertThat(Fault.of(new StreamsException(lost), SETTINGS).kind())
        .isEqualTo(Fault.Kind.TRANSIENT);
    // So it comes out of a store's flush, although nothing is wrong with the store.
    assertThat(Fault.of(new ProcessorStateException(lost), SETTINGS).kind())
        .isEqualTo(Fault.Kind.TRANSIENT);
  }

  @Test
  void shouldNotTryABugOfOursAgain() {
    assertThat(Fault.of(new StreamsException(new IllegalStateException("ours")), SETTINGS).kind())
        .isEqualTo(Fault.Kind.FINAL);
  }
}
