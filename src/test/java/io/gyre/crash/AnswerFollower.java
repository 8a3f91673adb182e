package io.gyre.crash;

import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.awaitility.Awaitility;

/** Reads the committed predictions from their beginning on, as they come, and notes when. */
final class AnswerFollower implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Answers answers = new Answers();
  private final Map<Integer, List<Long>> arrivals = new TreeMap<>();
  private final Thread thread = new Thread(this::follow, "answers");
  private volatile boolean closed;
  private volatile long count;
  private volatile Throwable failure;

  AnswerFollower(String servers, String topic) {
    consumer = Outputs.consumer(servers);
    Outputs.assignFromBeginning(consumer, topic);
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    Deserializer<Prediction> predictions = Topic.PREDICTIONS.deserializer();
    try {
      while (!closed) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        synchronized (this) {
          for (ConsumerRecord<byte[], byte[]> record : records) {
            answers.add(predictions.deserialize(record.topic(), record.value()));
          }
          for (TopicPartition partition : records.partitions()) {
            arrivals
                .computeIfAbsent(partition.partition(), key -> new ArrayList<>())
                .add(System.nanoTime());
          }
          count = answers.count();
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      consumer.close();
    }
  }

  /** How many have come. */
  long count() {
    if (failure != null) {
      throw new AssertionError("the reader of the predictions failed", failure);
    }
    return count;
  }

  /** Waits until this many have come. */
  void await(long wanted, Duration atMost) {
    Awaitility.await("%d predictions".formatted(wanted))
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> count() >= wanted);
  }

  /**
   * The longest time for which a partition was silent between two moments, as a reader saw it; the
   * silence begins with what came before the first moment.
   */
  synchronized Duration longestSilence(long fromNanos, long toNanos) {
    long longest = 0;
    for (List<Long> ofPartition : arrivals.values()) {
      long before = fromNanos;
      for (long arrival : ofPartition) {
        if (arrival > fromNanos && arrival <= toNanos) {
          longest = Math.max(longest, arrival - before);
        }
        before = arrival <= toNanos ? arrival : before;
      }
      longest = Math.max(longest, toNanos - Math.max(before, fromNanos));
    }
    return Duration.ofNanos(longest);
  }

  /** Waits until every partition has answered after a moment. */
  void awaitAnswersSince(long nanos, int partitions, Duration atMost) {
    Awaitility.await("answers from %d partitions".formatted(partitions))
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> answeredSince(nanos) == partitions);
  }

  private synchronized long answeredSince(long nanos) {
    count();
    return arrivals.values().stream().filter(all -> all.get(all.size() - 1) > nanos).count();
  }

  /** Ends, and returns what has come. */
  Answers stop() throws InterruptedException {
    closed = true;
    thread.join();
    count();
    return answers;
  }

  @Override
  public void close() {
    closed = true;
  }
}
