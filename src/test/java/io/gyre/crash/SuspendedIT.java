package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.broker.TestBroker;
import io.gyre.cli.Terminated;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.topic.Metrics;
import io.gyre.topic.Provisioner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner's process stands still, sees nothing of what others do meanwhile, and goes on. */
class SuspendedIT {

  private static final int POINTS = 3_000;
  private static final int MISSED = 400;

  private static final Pattern OFFSETS =
      Pattern.compile("Offsets (\\d+) to (\\d+) of partition 0 may have been learned");

  @TempDir Path folder;

  private Bed bed;
  private TopicPartition points;

  @Test
  void shouldCountWhatIsDeletedKeepItsStateFromAResetAndEndWithItsTopic() throws Exception {
    try (Bed made = Bed.make(TestBroker.bootstrapServers(), "suspended", folder, 1);
        JavaProcess learner = learn(made)) {
      bed = made;
      points = new TopicPartition(bed.names.points(), 0);
      bed.stream.send(POINTS, 0);
      await().until(() -> bed.outputs().answers().count() == POINTS);

      learner.suspend();
      deleteUnread();
      learner.resume();
      requireCounted(learner);

      learner.suspend();
      bed.awaitNoMembers();
      bed.awaitNoTransaction();
      refuseToReset(learner);
      learner.resume();
      long answered = bed.outputs().answers().count();
      bed.stream.send(10, 0);
      await().until(() -> bed.outputs().answers().count() == answered + 10);

      learner.suspend();
      createAgain();
      learner.resume();
      assertThat(learner.exitCode()).isEqualTo(1);
      requireWhatMayHaveBeenLearned(learner.output());
      try (JavaProcess next = learn(bed)) {
        assertThat(next.exitCode()).isEqualTo(1);
        assertThat(next.output()).contains("deleted and created again");
      }
    }
  }

  private JavaProcess learn(Bed of) throws Exception {
    // An answer of the broker holds one batch of records, whatever else is there by then.
    Path batches =
        Files.writeString(
            folder.resolve("client.properties"), "consumer.max.partition.fetch.bytes=1");
    return JavaProcess.gyre(
        folder,
        List.of(
            ResetIT.arguments(
                "learn", of, "--learners=spirals", "--command-config=" + batches, "--no-http")));
  }

  private void deleteUnread() throws Exception {
    // The first go with the answer to what the learner has asked for already.
    bed.stream.send(10, 0);
    bed.stream.send(MISSED - 10, 0);
    RecordsToDelete all = RecordsToDelete.beforeOffset(POINTS + MISSED);
    bed.admin.deleteRecords(Map.of(points, all)).all().get();
    bed.stream.send(100, 0);
    bed.stream.closeWindows();
  }

  private void requireCounted(JavaProcess learner) {
    await()
        .untilAsserted(
            () -> {
              List<Metrics> windows = bed.outputs().closedWindows().get("logistic/0");
              assertThat(windows).isNotNull();
              Metrics.Totals totals = windows.get(windows.size() - 1).totals();
              assertThat(totals.missed()).as(learner.log()).isPositive();
              // The point that closes windows is told of by the next.
              assertThat(totals.points() + totals.missed()).isEqualTo(POINTS + MISSED + 100);
            });
    assertThat(learner.log()).contains("missed offsets", "of suspended.points");
  }

  private void refuseToReset(JavaProcess learner) throws Exception {
    Map<String, Object> before = ResetIT.stored(bed);
    for (String variant : List.of("--yes", "--to-state")) {
      Terminated refused = ResetIT.reset(bed, variant);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err())
          .contains("expected no other learner in it", "process " + learner.pid());
    }
    assertThat(ResetIT.stored(bed)).isEqualTo(before);
  }

  /** It cannot see that for a moment the topic was not there. */
  private void createAgain() throws Exception {
    // Once it is no longer seen, which a broker's answer to the deletion does not say.
    assertThat(new ClusterAdmin(bed.admin).deleteTopics(List.of(points.topic()))).isTrue();
    new Provisioner(bed.admin).provision(bed.names, 1, Map.of());
    try (Bed again = Bed.make(bed.servers, bed.application, bed.names, folder)) {
      again.stream.send(3 * POINTS, 0);
    }
  }

  private void requireWhatMayHaveBeenLearned(String said) throws Exception {
    assertThat(said).contains("the topic suspended.points was deleted and created again");
    Matcher offsets = OFFSETS.matcher(said);
    if (offsets.find()) {
      assertThat(Long.parseLong(offsets.group(1))).isLessThanOrEqualTo(learned());
      assertThat(Long.parseLong(offsets.group(2))).isEqualTo(committed() - 1);
    } else if (said.contains("did not stop within")) {
      // A stop that gave up does not know what was committed.
      assertThat(said).contains("Some of the new topic may have been learned");
    } else {
      assertThat(said).contains("Nothing of the new topic has been learned");
      assertThat(committed()).isZero();
    }
  }

  /** The offset after the last point of the topic that was there before. */
  private static long learned() {
    return POINTS + MISSED + 100 + 1 + 10;
  }

  private long committed() throws Exception {
    OffsetAndMetadata offset =
        bed.admin
            .listConsumerGroupOffsets(bed.application)
            .partitionsToOffsetAndMetadata()
            .get()
            .get(points);
    return offset == null ? 0 : offset.offset();
  }
}
