package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.Patience;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A topic that is deleted and created again while the learner's process is stopped, so that it
 * cannot see that for a moment the topic was not there.
 */
@Tag("processes")
class RecreatedTopicIT {

  private static final int POINTS = 3_000;
  private static final int LEARNERS = 4;

  private static final Pattern OFFSETS =
      Pattern.compile("Offsets (\\d+) to (\\d+) of partition 0 may have been learned");

  @TempDir Path folder;

  private final TopicNames names = TopicNames.standard();

  @Test
  void shouldEndAndSayWhatMayHaveBeenLearnedAndNeverStartAgain() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder);
        Admin admin = cluster.admin()) {
      cluster.createTopics(names, 1);
      JavaProcess learner = cluster.learn("gyre", "state");
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 9);
          AnswerFollower follower =
              new AnswerFollower(cluster.servers(), names.of(Topic.PREDICTIONS))) {
        stream.send(POINTS, 0);
        follower.await(POINTS * LEARNERS, Patience.TIME);
      }
      learner.suspend();
      admin.deleteTopics(List.of(names.points())).all().get();
      cluster.createTopics(names, 1);
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 9)) {
        stream.send(3 * POINTS, 0);
      }
      long continued = System.nanoTime();
      learner.resume();

      assertThat(learner.exitCode()).isEqualTo(1);
      double seconds = (System.nanoTime() - continued) / 1e9;
      System.out.printf("ended after %.1f s%n%s", seconds, learner.output());
      assertThat(learner.output()).contains("the topic points was deleted and created again");
      Matcher offsets = OFFSETS.matcher(learner.output());
      if (offsets.find()) {
        assertThat(Long.parseLong(offsets.group(1))).isLessThanOrEqualTo(POINTS);
        assertThat(Long.parseLong(offsets.group(2))).isEqualTo(committed(admin) - 1);
      } else if (learner.output().contains("did not stop within")) {
        // A stop that gave up does not know what was committed.
        assertThat(learner.output()).contains("Some of the new topic may have been learned");
      } else {
        assertThat(learner.output()).contains("Nothing of the new topic has been learned");
        assertThat(committed(admin)).isZero();
      }

      JavaProcess next = cluster.learn("gyre", "state");
      assertThat(next.exitCode()).isEqualTo(1);
      assertThat(next.output()).contains("deleted and created again");
    }
  }

  private static long committed(Admin admin) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin.listConsumerGroupOffsets("gyre").partitionsToOffsetAndMetadata().get();
    OffsetAndMetadata offset = offsets.get(new TopicPartition("points", 0));
    return offset == null ? 0 : offset.offset();
  }
}
