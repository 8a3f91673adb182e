package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.topic.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known, and who learns, changes between one kill and the next. */
class KillAndChangeIT {

  @TempDir Path folder;

  /**
   * What the encoder knows, the classes and the columns grow between the kills. How long a recovery
   * takes is measured by {@link KillIT}.
   */
  @Test
  void shouldGiveWhatAnUndisturbedRunGivesOnRecordsOfAnyShape() throws Exception {
    long seed = KillScene.seed();
    Path small =
        Files.writeString(
            folder.resolve("small.json"),
            """
            [{"name": "logistic", "kind": "logistic", "optimiser": "adagrad", "learningRate": 0.3, "batch": 1},
             {"name": "network", "kind": "network", "hidden": 4, "learningRate": 0.2, "batch": 3},
             {"name": "replay", "kind": "network", "hidden": 4, "optimiser": "adam", "learningRate": 0.01, "batch": 1, "replay": 3},
             {"name": "nearest", "kind": "neighbours", "k": 3, "memory": 300},
             {"name": "label-chain", "kind": "label-chain"},
             {"name": "prior", "kind": "prior"},
             {"name": "blend", "kind": "blend"}]
            """);
    String[] arguments = {
      "--per-partition", "--learners=" + small, "--label=outcome", "--id=key", "--predictions=all"
    };
    new KillScene(7, 5, 20_000, 1_500, new MixedRecords(seed), arguments)
        .killAndCompare(folder, seed);
  }

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
          AnswerFollower follower = new AnswerFollower(cluster.servers(), names.predictions())) {
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
