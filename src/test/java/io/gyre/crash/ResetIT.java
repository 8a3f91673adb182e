package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.GyreException;
import io.gyre.LongRunning;
import io.gyre.broker.LocalBroker;
import io.gyre.broker.TestBroker;
import io.gyre.cli.Terminated;
import io.gyre.cli.terminal.Advice;
import io.gyre.stream.LearnerApplication;
import io.gyre.topic.Metrics;
import io.gyre.topic.Provisioner;
import java.nio.file.Path;
import java.time.Duration;
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
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code gyre reset}, as a person runs it, on applications that learn in this JVM. What it does to
 * one that is suspended is asked by {@link SuspendedIT}.
 */
@Execution(ExecutionMode.CONCURRENT)
class ResetIT {

  private static final int POINTS = 4_000;
  private static final int LEARNERS = Bed.LEARNERS.size();

  @TempDir Path folder;

  @Test
  void shouldForgetEverythingAfterAskingAndLearnTheSameAgain() throws Exception {
    try (Bed bed = learned("forgets", 1)) {
      try (LearnerApplication running = LearnerApplication.start(bed.settings())) {
        bed.stream.send(1, 0);
        bed.awaitAnswers(running, (POINTS + 2) * LEARNERS);
        Terminated refused = reset(bed, "--yes");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("the application forgets is running");
        assertThat(refused.err().lines()).hasSize(1);
        assertThat(refused.out()).isEmpty();
      }
      Map<String, String> first = bed.outputs().digests();

      JavaProcess asked = process(bed);
      asked.type("no");
      assertThat(asked.exitCode()).isEqualTo(1);
      assertThat(asked.output()).contains("Type yes to go on").contains("Nothing was changed");
      assertThat(ownTopics(bed))
          .containsExactlyInAnyOrder("forgets-keys-changelog", "forgets-state-changelog");

      JavaProcess agreed = process(bed, "--outputs");
      agreed.type("yes");
      assertThat(agreed.exitCode()).as(agreed.output()).isZero();
      assertThat(ownTopics(bed)).isEmpty();
      assertThat(bed.admin.listTopics().names().get())
          .contains("forgets.points")
          .doesNotContain("forgets.metrics");
      assertThat(stateOfPartition0(bed)).doesNotExist();
      assertThat(done(bed)).contains("nothing left of forgets. Nothing was changed");

      new Provisioner(bed.admin).provision(bed.names, 1, Map.of());
      bed.learn((POINTS + 2) * LEARNERS);
      assertThat(bed.outputs().digests()).isEqualTo(first).hasSize(LEARNERS);
    }
  }

  @Test
  void shouldSetTheOffsetsToWhereTheStateStands() throws Exception {
    try (Bed bed = learned("to-state", 1)) {
      assertThat(done(bed, "--to-state")).contains("Nothing was changed");

      bed.admin.deleteConsumerGroups(List.of(bed.application)).all().get();

      assertThat(done(bed, "--to-state", "--yes"))
          .contains(
              "set the group's offset on partition 0 of to-state.points to 4001 (it is not set)");
      bed.stream.send(10, 0);
      bed.learn((POINTS + 1 + 10) * LEARNERS);
      assertThat(bed.outputs().answers().count()).isEqualTo((POINTS + 1 + 10) * LEARNERS);
    }
  }

  @Test
  void shouldKnowTheJournal() throws Exception {
    try (Bed bed = learned("of-journal", 2)) {
      bed.admin.deleteConsumerGroups(List.of(bed.application)).all().get();
      assertThat(bed.refusal(bed.settings())).contains("gyre reset --to-state");
      bed.awaitNoMembers();
      assertThat(done(bed, "--to-state", "--yes"))
          .contains("set the group's offset on partition 0 of of-journal-journal to ");

      // What is merged again, since nobody knows how far that was, is not learned again.
      bed.stream.send(10, 0);
      bed.learn((POINTS + 2 + 10) * LEARNERS);
      assertThat(bed.outputs().answers().count()).isEqualTo((POINTS + 2 + 10) * LEARNERS);

      assertThat(done(bed, "--yes")).contains("delete the topic of-journal-journal");
      assertThat(ownTopics(bed)).isEmpty();
    }
  }

  @Test
  void shouldForgetOneLearner() throws Exception {
    try (Bed bed = learned("of-one", 1)) {
      Terminated unknown = reset(bed, "--learner", "nobody");
      assertThat(unknown.exitCode()).isEqualTo(1);
      assertThat(unknown.err()).contains("only of logistic, network");

      assertThat(done(bed, "--learner", "logistic", "--yes"))
          .contains("of-one forgets logistic with its next start.");

      bed.stream.send(POINTS, 0);
      bed.stream.closeWindows();
      bed.learn((2 * POINTS + 2) * LEARNERS);
      assertThat(pointsLearnedFrom(bed))
          .isEqualTo(Map.of("network", 2 * POINTS + 1L, "logistic", POINTS + 0L));
    }
  }

