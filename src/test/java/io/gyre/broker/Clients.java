package io.gyre.broker;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What a test asks of a broker, as an ordinary client of it. */
record Clients(String bootstrapServers) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  void createTopic(String name) throws Exception {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty()))).all().get();
    }
  }

  /** Sends values in one transaction, and ends it. */
  void produce(String topic, Ending ending, String... values) throws Exception {
    try (KafkaProducer<String, String> producer = openTransaction(topic, values)) {
      switch (ending) {
        case COMMIT -> producer.commitTransaction();
        case ABORT -> producer.abortTransaction();
      }
    }
  }

  /** Sends values in a transaction that stays open. */
  KafkaProducer<String, String> openTransaction(String topic, String... values) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "test");
    var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    producer.initTransactions();
    producer.beginTransaction();
    for (String value : values) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
    return producer;
  }

  enum Ending {
    COMMIT,
    ABORT
  }

  /** Reads this many committed values as a group, from its committed offset on, and commits. */
  List<String> consume(String topic, String group, int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "group.id", group,
            "isolation.level", "read_committed",
            "auto.offset.reset", "earliest",
            "enable.auto.commit", "false");
    List<String> values = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .pollInSameThread()
          .until(
              () -> {
                for (ConsumerRecord<String, String> record :
                    consumer.poll(Duration.ofMillis(100))) {
                  values.add(record.value());
                }
                return values.size() >= count;
              });
      consumer.commitSync();
    }
    return values;
  }

  long committedOffset(String topic, String group) throws Exception {
    try (Admin admin = admin()) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .get(new TopicPartition(topic, 0))
          .offset();
    }
  }

  String clusterId() throws Exception {
    try (Admin admin = admin()) {
      return admin.describeCluster().clusterId().get();
    }
  }
}
