package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.broker.LocalBroker;
import io.gyre.topic.Metrics;
import io.gyre.topic.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
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
      sendPoints(cluster, 1);
      Map<String, String> first = learn(cluster, true);

      JavaProcess asked = reset(cluster);
      asked.type("no");
      assertThat(asked.exitCode()).isEqualTo(1);
      assertThat(asked.output()).contains("Type yes to go on").contains("Nothing was changed");
      assertThat(changelogs(admin)).containsExactly("gyre-state-changelog");

      JavaProcess agreed = reset(cluster, "--outputs");
      agreed.type("yes");
      assertThat(agreed.exitCode()).as(agreed.output()).isZero();
      assertThat(changelogs(admin)).isEmpty();
      assertThat(admin.listTopics().names().get()).contains("points").doesNotContain("metrics");
      assertThat(Files.exists(folder.resolve("state/streams/gyre/0_0"))).isFalse();
      JavaProcess again = reset(cluster);
      assertThat(again.exitCode()).as(again.output()).isZero();
      assertThat(again.output()).contains("nothing left of gyre. Nothing was changed");

      assertThat(learn(cluster, false)).isEqualTo(first).hasSize(LEARNERS);
    }
  }

  @Test
  void shouldSetTheOffsetsToWhereTheStateStands() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder);
        Admin admin = cluster.admin()) {
      sendPoints(cluster, 1);
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
      sendPoints(cluster, 2);
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
        assertThat(forgotten.output()).contains("gyre forgets logistic with its next start.");

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

  @Test
  void shouldChangeNothingWhileTheInstanceOfTheFolderSleeps() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder);
        Admin admin = cluster.admin()) {
      cluster.createTopics(names, 2);
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 2, 9);
          AnswerFollower follower = new AnswerFollower(cluster.servers(), names.predictions());
          JavaProcess learner = cluster.learn("gyre", "state")) {
        stream.send(POINTS, 0);
        follower.await(POINTS * LEARNERS, Duration.ofSeconds(90));
        learner.suspend();
        awaitNoMembers(admin);
        Map<String, Object> before = stored(admin);

        for (List<String> variant :
            List.of(List.of("--yes"), List.of("--to-state"), List.of("--learner", "logistic"))) {
          JavaProcess refused = reset(cluster, variant.toArray(String[]::new));
          assertThat(refused.exitCode()).isEqualTo(1);
          assertThat(refused.output())
              .contains("expected no other learner in it", "process " + learner.pid());
        }
        assertThat(stored(admin)).isEqualTo(before);

        learner.resume();
        stream.send(10, 0);
        follower.await((POINTS + 10) * LEARNERS, Duration.ofSeconds(90));
        assertThat(follower.count()).isEqualTo((POINTS + 10) * LEARNERS);
      }
    }
  }

  @Test
  void shouldRefuseTheFolderOfAnotherApplication() throws Exception {
    try (TestCluster cluster = TestCluster.start(folder);
        Admin admin = cluster.admin()) {
      sendPoints(cluster, 1);
      learn(cluster, false);
      Map<String, Object> before = stored(admin);

      JavaProcess refused = reset(cluster, "--yes", "--application-id", "other");

      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.output()).contains("it belongs to gyre");
      assertThat(stored(admin)).isEqualTo(before);
      assertThat(folder.resolve("state/streams/gyre/0_0")).isDirectory();
    }
  }

  @Test
  void shouldChangeNothingWhereTopicsCannotBeDeleted() throws Exception {
    try (LocalBroker broker = broker("delete.topic.enable", "false");
        Bed bed = learned(broker, "kept")) {
      refuse(bed, "delete.topic.enable");
    }
  }

  @Test
  void shouldChangeNothingWithoutTheRightToDeleteEverything() throws Exception {
    String authorizer = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";
    try (LocalBroker broker =
            broker("authorizer.class.name", authorizer, "allow.everyone.if.no.acl.found", "true");
        Bed bed = learned(broker, "guarded")) {
      for (ResourcePattern kept :
          List.of(
              new ResourcePattern(
                  ResourceType.TOPIC, "guarded-state-changelog", PatternType.LITERAL),
              new ResourcePattern(ResourceType.GROUP, "guarded", PatternType.LITERAL))) {
        List<AclBinding> allButDeletion =
            List.of(
                binding(kept, AclOperation.ALL, AclPermissionType.ALLOW),
                binding(kept, AclOperation.DELETE, AclPermissionType.DENY));
        bed.admin.createAcls(allButDeletion).all().get();
        refuse(bed, "Not authorized");
        bed.admin
            .deleteAcls(allButDeletion.stream().map(AclBinding::toFilter).toList())
            .all()
            .get();
      }
      assertThat(reset(bed).exitCode()).isZero();
    }
  }

  @Test
  void shouldWaitForTheTransactionOfAnInstanceThatIsGone() throws Exception {
    try (LocalBroker broker = broker();
        Bed bed = learned(broker, "cut-off");
        Producer<byte[], byte[]> gone =
            new ByteProducer(
                bed.servers, "transactional.id", "cut-off-" + UUID.randomUUID() + "-1")) {
      gone.initTransactions();
      gone.beginTransaction();
      gone.send(new ProducerRecord<>("cut-off-state-changelog", new byte[1], new byte[1])).get();
      Map<String, Object> before = stored(bed.admin, bed.application);
      try (JavaProcess reset = reset(bed)) {
        Awaitility.await("reset to wait")
            .atMost(Duration.ofSeconds(60))
            .until(() -> reset.output().contains("Waiting for the cluster to end the transaction"));
        assertThat(stored(bed.admin, bed.application)).isEqualTo(before);

        gone.abortTransaction();

        assertThat(reset.exitCode()).as(reset.output()).isZero();
      }
      assertThat(stored(bed.admin, bed.application))
          .isEqualTo(Map.of("offsets", Map.of(), "topics", Map.of()));
    }
  }

  private static AclBinding binding(
      ResourcePattern resource, AclOperation operation, AclPermissionType type) {
    return new AclBinding(resource, new AccessControlEntry("User:ANONYMOUS", "*", operation, type));
  }

  private LocalBroker broker(String... settings) {
    Map<String, String> more = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      more.put(settings[i], settings[i + 1]);
    }
    return LocalBroker.start(folder.resolve("broker"), 0, more);
  }

  private Bed learned(LocalBroker broker, String application) {
    Bed bed = Bed.make(broker.bootstrapServers(), application, folder, 1);
    bed.stream.send(POINTS, 0);
    bed.learn(POINTS * Bed.LEARNERS.size());
    return bed;
  }

  private void refuse(Bed bed, String reason) throws Exception {
    Map<String, Object> before = stored(bed.admin, bed.application);
    try (JavaProcess refused = reset(bed)) {
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.output()).containsIgnoringCase(reason);
    }
    assertThat(stored(bed.admin, bed.application)).isEqualTo(before);
    assertThat(bed.state.resolve("streams/%s/0_0".formatted(bed.application))).isDirectory();
  }

  private JavaProcess reset(Bed bed) {
    return JavaProcess.gyre(
        folder,
        List.of(
            "reset",
            "--yes",
            "--bootstrap-server",
            bed.servers,
            "--application-id",
            bed.application,
            "--state-dir",
            bed.state.toString()));
  }

  /** The default: enough to see that it works. */
  @Test
  void shouldLeaveTheModelWholeOrGoneWhenItIsKilled() throws Exception {
    killAtRandomMoments(2);
  }

  @Test
  @Tag("long-running")
  void shouldLeaveTheModelWholeOrGoneWhenItIsKilledAtTwentyMoments() throws Exception {
    killAtRandomMoments(20);
  }

  /**
   * After each kill a start either goes on as if nothing had been, or begins anew, or is refused;
   * then a second reset ends what the first began. The model is a function of the log alone, so in
   * the end it must be that of an application that nobody disturbed.
   */
  private void killAtRandomMoments(int kills) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Map<String, Integer> outcomes = new TreeMap<>();
    try (TestCluster cluster = TestCluster.start(folder);
        Admin admin = cluster.admin()) {
      cluster.createTopics(names, 1);
      try (PointStream stream = new PointStream(cluster.servers(), names.points(), 1, 9)) {
        sendAndLearn(cluster, admin, stream);
        for (int i = 0; i < kills; i++) {
          String cut = killReset(cluster, admin, random);
          String start = startAfterKill(cluster, admin, stream);
          outcomes.merge(cut + ": " + start, 1, Integer::sum);
        }
      }
      System.out.println("kills of reset: " + outcomes);
      Map<String, String> digests = new Outputs(cluster.servers(), names).digests();
      assertThat(digests).hasSize(LEARNERS);

      TopicNames others = names.withPrefix("undisturbed.").withPoints(names.points());
      cluster.createTopics(others, 1);
      try (JavaProcess undisturbed =
          cluster.learn("undisturbed", "other", "--prefix", "undisturbed.", "--points", "points")) {
        awaitAllRead(admin, "undisturbed");
        undisturbed.terminate();
        assertThat(undisturbed.exitCode()).as(undisturbed.output()).isZero();
      }
      assertThat(new Outputs(cluster.servers(), others).digests()).isEqualTo(digests);
    }
  }

  /** Kills it in the midst of its deletions, or shortly before or after; says what was left. */
  private String killReset(TestCluster cluster, Admin admin, Random random) throws Exception {
    try (JavaProcess reset = reset(cluster, "--yes")) {
      Awaitility.await("the list of what is deleted")
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> reset.output().contains("delete the state in"));
      // A reset takes some 200 ms from here on; what is waited for is the moment itself.
      long end = System.nanoTime() + random.nextInt(250_000_000);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      reset.kill();
    }
    Map<String, Object> left = stored(admin);
    return left.get("offsets").equals(Map.of())
        ? ((Map<?, ?>) left.get("topics")).isEmpty() ? "all gone" : "offsets gone"
        : "all there";
  }

  private String startAfterKill(TestCluster cluster, Admin admin, PointStream stream)
      throws Exception {
    stream.send(100, 0);
    stream.closeWindows();
    try (JavaProcess learner = cluster.learn("gyre", "state")) {
      Awaitility.await("the learner to have read everything, or to end")
          .atMost(Duration.ofSeconds(90))
          .until(() -> !learner.isAlive() || hasReadAll(admin, "gyre"));
      if (learner.isAlive()) {
        learner.terminate();
        assertThat(learner.exitCode()).as(learner.output()).isZero();
        return "goes on or begins anew";
      }
      assertThat(learner.output()).contains("gyre reset");
    }
    JavaProcess second = reset(cluster, "--yes");
    assertThat(second.exitCode()).as(second.output()).isZero();
    sendAndLearn(cluster, admin, stream);
    return "refused, and reset again";
  }

  private void sendAndLearn(TestCluster cluster, Admin admin, PointStream stream) throws Exception {
    stream.send(POINTS, 0);
    stream.closeWindows();
    try (JavaProcess learner = cluster.learn("gyre", "state")) {
      awaitAllRead(admin, "gyre");
      learner.terminate();
      assertThat(learner.exitCode()).as(learner.output()).isZero();
    }
  }

  private void awaitAllRead(Admin admin, String application) {
    Awaitility.await("all points to be learned")
        .atMost(Duration.ofSeconds(90))
        .until(() -> hasReadAll(admin, application));
  }

  private boolean hasReadAll(Admin admin, String application) throws Exception {
    TopicPartition points = new TopicPartition(names.points(), 0);
    long end =
        admin
            .listOffsets(Map.of(points, OffsetSpec.latest()))
            .partitionResult(points)
            .get()
            .offset();
    return Objects.equals(offsets(admin, application).get(points), end);
  }

  private static Map<TopicPartition, Long> offsets(Admin admin, String application)
      throws Exception {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try {
      admin
          .listConsumerGroupOffsets(application)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((partition, committed) -> offsets.put(partition, committed.offset()));
    } catch (ExecutionException absent) {
      assertThat(absent).hasCauseInstanceOf(GroupIdNotFoundException.class);
    }
    return offsets;
  }

  /** What the cluster holds of an application: its offsets, and the ends of its own topics. */
  private static Map<String, Object> stored(Admin admin) throws Exception {
    return stored(admin, "gyre");
  }

  private static Map<String, Object> stored(Admin admin, String application) throws Exception {
    while (true) {
      Set<String> topics = ownTopics(admin, application);
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      topics.forEach(topic -> latest.put(new TopicPartition(topic, 0), OffsetSpec.latest()));
      Map<TopicPartition, Long> ends = new HashMap<>();
      try {
        ListOffsetsOptions briefly = new ListOffsetsOptions().timeoutMs(5_000);
        admin
            .listOffsets(latest, briefly)
            .all()
            .get()
            .forEach((topic, end) -> ends.put(topic, end.offset()));
        return Map.of("offsets", offsets(admin, application), "topics", ends);
      } catch (ExecutionException vanished) {
        // A broker deletes what it was told to, though who told it has been killed.
        if (topics.equals(ownTopics(admin, application))) {
          throw vanished;
        }
      }
    }
  }

  private static Set<String> ownTopics(Admin admin, String application) throws Exception {
    return admin.listTopics().names().get().stream()
        .filter(topic -> topic.startsWith(application + "-"))
        .collect(Collectors.toSet());
  }

  private static void awaitNoMembers(Admin admin) {
    Awaitility.await("a group without members, and its transactions to have ended")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                admin
                        .describeConsumerGroups(List.of("gyre"))
                        .describedGroups()
                        .get("gyre")
                        .get()
                        .members()
                        .isEmpty()
                    && admin
                        .listTransactions(
                            new ListTransactionsOptions()
                                .filterStates(Set.of(TransactionState.ONGOING)))
                        .all()
                        .get()
                        .isEmpty());
  }

  private void sendPoints(TestCluster cluster, int partitions) {
    cluster.createTopics(names, partitions);
    try (PointStream stream = new PointStream(cluster.servers(), names.points(), partitions, 9)) {
      stream.send(POINTS, 0);
      stream.closeWindows();
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
