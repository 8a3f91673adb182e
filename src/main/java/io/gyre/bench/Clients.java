package io.gyre.bench;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Makes clients of the cluster that is measured; whoever asks for one closes it. */
public interface Clients {

  /** A client that has reached the cluster. */
  Admin admin();

  /**
   * A producer.
   *
   * @param settings that win over the person's
   */
  Producer<byte[], byte[]> producer(Map<String, Object> settings);

  /** A consumer without a group that sees what is committed. */
  Consumer<byte[], byte[]> consumer();

  /** The properties that Kafka Streams gets, {@code bootstrap.servers} among them. */
  Map<String, String> properties();
}
