package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.GyreJar;
import io.gyre.LongRunning;
import io.gyre.fold.FoldLoop;
import io.gyre.fold.state.FoldSettings;
import io.gyre.format.RecordSettings;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.time.WindowSettings;
import io.gyre.topic.Provisioner;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers and three instances of one application, which learns one model from six partitions
 * of points and from labels that come later on a topic of their own; brokers, links and instances
 * fail at random and at once. Afterwards everything that came out is what a plain loop over the
 * journal says.
 *
 * <p>Addresses 127.x.y.z are this machine's own without further ado on Linux alone.
 */
@Tag("processes")
@LongRunning
@EnabledOnOs(OS.LINUX)
class ThreeBrokersIT {

  private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("gyre.minutes", 15));
  private static final int RATE = Integer.getInteger("gyre.rate", 100);
  private static final int PARTITIONS = 6;
  private static final int INSTANCES = 3;
  private static final String APPLICATION = "gyre";
  private static final String JOURNAL = "gyre-journal";
  private static final String LABELS = "labels";
  private static final String KEY = "--key=" + PointStream.PLACE;

  private static final FoldSettings SETTINGS =
      new FoldSettings(LearnerPresets.SPIRALS.learners(), WindowSettings.standard())
          .withRecords(RecordSettings.standard().withKeys(List.of(PointStream.PLACE)))
          .with(FoldLoop.LATE)
          .withReports(100);

  private static final List<String> LEARN =
      List.of(
          "--application-id=" + APPLICATION,
          "--labels-topic=" + LABELS,
          "--learners=spirals",
          KEY,
          "--predictions=all",
          "--no-http");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  private final TopicNames names = TopicNames.standard();
  private final long seed = TestCluster.seed();
  private ThreeBrokers cluster;
  private Admin admin;
  private Timeline timeline;

  @Test
  void shouldBeAsIfNothingHadHappened() throws Exception {
    GyreJar.program();
    System.out.println("logs are in " + folder);
    try (ThreeBrokers started = ThreeBrokers.start(folder);
        Admin client = started.admin()) {
      cluster = started;
      admin = client;
      timeline = new Timeline();
      createTopics();
      try (LateStream stream =
              new LateStream(cluster.servers(), names.points(), PARTITIONS, LABELS, seed);
          AnswerFollower follower =
              new AnswerFollower(cluster.servers(), names.of(Topic.PREDICTIONS))) {
        runWithFaults(stream, follower);
        check(follower, stream.ends());
      }
    }
  }

  private void createTopics() throws Exception {
    new Provisioner(admin).provision(names, PARTITIONS, Map.of());
    admin.createTopics(List.of(LateStream.labels(LABELS, 3))).all().get();
  }

  /** Returns when all that was sent has been read. */
  private void runWithFaults(LateStream stream, AnswerFollower follower) throws Exception {
    try (Instances instances = new Instances(cluster, folder, timeline, INSTANCES, LEARN)) {
      AtomicBoolean sending = new AtomicBoolean(true);
      Thread points = stream.sendInBackground(RATE, sending::get);
      follower.await(1, Duration.ofSeconds(90));
      timeline.note("the first answer");
      Faults faults = new Faults(cluster, instances, APPLICATION, timeline, admin, seed, LENGTH);
      int happened = faults.run();
      timeline.note("%d faults are over".formatted(happened));
      sending.set(false);
      points.join();
      stream.finish();
      timeline.note("sent: " + stream.ends());
      awaitRead(stream.ends());
      stream.end();
      awaitRead(stream.ends());
      timeline.note("all is read");
      instances.stopAll();
      System.out.println(instances.endings().size() + " instances ended by themselves");
      instances.endings().forEach(System.out::println);
    }
  }

  private void awaitRead(Map<String, Long> ends) {
    Awaitility.await("all to be read")
        .atMost(Duration.ofMinutes(10))
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(() -> isRead(ends));
  }

  private boolean isRead(Map<String, Long> ends) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> read =
        admin.listConsumerGroupOffsets(APPLICATION).partitionsToOffsetAndMetadata().get();
    TopicPartition journal = new TopicPartition(JOURNAL, 0);
    boolean merged =
        ends.entrySet().stream()
            .allMatch(
                end ->
                    read.entrySet().stream()
                        .anyMatch(
                            at ->
                                at.getKey().toString().equals(end.getKey())
                                    && at.getValue().offset() == end.getValue()));
    long end =
        admin
            .listOffsets(Map.of(journal, OffsetSpec.latest()))
            .partitionResult(journal)
            .get()
            .offset();
    return merged && read.get(journal).offset() >= end;
  }

  private void check(AnswerFollower follower, Map<String, Long> ends) throws Exception {
    Outputs outputs = new Outputs(cluster.servers(), names);
    List<ConsumerRecord<byte[], byte[]>> journal = outputs.read(JOURNAL);
    assertThat(JournalContents.faults(journal, ends)).isEmpty();
    TopicLoop loop = new TopicLoop(SETTINGS);
    journal.forEach(loop::add);
    int learners = SETTINGS.learners().size();
    follower.await(loop.answers().count(), Duration.ofMinutes(1));
    Answers answers = follower.stop();

    System.out.printf("%,d records: %s%n", journal.size(), loop.labels());
    assertThat(answers.differences(loop.answers())).isEmpty();
    assertThat(outputs.refused()).isEqualTo(loop.refused());
    assertThat(outputs.windows()).isEqualTo(loop.windows()).hasSize(learners);
    outputs.requireWaiting(loop.labels());
    assertThat(outputs.digests()).isEqualTo(loop.digests()).hasSize(learners);
    assertThat(withoutSteps(outputs.digests())).isEqualTo(scored());
  }

  private static Map<String, String> withoutSteps(Map<String, String> digests) {
    return digests.entrySet().stream()
        .collect(
            Collectors.toMap(e -> e.getKey().replace("/0", ""), e -> e.getValue().split(" ")[1]));
  }

  /** What the program itself says of the journal, by learner. */
  private Map<String, String> scored() throws IOException {
    List<String> arguments =
        List.of(
            "score",
            "--topic=" + JOURNAL,
            "--json",
            "--learners=spirals",
            KEY,
            "--bootstrap-server=" + cluster.servers());
    try (JavaProcess score = JavaProcess.gyre(folder, arguments)) {
      score.exitCode();
      Map<String, String> digests = new TreeMap<>();
      ObjectMapper json = new ObjectMapper();
      for (String line : score.output().lines().filter(l -> l.startsWith("{")).toList()) {
        JsonNode row = json.readTree(line);
        if (row.path("digest").isTextual()) {
          digests.put(row.get("learner").asText(), row.get("digest").asText());
        }
      }
      return digests;
    }
  }
}
