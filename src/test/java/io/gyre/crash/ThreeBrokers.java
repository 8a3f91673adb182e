package io.gyre.crash;

import static org.awaitility.Awaitility.await;

import io.gyre.TestPorts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;

/**
 * Three brokers, each a controller too, in processes of their own that can be killed and paused;
 * three replicas of everything, two of which must have it. Between any two of them, and between
 * each of them and each other process, there is a {@link Link}.
 *
 * <p>Brokers advertise names, and each process has a hosts file of its own that sends it to its own
 * links. Whoever shall not be disturbed connects to a listener without links.
 */
final class ThreeBrokers implements AutoCloseable {

  static final int COUNT = 3;

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("process.roles", "broker,controller"),
          Map.entry("controller.listener.names", "CONTROLLER"),
          Map.entry("inter.broker.listener.name", "LINKED"),
          Map.entry(
              "listener.security.protocol.map",
              "LINKED:PLAINTEXT,DIRECT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("default.replication.factor", "3"),
          Map.entry("min.insync.replicas", "2"),
          Map.entry("offsets.topic.replication.factor", "3"),
          Map.entry("offsets.topic.num.partitions", "3"),
          Map.entry("transaction.state.log.replication.factor", "3"),
          Map.entry("transaction.state.log.min.isr", "2"),
          Map.entry("transaction.state.log.num.partitions", "3"),
          Map.entry("share.coordinator.state.topic.replication.factor", "3"),
          Map.entry("share.coordinator.state.topic.min.isr", "2"),
          Map.entry("log.message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE)),
          Map.entry("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "4"),
          Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20)),
          Map.entry("log.index.size.max.bytes", Integer.toString(1 << 20)));

  private static final String LOGGING = "brokers-logback.xml";

  /** A broker's output has what it logs, for whoever looks for the reasons of a failure. */
  private static final String LOGBACK =
      """
      <configuration>
        <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
          <encoder>
            <pattern>%d{HH:mm:ss.SSS} %-5level %logger{30} %msg%n%ex{short}</pattern>
          </encoder>
        </appender>
        <logger name="org.apache.kafka.coordinator" level="INFO"/>
        <logger name="kafka.coordinator" level="INFO"/>
        <root level="WARN"><appender-ref ref="OUT"/></root>
      </configuration>
      """;

  private final Path folder;
  private final String clusterId = Uuid.randomUuid().toString();
  private final int[] linked = IntStream.range(0, COUNT).map(i -> TestPorts.reserve()).toArray();
  private final int[] direct = IntStream.range(0, COUNT).map(i -> TestPorts.reserve()).toArray();
  private final int[] control = IntStream.range(0, COUNT).map(i -> TestPorts.reserve()).toArray();
  private final JavaProcess[] brokers = new JavaProcess[COUNT];
  private final Map<String, Link> links = new TreeMap<>();

  private ThreeBrokers(Path folder) {
    this.folder = folder;
  }

  /** Starts all, and returns when they accept clients. */
  static ThreeBrokers start(Path folder) {
    ThreeBrokers cluster = new ThreeBrokers(folder);
    write(folder.resolve(LOGGING), LOGBACK);
    for (int broker = 1; broker <= COUNT; broker++) {
      cluster.connect(broker);
    }
    for (int broker = 1; broker <= COUNT; broker++) {
      cluster.launch(broker);
    }
    for (int broker = 1; broker <= COUNT; broker++) {
      cluster.awaitReady(broker);
    }
    return cluster;
  }