  @Test
  void shouldChangeNothingWhereTopicsCannotBeDeleted() throws Exception {
    try (LocalBroker broker = broker("delete.topic.enable", "false");
        Bed bed = learned(broker.bootstrapServers(), "kept", 1)) {
      refuse(bed, "delete.topic.enable");
    }
  }

  @Test
  void shouldChangeNothingWithoutTheRightToDeleteEverything() throws Exception {
    String authorizer = "org.apache.kafka.metadata.authorizer.StandardAuthorizer";
    try (LocalBroker broker =
            broker("authorizer.class.name", authorizer, "allow.everyone.if.no.acl.found", "true");
        Bed bed = learned(broker.bootstrapServers(), "guarded", 1)) {
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
        awaitRights(bed, allButDeletion);
        refuse(bed, "Not authorized");
        bed.admin
            .deleteAcls(allButDeletion.stream().map(AclBinding::toFilter).toList())
            .all()
            .get();
        awaitRights(bed, List.of());
      }
      done(bed, "--yes");
    }
  }

  /** Waits until the broker goes by these rights, which a controller has noted. */
  private static void awaitRights(Bed bed, List<AclBinding> rights) {
    Awaitility.await("rights")
        .until(
            () ->
                Set.copyOf(bed.admin.describeAcls(AclBindingFilter.ANY).values().get())
                    .equals(Set.copyOf(rights)));
  }

  @Test
  void shouldWaitForTheTransactionOfAnInstanceThatIsGone() throws Exception {
    try (Bed bed = learned("cut-off", 1);
        Producer<byte[], byte[]> gone =
            new ByteProducer(
                bed.servers,
                "transactional.id",
                "cut-off-" + UUID.randomUUID() + "-1",
                // The cluster itself shall not end it.
                "transaction.timeout.ms",
                600_000)) {
      gone.initTransactions();
      gone.beginTransaction();
      gone.send(new ProducerRecord<>("cut-off-state-changelog", new byte[1], new byte[1])).get();
      Map<String, Object> before = stored(bed);
      try (JavaProcess reset = process(bed, "--yes")) {
        Awaitility.await("reset to wait")
            .until(() -> reset.output().contains("Waiting for the cluster to end the transaction"));
        assertThat(stored(bed)).isEqualTo(before);

        gone.abortTransaction();

        assertThat(reset.exitCode()).as(reset.output()).isZero();
      }
      assertThat(stored(bed)).isEqualTo(Map.of("offsets", Map.of(), "topics", Map.of()));
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

  private Bed learned(String application, int partitions) {
    return learned(TestBroker.bootstrapServers(), application, partitions);
  }

  /** Returns a bed whose learners have learned all points so far, and are stopped. */
  private Bed learned(String servers, String application, int partitions) {
    Bed bed = Bed.make(servers, application, folder, partitions);
    bed.stream.send(POINTS, 0);
    bed.stream.closeWindows();
    bed.learn((POINTS + partitions) * LEARNERS);
    bed.awaitNoTransaction();
    return bed;
  }

  private void refuse(Bed bed, String reason) throws Exception {
    Map<String, Object> before = stored(bed);
    Terminated refused = reset(bed, "--yes");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).containsIgnoringCase(reason);
    assertThat(stored(bed)).isEqualTo(before);
    assertThat(stateOfPartition0(bed)).isDirectory();
  }

  private static Path stateOfPartition0(Bed bed) {
    return bed.state.resolve("streams/%s/0_0".formatted(bed.application));
  }

  static Terminated reset(Bed bed, String... more) {
    return Terminated.run(Map.of(), arguments("reset", bed, more));
  }

  /** Returns what it says. */
  private static String done(Bed bed, String... more) {
    Terminated ended = reset(bed, more);
    ended.requireDone();
    return ended.out();
  }

  /** In a process of its own, which has an input, and can be killed. */
  private JavaProcess process(Bed bed, String... more) {
    return JavaProcess.gyre(folder, List.of(arguments("reset", bed, more)));
  }

  static String[] arguments(String command, Bed bed, String... more) {
    return Stream.concat(
            Stream.of(
                command,
                "--bootstrap-server=" + bed.servers,
                "--application-id=" + bed.application,
                "--prefix=" + bed.application + ".",
                "--state-dir=" + bed.state),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** The default: enough to see that it works. */
  @Test
  void shouldLeaveTheModelWholeOrGoneWhenItIsKilled() throws Exception {
    killAtRandomMoments(2);
  }

  @Test
  @LongRunning
  void shouldLeaveTheModelWholeOrGoneWhenItIsKilledAtTwentyMoments() throws Exception {
    killAtRandomMoments(20);
  }

  /**
   * After each kill a start either goes on as if nothing had been, or begins anew, or is refused;
   * then a second reset ends what the first began. The model is a function of the log alone, so in
   * the end it must be that of an application that nobody disturbed.
   */
  private void killAtRandomMoments(int kills) throws Exception {
    long seed = TestCluster.seed();
    Random random = new Random(seed);
    Map<String, Integer> outcomes = new TreeMap<>();
    try (Bed bed = learned("killed-resets-" + kills, 1)) {
      for (int i = 0; i < kills; i++) {
        String cut = killReset(bed, random);
        String start = startAfterKill(bed);
        outcomes.merge(cut + ": " + start, 1, Integer::sum);
      }
      System.out.println("kills of reset: " + outcomes);
      bed.requireDigestsOfLoop();
    }
  }

  /** Kills it in the midst of its deletions, or shortly before or after; says what was left. */
  private String killReset(Bed bed, Random random) throws Exception {
    try (JavaProcess reset = process(bed, "--yes")) {
      Awaitility.await("the list of what is deleted")
          .pollInterval(Duration.ofMillis(2))
          .until(() -> reset.output().contains("delete the state in"));
      // A reset takes some 200 ms from here on; what is waited for is the moment itself.
      long end = System.nanoTime() + random.nextInt(250_000_000);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      reset.kill();
    }
    Map<String, Object> left = stored(bed);
    return left.get("offsets").equals(Map.of())
        ? ((Map<?, ?>) left.get("topics")).isEmpty() ? "all gone" : "offsets gone"
        : "all there";
  }

  private String startAfterKill(Bed bed) throws Exception {
    bed.stream.send(100, 0);
    bed.stream.closeWindows();
    try {
      learnAll(bed);
      return "goes on or begins anew";
    } catch (GyreException refused) {
      assertThat(Advice.STANDARD.after(refused.getMessage(), refused.remedies))
          .contains("gyre reset");
    }
    bed.awaitNoMembers();
    done(bed, "--yes");
    bed.stream.send(POINTS, 0);
    bed.stream.closeWindows();
    learnAll(bed);
    return "refused, and reset again";
  }

  /** Starts an instance, and stops it when it has read all points. */
  private static void learnAll(Bed bed) {
    try (LearnerApplication learner = LearnerApplication.start(bed.settings())) {
      Awaitility.await("all points to be learned")
          .until(
              () -> {
                learner.throwFailure();
                long end = bed.offset(points(bed), OffsetSpec.latest());
                return Objects.equals(offsets(bed).get(points(bed)), end);
              });
    }
  }

  private static TopicPartition points(Bed bed) {
    return new TopicPartition(bed.names.points(), 0);
  }

  private static Map<TopicPartition, Long> offsets(Bed bed) throws Exception {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    try {
      bed.admin
          .listConsumerGroupOffsets(bed.application)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((partition, committed) -> offsets.put(partition, committed.offset()));
    } catch (ExecutionException absent) {
      assertThat(absent).hasCauseInstanceOf(GroupIdNotFoundException.class);
    }
    return offsets;
  }

  /** What the cluster holds of an application: its offsets, and the ends of its own topics. */
  static Map<String, Object> stored(Bed bed) throws Exception {
    while (true) {
      Set<String> topics = ownTopics(bed);
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      topics.forEach(topic -> latest.put(new TopicPartition(topic, 0), OffsetSpec.latest()));
      Map<TopicPartition, Long> ends = new HashMap<>();
      try {
        ListOffsetsOptions briefly = new ListOffsetsOptions().timeoutMs(5_000);
        bed.admin
            .listOffsets(latest, briefly)
            .all()
            .get()
            .forEach((topic, end) -> ends.put(topic, end.offset()));
        return Map.of("offsets", offsets(bed), "topics", ends);
      } catch (ExecutionException vanished) {
        // A broker deletes what it was told to, though who told it has been killed; or it is busy.
        assertThat(vanished).hasCauseInstanceOf(RetriableException.class);
      }
    }
  }

  private static Set<String> ownTopics(Bed bed) throws Exception {
    return bed.admin.listTopics().names().get().stream()
        .filter(topic -> topic.startsWith(bed.application + "-"))
        .collect(Collectors.toSet());
  }

  /** By learner, when its last window closed. */
  private static Map<String, Long> pointsLearnedFrom(Bed bed) {
    Map<String, Long> labelled = new HashMap<>();
    for (List<Metrics> windows : bed.outputs().closedWindows().values()) {
      Metrics last = windows.get(windows.size() - 1);
      labelled.put(last.learner(), last.totals().labelled());
    }
    return labelled;
  }
}
