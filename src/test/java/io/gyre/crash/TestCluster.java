package io.gyre.crash;

import static org.awaitility.Awaitility.await;

import io.gyre.GyreJar;
import io.gyre.TestPorts;
import io.gyre.broker.BrokerProcess;
import io.gyre.topic.Provisioner;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** A broker in a process of its own, and learners in theirs; all can be killed. */
final class TestCluster implements AutoCloseable {

  final Path folder;
  private final int port = TestPorts.reserve();
  private final List<JavaProcess> learners = new ArrayList<>();
  final Admin admin = Admin.create(Map.of("bootstrap.servers", servers()));
  private JavaProcess broker;

  private TestCluster(Path folder) {
    this.folder = folder;
  }

  /** Starts a broker, on the same port in all of its lives. */
  static TestCluster start(Path folder) {
    // What takes a while shall not be measured.
    GyreJar.program();
    TestCluster cluster = new TestCluster(folder);
    cluster.startBroker();
    return cluster;
  }

  /** Draws a seed, and prints it, so that a run can be repeated. */
  static long seed() {
    long seed = Long.getLong("gyre.seed", System.nanoTime());
    System.out.println("seed " + seed + " (again with -Dgyre.seed=" + seed + ")");
    return seed;
  }

  void startBroker() {
    broker =
        JavaProcess.start(
            folder,
            // As the JVMs of the tests: a broker that is soon killed needs no better code.
            List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            BrokerProcess.class,
            List.of(folder.resolve("broker").toString(), Integer.toString(port)));
    await()
        .pollInterval(Duration.ofMillis(50))
        .failFast("the broker ended", () -> !broker.isAlive())
        .until(() -> broker.output().contains(BrokerProcess.READY));
  }

  void killBroker() {
    broker.kill();
  }

  String servers() {
    return "127.0.0.1:" + port;
  }

  void createTopics(TopicNames names, int partitions) {
    new Provisioner(admin).provision(names, partitions, Map.of());
  }

  /** How many points the application gyre has read, and committed that. */
  long read() throws Exception {
    return admin
        .listConsumerGroupOffsets("gyre")
        .partitionsToOffsetAndMetadata()
        .get()
        .values()
        .stream()
        .mapToLong(OffsetAndMetadata::offset)
        .sum();
  }

  void awaitRead(long points, Duration atMost) {
    await("%,d points to be read".formatted(points))
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsMatching(e -> e.getCause() instanceof GroupIdNotFoundException)
        .until(() -> read() >= points);
  }

  /**
   * Starts {@code gyre learn}.
   *
   * @param state name of the state folder
   * @param more arguments; without --learners there are those for spirals, and without
   *     --predictions all learners publish theirs, not the blend alone
   */
  JavaProcess learn(String application, String state, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("learn", "--bootstrap-server", servers()));
    arguments.addAll(List.of("--application-id", application));
    arguments.addAll(List.of("--state-dir", folder.resolve(state).toString()));
    arguments.addAll(List.of(more));
    if (arguments.stream().noneMatch(argument -> argument.startsWith("--learners"))) {
      arguments.add("--learners=spirals");
    }
    if (arguments.stream().noneMatch(argument -> argument.startsWith("--predictions"))) {
      arguments.add("--predictions=all");
    }
    return gyre(arguments);
  }

  /** Starts any command. */
  JavaProcess gyre(List<String> arguments) {
    JavaProcess learner = JavaProcess.gyre(folder, arguments);
    learners.add(learner);
    return learner;
  }

  @Override
  public void close() {
    learners.forEach(JavaProcess::close);
    admin.close(Duration.ZERO);
    broker.close();
  }
}
