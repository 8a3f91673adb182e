package io.gyre.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the clients of Kafka Streams, with six differences: the consumer does not rebalance after a
 * task failed, notes lost offsets, and tells what it reads; the producer remembers partitions,
 * reports what it has committed, and asks before it commits.
 *
 * <p>Kafka Streams 4.4.0 closes a task whose commit timed out, notes that its partitions must be
 * set back to the committed offset, and asks for a rebalance. The rebalance replaces the task by a
 * new one, the note is lost, and records that were read but not committed are never processed.
 * Without it the task itself is revived, and reads again. {@code NewRunException} guards against
 * other rebalances at that moment.
 */
public class StreamsClients extends DefaultKafkaClientSupplier {

  private static final Logger LOG = LoggerFactory.getLogger(StreamsClients.class);

  /**
   * Receives the records on a topic once they are committed.
   *
   * @param values gets each value, on the thread of its producer: it must be quick and not throw
   */
  public record Observer(String topic, Consumer<byte[]> values) {

    public static final Observer NONE = new Observer("", value -> {});
  }

  /** Tells an observer the sent records, once their transaction is committed. Not thread-safe. */
  static final class CommitNotifier {

    private final Observer observer;
    private final List<byte[]> values = new ArrayList<>();

    CommitNotifier(Observer observer) {
      this.observer = observer;
    }

    void sent(ProducerRecord<byte[], byte[]> record) {
      if (record.topic().equals(observer.topic())) {
        values.add(record.value());
      }
    }

    void committed() {
      values.forEach(observer.values());
      values.clear();
    }

    void aborted() {
      values.clear();
    }
  }

  private final Observer observer;
  private final CommitGuard guard;
  private final LostPlaces lost;

  public StreamsClients(Observer observer, CommitGuard guard, LostPlaces lost) {
    this.observer = observer;
    this.guard = guard;
    this.lost = lost;
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new RememberingProducer(config, observer, guard);
  }

  /**
   * Asks for a topic's partitions once a transaction. Kafka Streams wants them for every record
   * that a partitioner places, which takes a fortieth of the time of a point.
   */
  public static class RememberingProducer extends KafkaProducer<byte[], byte[]> {

    private final Map<String, List<PartitionInfo>> partitions = new HashMap<>();
    private final CommitNotifier uncommitted;
    private final CommitGuard guard;

    public RememberingProducer(Map<String, Object> config, Observer observer, CommitGuard guard) {
      super(config, new ByteArraySerializer(), new ByteArraySerializer());
      this.guard = guard;
      uncommitted = new CommitNotifier(observer);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
      uncommitted.sent(record);
      return super.send(record, callback);
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
      return partitions.computeIfAbsent(topic, super::partitionsFor);
    }

    @Override
    public void sendOffsetsToTransaction(
        Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
      guard.beforeCommit(offsets);
      super.sendOffsetsToTransaction(offsets, group);
    }

    @Override
    public void commitTransaction() {
      partitions.clear();
      super.commitTransaction();
      uncommitted.committed();
    }

    @Override
    public void abortTransaction() {
      partitions.clear();
      uncommitted.aborted();
      super.abortTransaction();
    }
  }

  @Override
  public org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> getConsumer(
      Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
      @Override
      public void enforceRebalance(String reason) {
        if (reason.equals(KafkaInternals.TASKS_CORRUPTED)) {
          LOG.info("a task goes on from the last commit, here");
        } else {
          super.enforceRebalance(reason);
        }
      }

      /** Kafka Streams then continues with the oldest record. */
      @Override
      public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        try {
          ConsumerRecords<byte[], byte[]> found = super.poll(timeout);
          guard.read(found);
          return found;
        } catch (OffsetOutOfRangeException e) {
          lost.note(e.offsetOutOfRangePartitions());
          throw e;
        }
      }
    };
  }
}
