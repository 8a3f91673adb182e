package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.topic.Metrics;
import io.gyre.topic.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gyre reset}, as a person runs it. */
class ResetIT {

  private static final int POINTS = 4_000;
  private static final int LEARNERS = 4;

  @TempDir Path folder;

  private final TopicNames names = TopicNames.standard();

  @Test
  void shouldForgetEverythingAfterAskingAndLearnTheSameAgain() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder);
        Admin admin = cluster.admin()) {
      cluster.createTopics(names, 1);
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 9)) {
        stream.send(POINTS, 0);
        stream.closeWindows();
      }
      Map<String, String> first = learn(cluster, true);

      JavaProcess asked = reset(cluster);
      asked.type("no");
      assertThat(asked.exitCode()).isEqualTo(1);
      assertThat(asked.output()).contains("Type yes to go on").contains("Nothing was changed");
      assertThat(changelogs(admin)).containsExactly("gyre-state-changelog");

      // What an earlier Gyre left is removed as well.
      admin
          .createTopics(List.of(new NewTopic("gyre-learner-network-changelog", 1, (short) 1)))
          .all()
          .get();
      JavaProcess agreed = reset(cluster, "--outputs");
      agreed.type("yes");
      assertThat(agreed.exitCode()).as(agreed.output()).isZero();
      assertThat(changelogs(admin)).isEmpty();
      assertThat(admin.listTopics().names().get()).contains("points").doesNotContain("metrics");
      assertThat(Files.exists(folder.resolve("state/streams/gyre/0_0"))).isFalse();

      assertThat(learn(cluster, false)).isEqualTo(first).hasSize(LEARNERS);
    }
  }

  @Test
  void shouldSetTheOffsetsToWhereTheStateStands() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder);
        Admin admin = cluster.admin()) {
      cluster.createTopics(names, 1);
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 9)) {
        stream.send(POINTS, 0);
        stream.closeWindows();
      }
      learn(cluster, false);
      JavaProcess nothing = reset(cluster, "--to-state");
      assertThat(nothing.exitCode()).as(nothing.output()).isZero();
      assertThat(nothing.output()).contains("Nothing was changed");

      admin.deleteConsumerGroups(List.of("gyre")).all().get();
      JavaProcess set = reset(cluster, "--to-state", "--yes");

      assertThat(set.exitCode()).as(set.output()).isZero();
      assertThat(set.output())
          .contains("set the group's offset on partition 0 of points to 4001 (it is not set)");
      try (JavaProcess learner = cluster.learn("gyre", "state");
          PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 9);
          AnswerFollower follower = new AnswerFollower(cluster.servers(), names.predictions())) {
        stream.send(10, 0);
        follower.await((POINTS + 1 + 10) * LEARNERS, Duration.ofSeconds(90));
        learner.terminate();
        assertThat(learner.exitCode()).as(learner.output()).isZero();
      }
    }
  }

  @Test
  void shouldKnowTheJournal() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder);
        Admin admin = cluster.admin()) {
      cluster.createTopics(names, 2);
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 2, 9)) {
        stream.send(POINTS, 0);
        stream.closeWindows();
      }
      learn(cluster, false);
      admin.deleteConsumerGroups(List.of("gyre")).all().get();
      try (JavaProcess refused = cluster.learn("gyre", "state")) {
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("gyre reset --to-state");
      }
      JavaProcess set = reset(cluster, "--to-state", "--yes");
      assertThat(set.exitCode()).as(set.output()).isZero();
      assertThat(set.output())
          .contains("set the group's offset on partition 0 of gyre-journal to ");

      // What is merged again, since nobody knows how far that was, is not learned again.
      try (JavaProcess learner = cluster.learn("gyre", "state");
          PointStream stream = new PointStream(cluster.servers(), names.points(), 2, 9);
          AnswerFollower follower = new AnswerFollower(cluster.servers(), names.predictions())) {
        stream.send(10, 0);
        follower.await((POINTS + 2 + 10) * LEARNERS, Duration.ofSeconds(90));
        learner.terminate();
        assertThat(learner.exitCode()).as(learner.output()).isZero();
        assertThat(follower.count()).isEqualTo((POINTS + 2 + 10) * LEARNERS);
      }

      JavaProcess agreed = reset(cluster, "--yes");
      assertThat(agreed.exitCode()).as(agreed.output()).isZero();
      assertThat(agreed.output()).contains("delete the topic gyre-journal");
      assertThat(admin.listTopics().names().get())
          .contains("points")
          .doesNotContain("gyre-journal", "gyre-state-changelog");
    }
  }

  @Test
  void shouldForgetOneLearner() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder)) {
      cluster.createTopics(names, 1);
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 9)) {
        stream.send(POINTS, 0);
        stream.closeWindows();
        learn(cluster, false);
        JavaProcess unknown = reset(cluster, "--learner", "nobody");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.output()).contains("only of blend, challenger, logistic, network");

        JavaProcess forgotten = reset(cluster, "--learner", "logistic", "--yes");
        assertThat(forgotten.exitCode()).as(forgotten.output()).isZero();
        assertThat(forgotten.output()).contains("gyre has forgotten logistic.");

        stream.send(POINTS, 0);
        stream.closeWindows();
        try (AnswerFollower follower = new AnswerFollower(cluster.servers(), names.predictions());
            JavaProcess learner = cluster.learn("gyre", "state")) {
          follower.await((2 * POINTS + 2) * LEARNERS, Duration.ofSeconds(90));
          learner.terminate();
          assertThat(learner.exitCode()).as(learner.output()).isZero();
        }
      }
      assertThat(pointsLearnedFrom(cluster))
          .isEqualTo(
              Map.of(
                  "network",
                  2 * POINTS + 1L,
                  "challenger",
                  2 * POINTS + 1L,
                  "blend",
                  2 * POINTS + 1L,
                  "logistic",
                  POINTS + 0L));
    }
  }

  /** By learner, when its last window closed. */
  private Map<String, Long> pointsLearnedFrom(TestCluster cluster) throws Exception {
    Map<String, Long> labelled = new HashMap<>();
    for (List<Metrics> windows : new Outputs(cluster.servers(), names).closedWindows().values()) {
      Metrics last = windows.get(windows.size() - 1);
      labelled.put(last.learner(), last.totals().labelled());
    }
    return labelled;
  }

  /** Learns all there is, is refused a reset meanwhile, and returns the digests. */
  private Map<String, String> learn(TestCluster cluster, boolean refuse) throws Exception {
    cluster.createTopics(names, 1);
    try (AnswerFollower follower = new AnswerFollower(cluster.servers(), names.predictions());
        JavaProcess learner = cluster.learn("gyre", "state")) {
      follower.await((POINTS + 1) * LEARNERS, Duration.ofSeconds(90));
      if (refuse) {
        JavaProcess refused = reset(cluster, "--yes");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("the application gyre is running");
        assertThat(refused.output().lines()).hasSize(1);
      }
      learner.terminate();
      assertThat(learner.exitCode()).as(learner.output()).isZero();
    }
    return new Outputs(cluster.servers(), names).digests();
  }

  private JavaProcess reset(TestCluster cluster, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("reset", "--bootstrap-server", cluster.servers()));
    arguments.addAll(List.of("--state-dir", folder.resolve("state").toString()));
    arguments.addAll(List.of(more));
    return cluster.gyre(arguments);
  }

  private static Set<String> changelogs(Admin admin) throws Exception {
    Set<String> topics = new java.util.TreeSet<>(admin.listTopics().names().get());
    topics.removeIf(topic -> !topic.endsWith("-changelog"));
    return topics;
  }
}
