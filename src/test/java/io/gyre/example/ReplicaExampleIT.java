package io.gyre.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Examples;
import io.gyre.broker.TestBroker;
import io.gyre.crash.Bed;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.time.WindowSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class ReplicaExampleIT {

  @Test
  void shouldAskWhatAnApplicationHasSaved() throws Exception {
    ClusterAccess cluster = ClusterAccess.local(TestBroker.bootstrapServers());
    String topic = LearnerTopology.changelogOf("example");
    FoldLoop loop = new FoldLoop(new FoldSettings(Examples.learners(), WindowSettings.standard()));
    loop.run(IntStream.range(0, 100).mapToObj(Examples.spirals(3)::at).toList());
    try (Admin admin = cluster.admin();
        Producer<byte[], byte[]> producer =
            cluster.producer(Map.of("transactional.id", "example"))) {
      Bed.createTopic(admin, new NewTopic(topic, 1, (short) 1));
      producer.initTransactions();
      producer.beginTransaction();
      loop.store.forEach(
          (key, value) -> producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value)));
      producer.commitTransaction();
    }

    List<String> said =
        ReplicaExample.ask(
            TestBroker.bootstrapServers(),
            "example",
            List.of("{\"features\":[0.1,0.2]}", "{\"features\":[-0.4,0.3]}"));

    assertThat(said).hasSize(2).allMatch(each -> each.matches("[01] at offset 100"));
  }
}
