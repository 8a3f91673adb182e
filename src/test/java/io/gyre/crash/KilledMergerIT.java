package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.LongRunning;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An instance that only merges is killed: its open transaction holds the journal, and with it the
 * whole model, until the other one ends it.
 */
@Tag("processes")
@LongRunning
class KilledMergerIT {

  private static final int PARTITIONS = 12;
  private static final int LEARNERS = 4;
  private static final int RATE = 1_000;
  private static final int KILLS = Integer.getInteger("gyre.kills", 1);
  private static final Duration BOUND = Duration.ofSeconds(15);

  @TempDir Path folder;

  private final TopicNames names = TopicNames.standard();
  private TestCluster cluster;

  @Test
  void shouldNotBeSilentForLong() throws Exception {
    List<Duration> kills = new ArrayList<>();
    try (TestCluster started = TestCluster.start(folder);
        Admin admin = started.admin()) {
      cluster = started;
      cluster.createTopics(names, PARTITIONS);
      long sent;
      Answers answers;
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), PARTITIONS, 7);
          AnswerFollower follower =
              new AnswerFollower(cluster.servers(), names.of(Topic.PREDICTIONS))) {
        AtomicBoolean killing = new AtomicBoolean(true);
        Thread sending = stream.sendInBackground(10_000, RATE, killing::get);
        Map<String, JavaProcess> running = new HashMap<>();
        running.put("a", cluster.learn("gyre", "a"));
        running.put("b", cluster.learn("gyre", "b"));
        for (int kill = 0; kill < KILLS; kill++) {
          String merger = awaitMerger(admin, running.keySet());
          // What waited would still be answered after the kill, and hide the silence.
          await("answers that keep up")
              .atMost(Duration.ofSeconds(120))
              .until(() -> follower.count() > (stream.sent() - RATE) * LEARNERS);
          long killed = System.nanoTime();
          running.get(merger).kill();
          kills.add(Silence.after(killed, follower, PARTITIONS));
          running.put(merger, cluster.learn("gyre", merger));
        }
        killing.set(false);
        sending.join();
        stream.closeWindows();
        sent = stream.sent();
        follower.await((sent + PARTITIONS) * LEARNERS, Duration.ofSeconds(120));
        answers = follower.stop();
        for (JavaProcess process : running.values()) {
          await().atMost(Duration.ofSeconds(60)).until(() -> process.output().contains("Learning"));
          process.terminate();
          assertThat(process.exitCode()).as(process.output()).isZero();
        }
      }
      Silence.report("a kill -9 of an instance that only merges", kills);
      Map<Integer, Long> points = new HashMap<>();
      for (int i = 0; i < PARTITIONS; i++) {
        points.put(i, sent / PARTITIONS + (i < sent % PARTITIONS ? 1 : 0) + 1);
      }
      assertThat(answers.faults(points, LEARNERS)).isEmpty();
      Silence.requireWorstBelow(BOUND, kills);
    }
  }

  /** Waits until one of two has the journal and the other some partitions of points; returns it. */
  private String awaitMerger(Admin admin, Collection<String> states) {
    TopicPartition journal = new TopicPartition("gyre-journal", 0);
    String[] merger = new String[1];
    await("an instance that only merges")
        .atMost(Duration.ofSeconds(120))
        .ignoreExceptionsMatching(e -> e.getCause() instanceof GroupIdNotFoundException)
        .until(
            () -> {
              Collection<MemberDescription> members =
                  admin
                      .describeConsumerGroups(List.of("gyre"))
                      .describedGroups()
                      .get("gyre")
                      .get()
                      .members();
              boolean held =
                  members.stream()
                      .anyMatch(m -> m.assignment().topicPartitions().contains(journal));
              for (String state : states) {
                for (MemberDescription member : members) {
                  if (isOf(member, state)
                      && !member.assignment().topicPartitions().isEmpty()
                      && !member.assignment().topicPartitions().contains(journal)) {
                    merger[0] = state;
                  }
                }
              }
              return held && members.size() == 2 && merger[0] != null;
            });
    return merger[0];
  }

  private boolean isOf(MemberDescription member, String state) throws IOException {
    String instance = member.groupInstanceId().orElseThrow().replaceFirst("-\\d+$", "");
    return Files.readString(folder.resolve(state).resolve("instance")).contains(instance);
  }
}
