package io.gyre.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.GyreException;
import io.gyre.LongRunning;
import io.gyre.topic.Provisioner;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that an administrator, a cluster and an operating system may do to two instances, in any
 * order: they go on, or end with one message that names the cause; never are they silent.
 */
@Tag("processes")
@LongRunning
class AdministratorIT {

  private static final int MINUTES = Integer.getInteger("gyre.administrator.minutes", 10);
  private static final Duration WITHIN = Duration.ofSeconds(90);
  private static final String APPLICATION = "gyre";
  private static final int PARTITIONS = 2;
  private static final int MOST_PARTITIONS = 8;
  private static final int PER_SECOND = 300;
  private static final int TRANSACTION_MS = 20_000;

  @TempDir Path folder;

  private final TopicNames names = TopicNames.standard();
  private final Set<String> outputs = Set.copyOf(names.outputs());
  private final List<Attack> attacks = new ArrayList<>();
  private final List<String> table = new ArrayList<>();
  private Random random;
  private TestCluster cluster;
  private Admin admin;
  private List<Instance> instances;

  /**
   * Something that is done to the instances.
   *
   * @param ending what the message must say with which every instance ends; empty if all must go on
   */
  private record Attack(String name, List<String> ending, Action action) {}

  private interface Action {
    /** Returns how to see that the instances have noticed: until then they only seem to go on. */
    BooleanSupplier run() throws Exception;
  }

  /** A {@code gyre learn}, in one life after the other, with a state folder of its own. */
  private final class Instance {
    final String state;
    JavaProcess process;

    Instance(String state) {
      this.state = state;
      start();
    }

    void start() {
      process = cluster.learn(APPLICATION, state, "--per-partition", "--no-http");
    }

    boolean hasEnded() {
      return !process.isAlive();
    }

    boolean hasStarted() {
      return process.output().contains("Learning from");
    }

    long failures() {
      return process.log().lines().filter(line -> line.contains("Learning starts again")).count();
    }

    void stop() {
      process.terminate();
      assertThat(process.exitCode()).as(process.output()).isZero();
    }
  }

  @Test
  void shouldGoOnOrEndWithOneMessageWhateverIsDone() throws Exception {
    long seed = TestCluster.seed();
    random = new Random(seed);
    listAttacks();
    long end = System.nanoTime() + Duration.ofMinutes(MINUTES).toNanos();
    try (TestCluster started = TestCluster.start(folder);
        Admin client = started.admin()) {
      cluster = started;
      admin = client;
      cluster.createTopics(names, PARTITIONS);
      try (SteadyPoints points =
          new SteadyPoints(cluster.servers(), names.points(), PER_SECOND, seed)) {
        instances = List.of(new Instance("a"), new Instance("b"));
        attack(new Attack("none: the start", List.of(), () -> () -> true));
        Collections.shuffle(attacks, random);
        for (Attack attack : attacks) {
          attack(attack);
        }
        while (System.nanoTime() < end) {
          attack(attacks.get(random.nextInt(attacks.size())));
        }
        instances.forEach(Instance::stop);
        System.out.printf("%,d points%n", points.written());
      } catch (Throwable failed) {
        throw new AssertionError(failed.getMessage() + "\n" + cluster.said(), failed);
      } finally {
        System.out.println("| attack | seconds | outcome |");
        System.out.println("|---|---|---|");
        table.forEach(System.out::println);
      }
    }
  }

  private void listAttacks() {
    for (String output : outputs.stream().sorted().toList()) {
      survived("delete " + output, () -> delete(output));
      survived("delete " + output + ", create it by default", () -> recreate(output));
    }
    survived("add a partition to points", this::grow);
    survived("kill -9 the broker, restart it", this::bounce);
    survived("SIGSTOP an instance for 3 s", () -> suspend(Duration.ofSeconds(3)));
    survived("SIGSTOP an instance for 15 s", () -> suspend(Duration.ofSeconds(15)));
    survived("SIGTERM an instance, start it again", this::restart);
    survived("kill -9 an instance, start it again", this::kill);
    survived("leave a transaction open", this::leaveTransaction);
    attacks.add(
        new Attack("delete a changelog", List.of("-changelog", "deleted"), this::deleteChangelog));
    attacks.add(
        new Attack(
            "delete points, create them again, an instance stopped",
            List.of("points", "deleted"),
            this::recreatePoints));
  }

