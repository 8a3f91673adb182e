package io.gyre.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/** The settings of Kafka Streams and its clients, each with its reason, in one place. */
public final class StreamsConfiguration {

  /** The silence of an instance after which others take its work. */
  public static final int SESSION_TIMEOUT_MS = 10_000;

  /**
   * The time that a commit waits for a broker before the task is given up and revived. The group
   * would miss a thread that waits for longer than max.poll.interval.ms, 5 minutes.
   */
  public static final Duration COMMIT_WAITS = Duration.ofSeconds(240);

  /**
   * Longer than an instance is paused in normal life; one that is paused for longer finds its
   * transaction aborted, and repeats it. The broker aborts it 10 to 20 s after its begin; until
   * then a killed, unreplaced instance blocks readers at read_committed.
   */
  static final int TRANSACTION_TIMEOUT_MS = 10_000;

  private StreamsConfiguration() {}

  /**
   * Makes the properties of one instance.
   *
   * @param instanceId the instance's static membership; two instances must not share one
   * @param client properties of the Kafka clients, {@code bootstrap.servers} among them; they
   *     override the tuned values here, but not those that Gyre's promises need
   */
  public static Properties of(
      String application, String instanceId, Path state, Map<String, String> client) {
    Properties properties = new Properties();
    tune(properties);
    properties.putAll(client);
    promise(properties);
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
    return properties;
  }

  /** Limits how long the stores of a task that has gone elsewhere are kept. */
  public static void keepAtMost(Properties properties, Duration most) {
    String delay = StreamsConfig.STATE_CLEANUP_DELAY_MS_CONFIG;
    Object wanted = properties.get(delay);
    // The most may be longer than a number of milliseconds holds.
    if (wanted != null
        && Duration.ofMillis(Long.parseLong(wanted.toString())).compareTo(most) > 0) {
      properties.put(delay, most.toMillis());
    }
  }

  /** Sets what the promises rest on. */
  private static void promise(Properties p) {
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // Bad records never reach a handler, so any call is a bug.
    p.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndFailProcessingExceptionHandler.class);
    // There are no global stores; without this each start warns of them twice.
    p.put(KafkaInternals.GLOBAL_HANDLER, true);
    p.put(StreamsConfig.mainConsumerPrefix(KafkaInternals.GLOBAL_HANDLER), true);
    p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedRocksMemory.class);
  }

  /** Sets the values that measured best. */
  private static void tune(Properties p) {
    // A dead letter holds up to 1 MiB of value and 64 KiB of key and headers, beside its reason.
    p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 8 << 20);
    // 10 s of silence instead of 45; brokers allow 6 s at least.
    p.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
    // Time to notice that points has grown or was deleted; 5 minutes by default.
    p.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000);
    // Time between checks whether a joining instance has restored its share; 10 minutes by default.
    p.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000);
    // Predictions are visible once committed: at 1,000 points/s, p50 58 ms and p99 113 ms.
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    p.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
    // The consumer returns all fetched records of one partition before the next. After an outage
    // a cold JVM works 5 to 10 s on 1 MiB, the default; 32 KiB are as fast (scripts/bench).
    p.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        32 << 10);
    p.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG),
        Math.toIntExact(COMMIT_WAITS.toMillis()));
    // 254 thousand records/s instead of 207 with the default of 16 KiB.
    p.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    p.put(StreamsConfig.topicPrefix(TopicConfig.COMPRESSION_TYPE_CONFIG), "producer");
  }
}
