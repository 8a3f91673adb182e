package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known, and who learns, changes between one kill and the next. */
@Tag("processes")
class KillAndChangeIT {

  @TempDir Path folder;

  /**
   * The killed instance still has its place in the group, and would not be told of what the new
   * learner needs.
   */
  @Test
  void shouldTakeInANewLearnerRightAfterAKill() throws Exception {
    TopicNames names = TopicNames.standard();
    String one = "{\"name\": \"one\", \"kind\": \"logistic\", \"learningRate\": 1}";
    Path first = Files.writeString(folder.resolve("first.json"), "[" + one + "]");
    Path second =
        Files.writeString(
            folder.resolve("second.json"), "[" + one + ", " + one.replace("one", "two") + "]");
    try (TestCluster cluster = TestCluster.start(folder)) {
      cluster.createTopics(names, 1);
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 1);
          AnswerFollower follower =
              new AnswerFollower(cluster.servers(), names.of(Topic.PREDICTIONS))) {
        stream.send(2_000, 0);
        JavaProcess learner = cluster.learn("gyre", "state", "--learners=" + first);
        follower.await(2_000, Duration.ofSeconds(60));

        learner.kill();
        cluster.learn("gyre", "state", "--learners=" + second);
        stream.send(1_000, 0);

        follower.await(2_000 + 2 * 1_000, Duration.ofSeconds(60));
        assertThat(follower.stop().count()).isEqualTo(2_000 + 2 * 1_000);
      }
    }
  }
}
