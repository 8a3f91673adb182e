package io.gyre.cli.command;

import io.gyre.GyreException;
import io.gyre.cli.view.DeadLettersView;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.KafkaErrorText;
import io.gyre.kafka.KafkaFutures;
import io.gyre.kafka.TopicReader;
import io.gyre.topic.LearnerKey;
import io.gyre.topic.Prediction;
import io.gyre.topic.Question;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * One point on its way through the topics: sent to points as a {@link Question}, answered by
 * learners on predictions, or refused on dead-letters. Its token tells the answers.
 */
final class PointRoundTrip {

  /** Another application may take so much longer to answer than the first. */
  private static final Duration QUIET = Duration.ofMillis(1500);

  /** An application's learners answer in one transaction, so their answers come together. */
  private static final Duration QUIET_OF_ONE = Duration.ofMillis(300);

  private static final Duration POLL = Duration.ofMillis(100);

  private final Deserializer<Prediction> deserializer = Topic.PREDICTIONS.deserializer();
  private final ClusterAccess cluster;
  private final TopicNames names;
  private final List<Answer> answers = new ArrayList<>();
  private Question question;

  record Answer(Prediction prediction, byte[] json) {}

  PointRoundTrip(ClusterAccess cluster, TopicNames names) {
    this.cluster = cluster;
    this.names = names;
  }

  /**
   * Sends the point and waits for the answers: until every known learner has answered, or none has
   * for a while after the first, or the time is up. Not every learner has to: see {@code
   * --predictions}.
   *
   * @param known the learners that may answer; of one application alone, that takes less long
   * @return none when nobody answered
   * @throws GyreException if the point was refused, or could not be sent
   */
  List<Answer> ask(byte[] point, boolean why, Set<LearnerKey> known, Duration timeout) {
    question = new Question("ask-" + UUID.randomUUID(), why);
    List<String> topics = List.of(names.predictions(), names.deadLetters());
    try (TopicReader reader = new TopicReader(cluster, topics, false)) {
      RecordMetadata sent = send(point);
      long expected = known.stream().filter(key -> key.partition() == sent.partition()).count();
      long applications = known.stream().map(LearnerKey::application).distinct().count();
      await(reader, expected, applications == 1 ? QUIET_OF_ONE : QUIET, timeout);
    }
    return answers;
  }

  private void await(TopicReader reader, long expected, Duration quiet, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    while (System.nanoTime() - end < 0 && !complete(expected)) {
      int before = answers.size();
      reader.poll(POLL).forEach(this::note);
      if (answers.size() > before) {
        end = Math.min(end, System.nanoTime() + quiet.toNanos());
      }
    }
  }

  private boolean complete(long expected) {
    return expected > 0 && answers.size() >= expected;
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
    if (found.topic().equals(names.deadLetters())) {
      throw new GyreException(
          "the point was refused: " + DeadLettersView.reason(found) + " (see 'gyre learn --help')");
    }
    Prediction prediction = read(found);
    if (prediction != null) {
      answers.add(new Answer(prediction, found.value()));
    }
  }

  /** Anybody may write to the topic; what cannot be read as a prediction is passed over. */
  private Prediction read(ConsumerRecord<byte[], byte[]> found) {
    try {
      return deserializer.deserialize(found.topic(), found.value());
    } catch (SerializationException e) {
      return null;
    }
  }
}
