package io.gyre.version;

import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.RepeatingThread;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open requests for versions of an application that runs here: a thread follows the list of
 * versions until this is closed. Thread-safe.
 */
public final class VersionRequests implements Supplier<List<VersionRequest>>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(VersionRequests.class);

  private static final Duration POLL = Duration.ofSeconds(1);

  private final ClusterAccess cluster;
  private final TopicPartition partition;
  private final RepeatingThread thread =
      RepeatingThread.following("gyre-version-requests", this::follow);
  private volatile List<VersionRequest> open = List.of();

  /** What was logged last. */
  private String problem = "";

  /**
   * @param client properties of the Kafka clients, as of {@link ClusterAccess#of}
   */
  public VersionRequests(Map<String, String> client, String application) {
    cluster = ClusterAccess.of(client);
    partition = new TopicPartition(TopicNames.versionsOf(application), VersionTopic.LIST);
    thread.start();
  }

  /** Returns them as they were some moments ago. */
  @Override
  public List<VersionRequest> get() {
    return open;
  }

  private void follow() {
    VersionList list = new VersionList();
    try (Consumer<byte[], byte[]> consumer =
        cluster.consumer(Map.of("auto.offset.reset", "earliest"))) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (!thread.isClosed()) {
        consumer.poll(POLL).forEach(list::add);
        open = list.requests();
      }
    } catch (KafkaException e) {
      if (!e.getMessage().equals(problem)) {
        problem = e.getMessage();
        LOG.warn("requests for versions on {} cannot be read: {}", partition, problem);
      }
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
