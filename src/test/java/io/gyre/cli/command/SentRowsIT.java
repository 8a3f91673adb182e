package io.gyre.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.broker.TestBroker;
import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.TopicNames;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The last row is found whatever others have sent behind it. */
@Tag("any-broker")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SentRowsIT {

  private final ClusterAccess cluster = ClusterAccess.local(TestBroker.bootstrapServers());

  private String topic(String prefix) {
    TopicNames names = TopicNames.standard().withPrefix(prefix);
    try (Admin admin = cluster.admin()) {
      RequiredTopics.require(admin, names, Map.of());
    }
    return names.points();
  }

  @Test
  void shouldFindTheLastRowBehindWhateverOthersHaveSent() {
    String topic = topic("rows.");
    assertThat(SentRows.on(cluster, topic)).isEqualTo(new SentRows(0, false));
    try (Producer<byte[], byte[]> producer = cluster.producer(Map.of())) {
      PointSender sender = new PointSender(producer, topic);
      send(sender, 7_000);
      assertThat(SentRows.on(cluster, topic)).isEqualTo(new SentRows(0, false));

      for (int row = 0; row < 20; row++) {
        sender.send(new byte[] {'{', '}'}, row, row);
        send(sender, row % 2);
      }
      sender.flush();
      assertThat(SentRows.on(cluster, topic)).isEqualTo(new SentRows(20, false));

      send(sender, 7_000);
      assertThat(SentRows.on(cluster, topic)).isEqualTo(new SentRows(20, false));
      sender.end(0, 20, 20);
      send(sender, 3);
      assertThat(SentRows.on(cluster, topic)).isEqualTo(new SentRows(20, true));
    }
  }

  /** As gyre ask does. */
  private static void send(PointSender sender, int points) {
    for (int i = 0; i < points; i++) {
      sender.send(new byte[] {'{', '}'}, 1);
    }
    sender.flush();
  }
}
