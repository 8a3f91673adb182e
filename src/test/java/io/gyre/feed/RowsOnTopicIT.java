package io.gyre.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.app.RequiredTopics;
import io.gyre.broker.TestBroker;
import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.TopicNames;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The last row is found whatever others have sent behind it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RowsOnTopicIT {

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
    assertThat(RowsOnTopic.on(cluster, topic)).isEqualTo(RowsOnTopic.NONE);
    try (Producer<byte[], byte[]> producer = cluster.producer(Map.of())) {
      PointSender sender = new PointSender(producer, topic, topic);
      send(sender, 7_000);
      assertThat(RowsOnTopic.on(cluster, topic)).isEqualTo(RowsOnTopic.NONE);

      for (int row = 0; row < 20; row++) {
        sender.numbered(new byte[] {'{', '}'}, row, row);
        send(sender, row % 2);
      }
      sender.flush();
      assertThat(RowsOnTopic.on(cluster, topic)).isEqualTo(new RowsOnTopic(20, 0, false));

      send(sender, 7_000);
      assertThat(RowsOnTopic.on(cluster, topic)).isEqualTo(new RowsOnTopic(20, 0, false));
      sender.end(0, 20, 20);
      send(sender, 3);
      assertThat(RowsOnTopic.on(cluster, topic)).isEqualTo(new RowsOnTopic(20, 0, true));
      assertThat(new RowsOnTopic(20, 0, true).size()).isEqualTo(20);

      sender.numberedLabel(new byte[] {'{', '}'}, 20, 19, 0);
      sender.numberedLabel(new byte[] {'{', '}'}, 20, 19, 1);
      sender.flush();
      assertThat(RowsOnTopic.on(cluster, topic)).isEqualTo(new RowsOnTopic(20, 2, false));
      assertThat(new RowsOnTopic(20, 2, false).size()).isEqualTo(-1);
      // 7,000 records of others, then as many of them behind each second row.
      assertThat(RowsOnTopic.before(7_000 + 15, cluster, topic).next()).isEqualTo(10);
      assertThat(RowsOnTopic.before(0, cluster, topic)).isEqualTo(RowsOnTopic.NONE);
    }
  }

  /** As any other client does. */
  private static void send(PointSender sender, int points) {
    for (int i = 0; i < points; i++) {
      sender.point(null, new byte[] {'{', '}'}, 1);
    }
    sender.flush();
  }
}