  private void survived(String name, Action action) {
    attacks.add(new Attack(name, List.of(), action));
  }

  private BooleanSupplier delete(String output) throws Exception {
    BooleanSupplier noticed = allFailOnce();
    admin.deleteTopics(List.of(output)).all().get();
    return noticed;
  }

  private BooleanSupplier recreate(String output) throws Exception {
    BooleanSupplier noticed = delete(output);
    try {
      admin
          .createTopics(List.of(new NewTopic(output, Optional.empty(), Optional.empty())))
          .all()
          .get();
    } catch (ExecutionException e) {
      // The instances were faster.
      assertThat(e).hasCauseInstanceOf(TopicExistsException.class);
    }
    return noticed;
  }

  /** Every instance has started Kafka Streams again since this was called. */
  private BooleanSupplier allFailOnce() {
    Map<Instance, Long> before = new HashMap<>();
    instances.forEach(instance -> before.put(instance, instance.failures()));
    return () -> instances.stream().allMatch(i -> i.failures() > before.get(i));
  }

  private BooleanSupplier grow() throws Exception {
    int partitions = partitionsOf(names.points());
    if (partitions < MOST_PARTITIONS) {
      admin
          .createPartitions(Map.of(names.points(), NewPartitions.increaseTo(partitions + 1)))
          .all()
          .get();
    }
    return () -> true;
  }

  private BooleanSupplier bounce() {
    cluster.killBroker();
    cluster.startBroker();
    return () -> true;
  }

  private BooleanSupplier suspend(Duration time) throws Exception {
    Instance instance = one();
    instance.process.suspend();
    Thread.sleep(time.toMillis());
    instance.process.resume();
    return () -> true;
  }

  private BooleanSupplier restart() {
    Instance instance = one();
    instance.stop();
    instance.start();
    return () -> true;
  }

  private BooleanSupplier kill() {
    Instance instance = one();
    instance.process.kill();
    instance.start();
    return () -> true;
  }

  /** Nobody ends it but the broker, some time after its timeout. */
  private BooleanSupplier leaveTransaction() throws Exception {
    Producer<byte[], byte[]> producer =
        new ByteProducer(
            cluster.servers(),
            "transactional.id",
            UUID.randomUUID().toString(),
            "transaction.timeout.ms",
            TRANSACTION_MS);
    producer.initTransactions();
    producer.beginTransaction();
    for (int partition = 0; partition < partitionsOf(names.points()); partition++) {
      producer.send(new ProducerRecord<>(names.points(), partition, null, new byte[1])).get();
    }
    producer.close(Duration.ZERO);
    return () -> true;
  }

  private BooleanSupplier deleteChangelog() throws Exception {
    List<String> changelogs =
        admin.listTopics().names().get().stream()
            .filter(topic -> topic.endsWith("-changelog"))
            .sorted()
            .toList();
    String changelog = changelogs.get(random.nextInt(changelogs.size()));
    admin.deleteTopics(List.of(changelog)).all().get();
    return () -> true;
  }

  private BooleanSupplier recreatePoints() throws Exception {
    Instance stopped = one();
    stopped.process.suspend();
    admin.deleteTopics(List.of(names.points())).all().get();
    cluster.createTopics(names, PARTITIONS);
    stopped.process.resume();
    return () -> true;
  }

  private Instance one() {
    return instances.get(random.nextInt(instances.size()));
  }

