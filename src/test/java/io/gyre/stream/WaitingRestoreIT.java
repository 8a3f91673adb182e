package io.gyre.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.broker.TestBroker;
import io.gyre.crash.Bed;
import io.gyre.fold.LateLabels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Points that waited no longer, and of which the changelog no longer tells that. */
@Tag("any-broker")
@Tag("long-running")
class WaitingRestoreIT {

  private static final String APPLICATION = "waiting-restored";
  private static final String LABELS = "waiting-restored.labels";
  private static final String CHANGELOG = "waiting-restored-waiting-changelog";
  private static final String JOURNAL = "waiting-restored-journal";
  private static final int OLD = 500;
  private static final int LEARNERS = Bed.LEARNERS.size();
  private static final long START_MS = 1_700_000_000_000L;

  @TempDir static Path folder;

  private final Random random = new Random(1);
  private Producer<byte[], byte[]> producer;
  private long timeMs = START_MS;
  private long points;

  private static ApplicationSettings settings(Bed bed, String state) {
    ApplicationSettings plain = bed.settings(folder.resolve(state), Bed.LEARNERS);
    return new ApplicationSettings(
        plain.application(),
        plain.topics(),
        new InputSettings(LABELS, false, InputSettings.JOURNAL_BYTES),
        plain.fold().with(new LateLabels(5_000, 1_000_000, 1L << 30)),
        plain.published(),
        plain.state(),
        plain.client());
  }

  private void point(Bed bed, String id) throws Exception {
    String value =
        "{\"id\":\"%s\",\"x\":%s,\"y\":%s}"
            .formatted(id, random.nextGaussian(), random.nextGaussian());
    send(bed.names.points(), value, timeMs++);
    points++;
  }

  private void label(String id) throws Exception {
    send(LABELS, "{\"id\":\"%s\",\"label\":%d}".formatted(id, random.nextInt(2)), timeMs);
  }

  private void send(String topic, String value, long timestamp) throws Exception {
    producer.send(new ProducerRecord<>(topic, 0, timestamp, null, value.getBytes(UTF_8))).get();
  }

  private static void compactAtOnce(Bed bed) throws Exception {
    List<AlterConfigOp> tiny =
        Map.of(
                "segment.bytes", "1048576",
                "segment.ms", "500",
                "delete.retention.ms", "0",
                "min.cleanable.dirty.ratio", "0.001")
            .entrySet()
            .stream()
            .map(each -> new ConfigEntry(each.getKey(), each.getValue()))
            .map(entry -> new AlterConfigOp(entry, OpType.SET))
            .toList();
    ConfigResource changelog = new ConfigResource(ConfigResource.Type.TOPIC, CHANGELOG);
    bed.admin.incrementalAlterConfigs(Map.of(changelog, tiny)).all().get();
  }

  private static boolean tellsOfOldPoints(Bed bed) {
    return bed.outputs().read(CHANGELOG).stream()
        .anyMatch(record -> new String(record.key(), UTF_8).contains("old-"));
  }

  /** An instance comes back whose folder has what was dropped elsewhere while it was away. */
  @Test
  void shouldBringNothingBackToLifeThatWasDroppedMeanwhile() throws Exception {
    try (Bed bed = Bed.make(TestBroker.bootstrapServers(), APPLICATION, folder, 1);
        Producer<byte[], byte[]> sending =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", bed.servers),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      producer = sending;
      bed.createTopic(LABELS);
      for (int i = 0; i < OLD; i++) {
        point(bed, "old-" + i);
      }
      bed.learn(settings(bed, "one"), points * LEARNERS);
      compactAtOnce(bed);
      assertThat(tellsOfOldPoints(bed)).isTrue();
      try (LearnerApplication running = LearnerApplication.start(settings(bed, "two"))) {
        // Nobody waits any longer.
        timeMs += 10_000;
        await("a changelog that says nothing of points that are gone")
            .atMost(Duration.ofMinutes(3))
            .pollInterval(Duration.ofSeconds(1))
            .until(
                () -> {
                  running.throwFailure();
                  point(bed, "new-" + points);
                  label("new-" + (points - 1));
                  return points > OLD + 5 && !tellsOfOldPoints(bed);
                });
        bed.awaitAnswers(running, points * LEARNERS);
      }
      // So long ago that nobody needs to know any more what was deleted since.
      Path closed = folder.resolve("one").resolve("closed");
      Instant then = Instant.now().minus(StoredWaiting.TRUSTED_FOR).minusSeconds(60);
      Files.setLastModifiedTime(closed, FileTime.from(then));

      try (LearnerApplication running = LearnerApplication.start(settings(bed, "one"))) {
        for (int i = 0; i < OLD; i++) {
          label("old-" + i);
        }
        for (int i = 0; i < 100; i++) {
          point(bed, "last-" + i);
          label("last-" + i);
        }
        awaitJournal(bed, running, points + OLD + 100);
        timeMs += 2_000;
        point(bed, "closing");
        bed.awaitAnswers(running, points * LEARNERS);
      }
      String id =
          bed.admin
              .describeTopics(List.of(JOURNAL))
              .topicNameValues()
              .get(JOURNAL)
              .get()
              .topicId()
              .toString();
      LogLoop loop = new LogLoop(settings(bed, "one").fold());
      loop.journal(bed.outputs().read(JOURNAL), id);
      assertThat(bed.outputs().digests()).isEqualTo(loop.digests()).hasSize(LEARNERS);
    }
  }

  private static void awaitJournal(Bed bed, LearnerApplication running, long records) {
    await("records on the journal")
        .atMost(Bed.PATIENCE)
        .until(
            () -> {
              running.throwFailure();
              return bed.outputs().read(JOURNAL).size() >= records;
            });
  }
}