  /**
   * Makes the links of a process to all brokers but itself.
   *
   * @param number 1 to 3 of the brokers themselves, 4 to 250 of others
   * @return the option that lets a JVM use them
   */
  String connect(int number) {
    StringBuilder hosts = new StringBuilder("127.0.0.1 localhost " + host() + "\n");
    for (int broker = 1; broker <= COUNT; broker++) {
      String address = number == broker ? "127.0.0.1" : "127.0.%d.%d".formatted(number, broker);
      hosts.append("%s broker%d%n".formatted(address, broker));
      if (number != broker) {
        int[] ports = {linked[broker - 1], control[broker - 1]};
        links.computeIfAbsent(number + ">" + broker, key -> new Link(address, ports));
      }
    }
    Path file = folder.resolve("hosts-" + number);
    write(file, hosts.toString());
    return "-Djdk.net.hosts.file=" + file;
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "";
    }
  }

  /** The way from a process to a broker. */
  Link link(int from, int broker) {
    return links.get(from + ">" + broker);
  }

  /** Starts a broker without waiting for it. */
  void launch(int broker) {
    List<String> jvm =
        List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dlogback.configurationFile=" + folder.resolve(LOGGING),
            connect(broker));
    brokers[broker - 1] =
        JavaProcess.start(folder, jvm, NodeMain.class, List.of(settings(broker).toString()));
  }

  void awaitReady(int broker) {
    await("broker %d".formatted(broker))
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> process(broker).output().contains(NodeMain.READY));
  }

  JavaProcess process(int broker) {
    return brokers[broker - 1];
  }

  private Path settings(int broker) {
    Properties settings = new Properties();
    settings.putAll(SETTINGS);
    int i = broker - 1;
    String listeners = "%s://%s:%d,DIRECT://127.0.0.1:%d,%s://%s:%d";
    settings.put(
        "listeners",
        listeners.formatted(
            "LINKED", "127.0.0.1", linked[i], direct[i], "CONTROLLER", "127.0.0.1", control[i]));
    String name = "broker" + broker;
    settings.put(
        "advertised.listeners",
        listeners.formatted("LINKED", name, linked[i], direct[i], "CONTROLLER", name, control[i]));
    settings.put(
        "controller.quorum.voters",
        numbers()
            .mapToObj(n -> "%d@broker%d:%d".formatted(n, n, control[n - 1]))
            .collect(Collectors.joining(",")));
    settings.put("node.id", Integer.toString(broker));
    settings.put("log.dirs", folder.resolve(name).toString());
    settings.put(NodeMain.CLUSTER_ID, clusterId);
    Path file = folder.resolve(name + ".properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  static IntStream numbers() {
    return IntStream.rangeClosed(1, COUNT);
  }

  /** Where those connect that have links. */
  String linkedServers() {
    return numbers()
        .mapToObj(n -> "broker%d:%d".formatted(n, linked[n - 1]))
        .collect(Collectors.joining(","));
  }

  /** Where those connect that have none. */
  String servers() {
    return numbers().mapToObj(n -> "127.0.0.1:" + direct[n - 1]).collect(Collectors.joining(","));
  }

  Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", servers(), "request.timeout.ms", 10_000));
  }

  /** The broker that decides, as another tells; 0 if there is none. */
  int controller(Admin admin) {
    try {
      return admin.describeMetadataQuorum().quorumInfo().get().leaderId();
    } catch (ExecutionException | InterruptedException e) {
      return 0;
    }
  }

  /** Tells whether every replica has what its leader has. */
  boolean inSync(Admin admin) {
    try {
      List<String> topics = new ArrayList<>(admin.listTopics().names().get());
      topics.addAll(List.of("__consumer_offsets", "__transaction_state"));
      return admin.describeTopics(topics).allTopicNames().get().values().stream()
          .map(TopicDescription::partitions)
          .flatMap(List::stream)
          .allMatch(partition -> partition.isr().size() == partition.replicas().size());
    } catch (ExecutionException | InterruptedException e) {
      return false;
    }
  }

  /** Opens all links and lets all brokers run. */
  void heal() {
    links
        .values()
        .forEach(
            link -> {
              link.set(Link.State.OPEN);
              link.delay(0);
            });
    for (int broker = 1; broker <= COUNT; broker++) {
      if (process(broker).isAlive()) {
        process(broker).resume();
      } else {
        launch(broker);
      }
    }
  }

  @Override
  public void close() {
    for (JavaProcess broker : brokers) {
      if (broker != null) {
        broker.close();
      }
    }
    links.values().forEach(Link::close);
  }
}
