package io.gyre.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.LongRunning;
import io.gyre.broker.TestBroker;
import io.gyre.crash.Bed;
import io.gyre.crash.TopicLoop;
import io.gyre.feed.AvroRows;
import io.gyre.fold.state.FoldSettings;
import io.gyre.format.ValueFormat;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.topic.Origin;
import io.gyre.topic.Provisioner;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of Avro through Kafka, with a real registry that comes and goes. */
@LongRunning
class SchemasThroughKafkaIT {

  private static final int LEARNERS = Bed.LEARNERS.size();

  @TempDir static Path folder;

  private final long seed = new Random().nextInt(1_000_000);
  private final Map<String, byte[]> sent = new HashMap<>(); // the JSON by partition and offset
  private final Random random = new Random(seed);
  private int next;

  /** Sends points as Avro, to two partitions. */
  private final class Sender implements AutoCloseable {

    private final KafkaProducer<byte[], byte[]> producer;
    private final AvroRows rows;
    private final String topic;

    Sender(Bed bed, SchemaRegistry registry) {
      topic = bed.names.points();
      rows =
          new AvroRows(
              "point", text -> registry.register(topic + "-value", ValueFormat.AVRO, text));
      ByteArraySerializer bytes = new ByteArraySerializer();
      producer = new KafkaProducer<>(Map.of("bootstrap.servers", bed.servers), bytes, bytes);
    }

    void send(int count, String more) throws Exception {
      for (int i = 0; i < count; i++) {
        double x = random.nextGaussian();
        String point = "{\"id\":\"p-%d\",\"label\":%d,\"x\":%s,\"place\":\"p%d\"%s}";
        byte[] json = point.formatted(next, x > 0 ? 1 : 0, x, next % 7, more).getBytes(UTF_8);
        int partition = next++ % 2;
        long offset =
            producer
                .send(new ProducerRecord<>(topic, partition, null, null, rows.write(json)))
                .get()
                .offset();
        sent.put(partition + "-" + offset, json);
      }
    }

    /** Returns a framed record without registering anything. */
    byte[] written(String json) throws IOException {
      return rows.write(json.getBytes(UTF_8));
    }

    @Override
    public void close() {
      producer.close();
    }
  }

  private static Bed bed(String application) {
    Bed bed = Bed.make(TestBroker.bootstrapServers(), application, folder, 2);
    new Provisioner(bed.admin).provision(bed.names, 2, Map.of());
    return bed;
  }

  private static Map<String, String> client(Bed bed, String url) {
    return Map.of("bootstrap.servers", bed.servers, "schema.registry.url", url);
  }

  private static ApplicationSettings settings(Bed bed, String url) {
    ApplicationSettings all = bed.settings(bed.state, Bed.LEARNERS, client(bed, url));
    return all.with(all.fold().withRecords(all.fold().records().withFormat(ValueFormat.AUTO)));
  }

  /** Asserts that the model is that of the journal, without a registry, and that of the JSON. */
  private void requireAsJson(Bed bed) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> journal =
        bed.outputs().read(TopicNames.journalOf(bed.application));
    String id = bed.topicId(TopicNames.journalOf(bed.application));
    FoldSettings plain = bed.settings().fold();
    FoldSettings auto = plain.withRecords(plain.records().withFormat(ValueFormat.AUTO));
    TopicLoop loop = new TopicLoop(auto).journal(journal, id);
    List<ConsumerRecord<byte[], byte[]>> asJson = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> each : journal) {
      Origin origin = Origin.of(each.headers());
      if (origin.kind() != Origin.Kind.SCHEMA) {
        byte[] json = sent.get(origin.partition() + "-" + origin.offset());
        asJson.add(
            new ConsumerRecord<>(
                each.topic(),
                each.partition(),
                each.offset(),
                each.timestamp(),
                TimestampType.CREATE_TIME,
                0,
                0,
                each.key(),
                json,
                each.headers(),
                each.leaderEpoch()));
      }
    }
    TopicLoop ofJson = new TopicLoop(plain).journal(asJson, id);
    assertThat(loop.digests()).as("seed %d", seed).isEqualTo(ofJson.digests()).hasSize(LEARNERS);
    assertThat(bed.outputs().answers().differences(ofJson.answers())).isEmpty();
    assertThat(bed.outputs().answers().count()).isEqualTo((long) next * LEARNERS);
  }

  @Test
  void shouldLearnAvroAsItsJsonWhateverBecomesOfTheRegistry() throws Exception {
    try (Bed bed = bed("avro");
        ApicurioRegistry process = ApicurioRegistry.start(folder.resolve("avro-schemas"));
        Sender sender = new Sender(bed, SchemaRegistry.of(client(bed, process.twice(""))))) {
      sender.send(300, "");
      try (LearnerApplication one = LearnerApplication.start(settings(bed, process.url()))) {
        bed.awaitAnswers(one, 300 * LEARNERS);
        // Another field, so another schema, which the learner has not seen.
        byte[] unseen = sender.written("{\"id\":\"q\",\"x\":1.5,\"more\":\"text\"}");
        process.kill();
        sender.send(300, ",\"more\":\"one\"");
        assertThat(unseen).isNotEmpty();

        await("it to be told")
            .until(() -> one.stall() != null && one.stall().toString().contains("is awaited"));
        assertThat(one.stall().toString()).contains("id/", process.url());
      }
      // Stopped while it waits; the next waits as well, and loses nothing.
      try (LearnerApplication other = LearnerApplication.start(settings(bed, process.url()))) {
        await("it to wait").until(() -> other.stall() != null);
        process.startAgain();
        bed.awaitAnswers(other, 600 * LEARNERS);
        await("it to go on").until(() -> other.stall() == null);
        sender.send(300, ",\"tags\":[1,2],\"more\":null");
        bed.awaitAnswers(other, 900 * LEARNERS);
      }
      // With schemas that it knows, it needs no registry, even after a start.
      process.kill();
      sender.send(300, ",\"tags\":[3,4],\"more\":\"two\"");
      try (LearnerApplication last = LearnerApplication.start(settings(bed, process.url()))) {
        bed.awaitAnswers(last, 1_200 * LEARNERS);
      }
      requireAsJson(bed);
    }
  }
}