  private void attack(Attack attack) throws Exception {
    String outcome = "silence";
    System.out.printf("%tT %s%n", System.currentTimeMillis(), attack.name());
    BooleanSupplier noticed = attack.action().run();
    long begin = System.nanoTime();
    try {
      if (attack.ending().isEmpty()) {
        awaitGoingOn(attack.name(), noticed);
        outcome = "goes on";
      } else {
        awaitEnd(attack);
        outcome =
            instances.stream()
                .map(AdministratorIT::message)
                .distinct()
                .collect(Collectors.joining(" / "));
      }
    } finally {
      double seconds = (System.nanoTime() - begin) / 1e9;
      String row = "| %s | %.1f | %s |".formatted(attack.name(), seconds, outcome);
      System.out.printf("%tT %s%n", System.currentTimeMillis(), row);
      table.add(row);
    }
    if (!attack.ending().isEmpty()) {
      startAnew();
    }
  }

  /** Waits until all points that are there now are learned, and more. */
  private void awaitGoingOn(String after, BooleanSupplier noticed) throws Exception {
    Map<Integer, Long> ends = ends();
    waiting("learning to go on after: " + after)
        .failFast("an instance has ended", () -> instances.stream().anyMatch(Instance::hasEnded))
        .until(
            () ->
                instances.stream().allMatch(Instance::hasStarted)
                    && noticed.getAsBoolean()
                    && allAreMembers()
                    && outputsAreWell()
                    && isBeyond(ends));
  }

  private boolean allAreMembers() throws Exception {
    ConsumerGroupDescription group =
        admin.describeConsumerGroups(List.of(APPLICATION)).describedGroups().get(APPLICATION).get();
    return group.groupState() == GroupState.STABLE && group.members().size() == instances.size();
  }

  private boolean outputsAreWell() throws Exception {
    return admin.listTopics().names().get().containsAll(outputs)
        && !new Provisioner(admin).provision(names, 1, Map.of()).essential();
  }

  private boolean isBeyond(Map<Integer, Long> ends) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(APPLICATION).partitionsToOffsetAndMetadata().get();
    return ends.entrySet().stream()
        .allMatch(
            end -> {
              OffsetAndMetadata at =
                  committed.get(new TopicPartition(names.points(), end.getKey()));
              return at != null && at.offset() > end.getValue();
            });
  }

  private Map<Integer, Long> ends() throws Exception {
    Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    for (int partition = 0; partition < partitionsOf(names.points()); partition++) {
      question.put(new TopicPartition(names.points(), partition), OffsetSpec.latest());
    }
    Map<Integer, Long> ends = new HashMap<>();
    admin
        .listOffsets(question)
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
    return ends;
  }

  private int partitionsOf(String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .topicNameValues()
        .get(topic)
        .get()
        .partitions()
        .size();
  }

  private void awaitEnd(Attack attack) {
    waiting("both to end after: " + attack.name())
        .until(() -> instances.stream().allMatch(Instance::hasEnded));
    for (Instance instance : instances) {
      assertThat(instance.process.exitCode()).as(attack.name()).isEqualTo(1);
      assertThat(message(instance)).contains(attack.ending());
    }
  }

  /** The one message with which an instance has ended. */
  private static String message(Instance instance) {
    List<String> messages =
        instance.process.output().lines().filter(line -> line.startsWith("gyre learn: ")).toList();
    assertThat(messages).hasSize(1);
    return messages.get(0);
  }

  /** Does what the messages say. */
  private void startAnew() throws Exception {
    for (Instance instance : instances) {
      waiting("a reset of " + instance.state).until(() -> reset(instance).exitCode() == 0);
    }
    instances.forEach(Instance::start);
    awaitGoingOn("a reset", () -> true);
  }

  private JavaProcess reset(Instance instance) {
    return cluster.gyre(
        List.of(
            "reset",
            "--yes",
            "--outputs",
            "--bootstrap-server=" + cluster.servers(),
            "--application-id=" + APPLICATION,
            "--state-dir=" + folder.resolve(instance.state)));
  }

  private static ConditionFactory waiting(String what) {
    return await(what)
        .atMost(WITHIN)
        .pollInterval(Duration.ofMillis(250))
        // A broker that has just started, or a topic that has just changed.
        .ignoreExceptionsInstanceOf(ExecutionException.class)
        .ignoreExceptionsInstanceOf(GyreException.class);
  }
}
