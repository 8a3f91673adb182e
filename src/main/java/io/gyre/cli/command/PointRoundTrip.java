package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.view.DeadLettersView;
import io.gyre.data.record.Schema;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.KafkaErrorText;
import io.gyre.kafka.KafkaFutures;
import io.gyre.kafka.TopicReader;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Prediction;
import io.gyre.topic.Question;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import io.gyre.topic.UnknownSchemaException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Sends one point as a {@link Question} and collects the answers of learners, or the refusal. A
 * token in the headers marks its records.
 */
final class PointRoundTrip {

  /** The time after an answer in which another application may answer. */
  private static final Duration QUIET = Duration.ofMillis(1500);

  /** The same for one application, whose learners answer in one transaction. */
  private static final Duration QUIET_OF_ONE = Duration.ofMillis(300);

  private static final Duration POLL = Duration.ofMillis(100);

  private final Deserializer<Prediction> deserializer = Topic.PREDICTIONS.deserializer();
  private final UnaryOperator<byte[]> asJson;
  private final ClusterAccess cluster;
  private final TopicNames names;
  private final Question question;
  private final List<Answer> answers = new ArrayList<>();

  record Answer(Prediction prediction, byte[] json) {}

  /**
   * @param schemas finds the schemas of answers
   */
  PointRoundTrip(
      ClusterAccess cluster, TopicNames names, boolean why, Function<String, Schema> schemas) {
    asJson = Topic.PREDICTIONS.json(names.of(Topic.PREDICTIONS), schemas);
    this.cluster = cluster;
    this.names = names;
    question = new Question("ask-" + UUID.randomUUID(), why);
  }

  /**
   * Sends the point and waits until all known learners have answered, no further answer has come
   * for a while, or the time is up. Learners whose predictions are not published do not answer.
   *
   * @throws GyreException if the point was refused, or could not be sent, or the schema of an
   *     answer is not to be had
   */
  List<Answer> ask(byte[] point, Set<LearnerKey> known, Duration timeout) {
    List<String> topics = List.of(names.of(Topic.PREDICTIONS), names.of(Topic.DEAD_LETTERS));
    try (TopicReader reader = new TopicReader(cluster, topics, false)) {
      int partition = send(point).partition();
      long expected = known.stream().filter(key -> key.partition() == partition).count();
      long applications = known.stream().map(LearnerKey::application).distinct().count();
      await(reader, expected, applications == 1 ? QUIET_OF_ONE : QUIET, timeout);
    }
    return answers;
  }

  private void await(TopicReader reader, long expected, Duration quiet, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    while (System.nanoTime() - end < 0 && (expected == 0 || answers.size() < expected)) {
      int before = answers.size();
      reader.poll(POLL).forEach(this::note);
      if (answers.size() > before) {
        end = Math.min(end, System.nanoTime() + quiet.toNanos());
      }
    }
  }

  private RecordMetadata send(byte[] value) {
    try (Producer<byte[], byte[]> producer = cluster.producer(Map.of("linger.ms", 0))) {
      return KafkaFutures.get(
          producer.send(
              new ProducerRecord<>(names.points(), null, null, null, value, question.toHeaders())));
    } catch (KafkaException e) {
      throw KafkaErrorText.explain(e, cluster.bootstrapServers());
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> found) {
    if (!question.equals(Question.of(found.headers()))) {
      return;
    }
    if (found.topic().equals(names.of(Topic.DEAD_LETTERS))) {
      throw new GyreException(
          "the point was refused: " + DeadLettersView.reason(found) + " (see 'gyre learn --help')");
    }
    try {
      byte[] json = asJson.apply(found.value());
      Prediction prediction = deserializer.deserialize(found.topic(), json);
      if (prediction != null) {
        answers.add(new Answer(prediction, json));
      }
    } catch (UnknownSchemaException e) {
      throw new GyreException("the answer cannot be read: " + e.getMessage(), e);
    } catch (SerializationException e) {
      // Anybody may write to the topic: not a prediction.
    }
  }
}
