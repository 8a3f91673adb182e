package io.gyre.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes Kafka's clients from properties, {@code bootstrap.servers} among them, so that they keep
 * Gyre's promises whatever the properties say. Whoever asks for a client closes it.
 */
public final class Clients {

  private Clients() {}

  /** Returns an admin client, which may not have reached the cluster yet. */
  public static Admin admin(Map<String, ?> properties) {
    return Admin.create(new HashMap<>(properties));
  }

  /** Returns a consumer without a group that sees only what is committed and creates no topic. */
  public static Consumer<byte[], byte[]> consumer(Map<String, ?> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("isolation.level", "read_committed");
    all.put("enable.auto.commit", false);
    all.put("allow.auto.create.topics", false);
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Returns a producer that neither loses nor duplicates nor reorders. */
  public static Producer<byte[], byte[]> producer(Map<String, ?> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("acks", "all");
    all.put("enable.idempotence", true);
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
