package io.gyre.stream.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.broker.TestBroker;
import io.gyre.cli.Terminated;
import io.gyre.crash.Bed;
import io.gyre.crash.ByteProducer;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.topic.Origin;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class JournalTrimmerIT {

  private static final int POINTS = 5_000;
  private static final int LEARNERS = Bed.LEARNERS.size();

  @TempDir static Path folder;

  @Test
  void shouldKeepSoMuchAndDeleteNothingThatIsNotLearned() throws Exception {
    try (Bed bed = Bed.make(TestBroker.bootstrapServers(), "trimmed", folder, 2)) {
      TopicPartition journal = new TopicPartition("trimmed-journal", 0);
      ClusterAdmin cluster = new ClusterAdmin(bed.admin);
      bed.stream.send(POINTS, 0);
      bed.learn(POINTS * LEARNERS);
      long bytes = cluster.diskBytes(journal);
      assertThat(bytes).isGreaterThan(POINTS * 20L);
      long end = bed.offset(journal, OffsetSpec.latest());

      new JournalTrimmer(cluster, "trimmed", bytes / 4).look(Set.of());
      new JournalTrimmer(cluster, "trimmed", 2 * bytes).look(Set.of(journal));
      assertThat(bed.offset(journal, OffsetSpec.earliest())).isZero();

      JournalTrimmer quarter = new JournalTrimmer(cluster, "trimmed", bytes / 4);
      quarter.look(Set.of(journal));
      long begin = bed.offset(journal, OffsetSpec.earliest());
      assertThat((double) begin / end).isBetween(0.74, 0.76);
      // The bytes are still on disk, and nothing more is to be deleted for that.
      quarter.look(Set.of(journal));
      assertThat(bed.offset(journal, OffsetSpec.earliest())).isEqualTo(begin);

      new JournalTrimmer(cluster, "trimmed", 0).look(Set.of(journal));
      Long committed = cluster.group("trimmed").committed().get(journal);
      assertThat(bed.offset(journal, OffsetSpec.earliest()))
          .isGreaterThan(begin)
          .isLessThanOrEqualTo(committed);

      bed.stream.send(POINTS, 0);
      bed.stream.closeWindows();
      bed.learn((2 * POINTS + 2) * LEARNERS);
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          bed.outputs()
                              .answers()
                              .faults(Map.of(0, POINTS + 1L, 1, POINTS + 1L), LEARNERS))
                      .isEmpty());
      bed.outputs()
          .closedWindows()
          .forEach(
              (learner, windows) ->
                  assertThat(windows)
                      .as(learner)
                      .allMatch(window -> window.totals().missed() == 0));
    }
  }

  /** The journal holds twice as much as it may keep, and none of that is learned. */
  @Test
  void shouldDeleteNothingThatIsStillToBeLearned() throws Exception {
    try (Bed bed = Bed.make(TestBroker.bootstrapServers(), "ahead", folder, 2)) {
      TopicPartition journal = new TopicPartition("ahead-journal", 0);
      ClusterAdmin cluster = new ClusterAdmin(bed.admin);
      bed.stream.send(POINTS, 0);
      bed.learn(POINTS * LEARNERS);
      long learned = cluster.diskBytes(journal);
      bed.stream.send(3 * POINTS, 0);
      bed.stream.closeWindows();
      merge(bed, POINTS);
      long keep = (cluster.diskBytes(journal) - learned) / 2;
      assertThat(keep).isGreaterThan(learned);
      Long committed = cluster.group("ahead").committed().get(journal);
      JournalTrimmer trimmer = new JournalTrimmer(cluster, "ahead", keep);

      trimmer.look(Set.of(journal));

      assertThat(bed.offset(journal, OffsetSpec.earliest())).isEqualTo(committed);
      Terminated scored =
          Terminated.run(
              Map.of(), "score", "--bootstrap-server=" + bed.servers, "--topic=ahead-journal");
      assertThat(scored.err())
          .contains("the journal no longer begins at offset 0 but at " + committed);
      assertThat(scored.out()).contains("%,d points".formatted(3 * POINTS + 2));

      // What it merges once more, it has been given already.
      bed.learn((4 * POINTS + 2) * LEARNERS);
      assertThat(
              bed.outputs()
                  .answers()
                  .faults(Map.of(0, 2 * POINTS + 1L, 1, 2 * POINTS + 1L), LEARNERS))
          .isEmpty();
      trimmer.look(Set.of(journal));
      assertThat(bed.offset(journal, OffsetSpec.earliest())).isGreaterThan(committed);
    }
  }

  /** Writes to the journal what merge would, while nobody learns. */
  private static void merge(Bed bed, int from) throws Exception {
    String topic = bed.names.points();
    String topicId = bed.topicId(topic);
    try (Producer<byte[], byte[]> producer = new ByteProducer(bed.servers)) {
      for (ConsumerRecord<byte[], byte[]> each : bed.outputs().read(topic)) {
        if (each.offset() < from / 2) {
          continue;
        }
        ProducerRecord<byte[], byte[]> merged =
            new ProducerRecord<>("ahead-journal", 0, each.timestamp(), each.key(), each.value());
        new Origin(
                Origin.Kind.POINT,
                topic,
                topicId,
                each.partition(),
                each.offset(),
                each.timestamp(),
                0,
                null)
            .addTo(merged.headers());
        producer.send(merged);
      }
      producer.flush();
    }
  }
}
