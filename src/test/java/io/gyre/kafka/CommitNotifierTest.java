package io.gyre.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.kafka.StreamsClients.CommitNotifier;
import io.gyre.kafka.StreamsClients.Observer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class CommitNotifierTest {

  private final List<byte[]> told = new ArrayList<>();
  private final CommitNotifier uncommitted = new CommitNotifier(new Observer("metrics", told::add));

  private byte[] send(String topic) {
    byte[] value = {1};
    uncommitted.sent(new ProducerRecord<>(topic, value));
    return value;
  }

  @Test
  void shouldTellOfWhatIsCommittedOnceAndInOrder() {
    byte[] first = send("metrics");
    send("predictions");
    byte[] second = send("metrics");
    assertThat(told).isEmpty();

    uncommitted.committed();
    uncommitted.committed();

    assertThat(told).containsExactly(first, second);
  }

  @Test
  void shouldNeverTellOfWhatIsAborted() {
    send("metrics");
    uncommitted.aborted();
    byte[] again = send("metrics");
    uncommitted.committed();

    assertThat(told).containsExactly(again);
  }
}
