package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.time.Duration;

/** A run over the same points that nothing disturbs, with outputs of its own. */
final class Reference {

  private static final String PREFIX = "reference.";

  private Reference() {}

  /**
   * Runs until this many predictions are there, and stops cleanly.
   *
   * @param arguments more arguments of {@code gyre learn}
   */
  static Outputs run(
      TestCluster cluster, TopicNames names, int partitions, long wanted, String... arguments)
      throws InterruptedException {
    TopicNames own = names.withPrefix(PREFIX).withPoints(names.points());
    cluster.createTopics(own, partitions);
    String[] all = new String[arguments.length + 4];
    System.arraycopy(new String[] {"--prefix", PREFIX, "--points", names.points()}, 0, all, 0, 4);
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    try (AnswerFollower follower =
            new AnswerFollower(cluster.servers(), own.of(Topic.PREDICTIONS));
        JavaProcess learner = cluster.learn("reference", "reference", all)) {
      follower.await(wanted, Duration.ofSeconds(180));
      learner.terminate();
      assertThat(learner.exitCode()).as(learner.output()).isZero();
    }
    return new Outputs(cluster.servers(), own);
  }
}
