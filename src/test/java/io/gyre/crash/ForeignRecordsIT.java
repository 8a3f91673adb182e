package io.gyre.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.broker.TestBroker;
import io.gyre.cli.Terminated;
import io.gyre.fold.LiveFolds;
import io.gyre.format.RecordSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.page.follow.Follower;
import io.gyre.page.state.DashboardState;
import io.gyre.replica.Replica;
import io.gyre.replica.VersionFolds;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.StoredState;
import io.gyre.topic.TopicNames;
import io.gyre.version.Version;
import io.gyre.version.VersionRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Somebody else writes to the topic of versions and to the changelog, before Gyre and after it: it
 * learns, saves, lists, shows and serves all the same, or says where the record is.
 */
@Execution(ExecutionMode.CONCURRENT)
class ForeignRecordsIT {

  private static final List<String> KEYS =
      List.of("foreign", "version/x", "7/x", "2", "tail/x", "learner/x");

  private static final int POINTS = 100;

  @TempDir Path folder;

  private Bed bed;

  private RecordMetadata write(String topic, int partition, String key, byte[] value)
      throws Exception {
    try (Producer<byte[], byte[]> producer = ClusterAccess.local(bed.servers).producer(Map.of())) {
      return producer
          .send(new ProducerRecord<>(topic, partition, key.getBytes(UTF_8), value))
          .get();
    }
  }

  private void writeAll(String topic, int partitions) throws Exception {
    for (String key : KEYS) {
      for (int partition = 0; partition < partitions; partition++) {
        write(topic, partition, key, "null".getBytes(UTF_8));
      }
    }
  }

  private Terminated gyre(String... words) {
    String[] where = {"--bootstrap-server=" + bed.servers, "--application-id=" + bed.application};
    return Terminated.run(
        Map.of(), Stream.of(words, where).flatMap(Stream::of).toArray(String[]::new));
  }

  private void save(String name) {
    Terminated saved = gyre("version", "save", name);
    saved.requireDone();
    assertThat(saved.out()).contains(name + ", is saved");
  }

  @Test
  void shouldGoOnAmongForeignRecordsOrSayWhereTheyAre() throws Exception {
    try (Bed made = Bed.make(TestBroker.bootstrapServers(), "foreign", folder, 1)) {
      bed = made;
      ApplicationSettings settings = settings("first");
      String versions = TopicNames.versionsOf(bed.application);
      bed.stream.send(POINTS, 0);
      bed.learn(settings, POINTS * Bed.LEARNERS.size());
      writeAll(versions, 2);
      writeAll(settings.changelog(), 1);
      try (LearnerApplication running = LearnerApplication.start(settings)) {
        save("first");
        writeAll(versions, 2);
        bed.stream.send(POINTS, 0);
        bed.awaitAnswers(running, 2 * POINTS * Bed.LEARNERS.size());
        save("last");
        writeAll(versions, 2);
        running.throwFailure();
      }
      bed.awaitNoMembers();
      requireShown();
      requireRestored();
      requireSaidWhere(settings.changelog());
    }
  }

  /** Commands, the page and what serves a version. */
  private void requireShown() throws Exception {
    assertThat(gyre("version", "list").out()).contains("first", "last");
    assertThat(gyre("version", "show", "first").out()).contains("SHA-256");
    ClusterAccess cluster = ClusterAccess.local(bed.servers);
    try (VersionFolds served = new VersionFolds(cluster, bed.application)) {
      for (String name : List.of("first", "last")) {
        LiveFolds folds = served.find(name);
        await("the version to be read").until(() -> !folds.figures().isEmpty());
      }
    }
    DashboardState page = new DashboardState(bed.application);
    try (Follower follower = new Follower(page, bed.names, cluster, RecordSettings.standard())) {
      follower.start();
      await("the page to list the versions").until(() -> page.marks().versions().size() == 2);
      assertThat(page.marks().versions())
          .extracting(Version::name)
          .containsExactly("first", "last");
    }
    gyre("version", "delete", "last", "--yes").requireDone();
    assertThat(gyre("version", "list").out()).contains("first").doesNotContain("last");
  }

  /** A restore brings foreign entries into the store, which are none of the state. */
  private void requireRestored() {
    ClusterAccess cluster = ClusterAccess.local(bed.servers);
    Map<String, String> before = digests(cluster);
    try (LearnerApplication running = LearnerApplication.start(settings("restored"))) {
      save("again");
      running.throwFailure();
    }
    bed.awaitNoMembers();
    assertThat(digests(cluster)).isEqualTo(before);
  }

  private Map<String, String> digests(ClusterAccess cluster) {
    return Replica.restore(cluster, bed.application).get(0).report().digests();
  }

  private void requireSaidWhere(String changelog) throws Exception {
    RecordMetadata at = write(changelog, 0, "clock", "cut".getBytes(UTF_8));

    assertThat(bed.refusal(settings("damaged")))
        .contains("its state is damaged: clock: the checksum of 3 bytes is wrong");
    assertThat(new StoredState(settings("damaged").client(), changelog).foreign())
        .contains("clock (partition 0, offset %d)".formatted(at.offset()))
        .hasSize(1 + KEYS.size());
  }

  /** With a state folder of its own, whose stores are restored. */
  private ApplicationSettings settings(String state) {
    return bed.settings(folder.resolve(state), Bed.LEARNERS).with(new VersionRule(0, 14));
  }
}
