package io.gyre.version;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.GyreException;
import io.gyre.fold.state.FoldStore;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.KafkaFutures;
import io.gyre.kafka.TopicReader;
import io.gyre.topic.TopicNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;

/**
 * The topic of an application's versions: a list of them, with requests for more, on one partition,
 * and what each holds on another.
 *
 * <pre>
 *  partition 0   version/7 → what version 7 is of (JSON) · request/ID → the name of a new one
 *  partition 1   7/0, 7/1, … → the blocks of version 7
 * </pre>
 *
 * <p>Both are compacted. The records of a version have the time at which it was saved, so that
 * reading can begin there.
 */
public final class VersionTopic {

  static final int LIST = 0;
  static final int CONTENT = 1;

  private static final String VERSION = "version/";
  private static final String REQUEST = "request/";

  private final ClusterAccess cluster;
  private final String application;
  private final String topic;

  public VersionTopic(ClusterAccess cluster, String application) {
    this.cluster = cluster;
    this.application = application;
    topic = TopicNames.versionsOf(application);
  }

  static byte[] key(int version) {
    return (VERSION + version).getBytes(UTF_8);
  }

  static byte[] key(VersionRequest request) {
    return (REQUEST + request.id()).getBytes(UTF_8);
  }

  static byte[] key(int version, int block) {
    return (version + "/" + block).getBytes(UTF_8);
  }

  /** Returns the keys of all records of a version. */
  static List<byte[]> keys(int version, int blocks) {
    return Stream.concat(
            Stream.of(key(version)),
            IntStream.range(0, blocks).mapToObj(block -> key(version, block)))
        .toList();
  }

  /** Returns the partition that a record lies on. */
  public static int partition(byte[] key) {
    return Character.isDigit(key[0]) ? CONTENT : LIST;
  }

  /** Returns the id of a request; null if the key is of something else. */
  static String requestId(String key) {
    return key.startsWith(REQUEST) ? key.substring(REQUEST.length()) : null;
  }

  static boolean isOf(String key, Version version) {
    return key.equals(VERSION + version.number());
  }

  /**
   * Reads the list, with all that is committed by now.
   *
   * @throws GyreException if the topic is not there
   */
  public VersionList list() {
    requireTopic();
    VersionList list = new VersionList();
    TopicPartition partition = new TopicPartition(topic, LIST);
    try (Consumer<byte[], byte[]> consumer = consumer(partition)) {
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      TopicReader.range(consumer, partition, 0, end, () -> false, list::add);
    }
    return list;
  }

  private Consumer<byte[], byte[]> consumer(TopicPartition partition) {
    Consumer<byte[], byte[]> consumer = cluster.consumer(Map.of("auto.offset.reset", "earliest"));
    consumer.assign(List.of(partition));
    return consumer;
  }

  private void requireTopic() {
    try (Admin admin = cluster.admin()) {
      if (new ClusterAdmin(admin).partitions(List.of(topic)).isEmpty()) {
        throw new GyreException(
            "there is no topic %s: %s has no versions. The learner makes it at its next start, unless versions are switched off there, or it learns a model for each partition"
                .formatted(topic, application));
      }
    }
  }

  /**
   * Reads what a version holds.
   *
   * @return its entries, in memory
   * @throws GyreException if some are missing, or are not what was saved
   */
  public FoldStore load(Version version) {
    TopicPartition partition = new TopicPartition(topic, CONTENT);
    try (Admin admin = cluster.admin();
        Consumer<byte[], byte[]> consumer = consumer(partition)) {
      OffsetSpec since = OffsetSpec.forTimestamp(version.savedMs());
      Map<TopicPartition, Long> first =
          new ClusterAdmin(admin).offsets(List.of(partition), since, IsolationLevel.READ_COMMITTED);
      return load(version, consumer, first.getOrDefault(partition, -1L));
    }
  }

  FoldStore load(Version version, Consumer<byte[], byte[]> consumer, long since) {
    TopicPartition partition = new TopicPartition(topic, CONTENT);
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    long from = since < 0 ? end : since;
    Map<Bytes, byte[]> blocks = new LinkedHashMap<>();
    keys(version.number(), version.blocks())
        .subList(1, 1 + version.blocks())
        .forEach(key -> blocks.put(Bytes.wrap(key), null));
    TopicReader.range(
        consumer,
        partition,
        from,
        end,
        () -> !blocks.containsValue(null),
        found -> blocks.replace(Bytes.wrap(found.key()), found.value()));
    List<byte[]> found = new ArrayList<>(blocks.values());
    if (found.contains(null)) {
      throw new GyreException(
          "version %d of %s is not whole: block %d of %d is missing on %s; it may have been deleted just now"
              .formatted(
                  version.number(), application, found.indexOf(null), found.size(), partition));
    }
    return VersionContent.read(
        version, application, partition + " from offset " + from + " on", found);
  }

  /** Asks the running learner for a version; returns what tells when it is there. */
  public VersionRequest request(String name) {
    VersionRequest request = new VersionRequest(UUID.randomUUID().toString(), name);
    send(request, name.getBytes(UTF_8));
    return request;
  }

  /** Takes a request back, unless it was carried out. */
  public void withdraw(VersionRequest request) {
    send(request, null);
  }

  private void send(VersionRequest request, byte[] name) {
    try (Producer<byte[], byte[]> producer = cluster.producer(Map.of())) {
      KafkaFutures.get(producer.send(new ProducerRecord<>(topic, LIST, key(request), name)));
    }
  }

  /** Deletes versions: all or, if this is interrupted, none. */
  public void delete(List<Version> versions) {
    try (Producer<byte[], byte[]> producer =
        cluster.producer(Map.of("transactional.id", application + "-versions"))) {
      producer.initTransactions();
      producer.beginTransaction();
      // A record that cannot be sent lets the commit fail.
      for (Version version : versions) {
        for (byte[] key : keys(version.number(), version.blocks())) {
          producer.send(new ProducerRecord<>(topic, partition(key), key, null));
        }
      }
      producer.commitTransaction();
    }
  }
}
