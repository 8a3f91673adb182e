package io.gyre.broker;

import static io.gyre.broker.Clients.Ending.ABORT;
import static io.gyre.broker.Clients.Ending.COMMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.gyre.GyreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerIT {

  private static final ConfigResource NODE = new ConfigResource(ConfigResource.Type.BROKER, "1");

  @TempDir Path folder;

  @Test
  void shouldKeepOverARestartWhatIsCommittedAndNothingElse() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    LocalBroker first = LocalBroker.start(folder, 0);
    Clients firstClients = new Clients(first.bootstrapServers());
    String clusterId = firstClients.clusterId();
    firstClients.createTopic("letters");
    firstClients.produce("letters", COMMIT, "a", "b");
    firstClients.produce("letters", ABORT, "x", "y");
    firstClients.consume("letters", "readers", 2);
    long committed = firstClients.committedOffset("letters", "readers");
    first.close();
    first.close();
    awaitOnlyDaemonsSince(before);
    refuseDamagedData();

    // Another port, for both listeners: nothing may remember the old ones.
    try (LocalBroker broker = LocalBroker.start(folder, 0)) {
      Clients clients = new Clients(broker.bootstrapServers());
      assertThat(clients.clusterId()).isEqualTo(clusterId);
      assertThat(clients.committedOffset("letters", "readers")).isEqualTo(committed);
      clients.produce("letters", COMMIT, "c");
      assertThat(clients.consume("letters", "readers", 1)).containsExactly("c");
      assertThat(clients.consume("letters", "newcomers", 3)).containsExactly("a", "b", "c");
    }
  }

  /** None may keep the process alive; one may be about to end. */
  private static void awaitOnlyDaemonsSince(Set<Thread> before) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInSameThread()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread) && thread.isAlive())
                    .allMatch(Thread::isDaemon));
  }

  /** It says why, and frees the folder. */
  private void refuseDamagedData() throws IOException {
    Path properties = folder.resolve("log/meta.properties");
    String intact = Files.readString(properties);
    Files.writeString(properties, intact.replace("node.id=1", "node.id=7"));
    assertThatThrownBy(() -> LocalBroker.start(folder, 0))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("node id 7");
    Files.writeString(properties, intact);
  }

  @Test
  void shouldTakeNothingFromTheEnvironmentAndKeepItsFolderToItselfUntilThatFails()
      throws Exception {
    Map<String, String> environment =
        Map.of(
            "KAFKA_LISTENERS", "PLAINTEXT://0.0.0.0:19092",
            "KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://example.org:19092",
            "KAFKA_LOG_DIRS", folder.resolve("elsewhere").toString(),
            "KAFKA_AUTO_CREATE_TOPICS_ENABLE", "true",
            "KAFKA_OPTS", "-Dnothing=true",
            "GYRE_LOG_DIRS", folder.resolve("elsewhere").toString());
    try (BrokerProcess broker = BrokerProcess.start(folder, 0, environment);
        Admin admin = broker.clients().admin()) {
      Config config = admin.describeConfigs(List.of(NODE)).all().get().get(NODE);

      assertThat(config.get("advertised.listeners").value())
          .isEqualTo("PLAINTEXT://127.0.0.1:" + broker.port());
      assertThat(config.get("log.dirs").value()).isEqualTo(folder.resolve("log").toString());
      assertThat(config.get("auto.create.topics.enable").value()).isEqualTo("false");
      assertThat(folder.resolve("elsewhere")).doesNotExist();

      assertThatThrownBy(() -> LocalBroker.start(folder, 0))
          .isInstanceOf(GyreException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("process " + broker.pid());

      Files.move(folder.resolve("log"), folder.resolve("gone"));
      admin.createTopics(List.of(new NewTopic("letters", 1, (short) 1)));
      assertThat(broker.outputToTheEnd())
          .contains("local broker in " + folder + ": it cannot go on");
      assertThat(broker.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void shouldBeForThisProcessAloneAndKeepOffsetsForeverAndAnyTimestamp() throws Exception {
    try (LocalBroker broker = LocalBroker.start(folder, 0);
        Admin admin = new Clients(broker.bootstrapServers()).admin()) {
      Config config = admin.describeConfigs(List.of(NODE)).all().get().get(NODE);
      for (String listener : config.get("listeners").value().split(",")) {
        assertThat(listener).matches("(PLAINTEXT|CONTROLLER)://127\\.0\\.0\\.1:\\d+");
        int port = Integer.parseInt(listener.substring(listener.lastIndexOf(':') + 1));
        assertThat(accepts(InetAddress.getByName("127.0.0.1"), port)).isTrue();
        for (InetAddress address : otherAddresses()) {
          assertThat(accepts(address, port)).as("%s port %d", address, port).isFalse();
        }
      }
      String forever = Long.toString(Long.MAX_VALUE);
      assertThat(config.entries())
          .extracting(ConfigEntry::name, ConfigEntry::value)
          .contains(
              tuple("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE)),
              tuple("log.message.timestamp.before.max.ms", forever),
              tuple("log.message.timestamp.after.max.ms", forever),
              tuple("log.retention.ms", "-1"));

      assertThatThrownBy(() -> LocalBroker.start(folder.resolve("../" + folder.getFileName()), 0))
          .isInstanceOf(GyreException.class)
          .hasMessageContaining(folder.toAbsolutePath().toString())
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
  }

  private static List<InetAddress> otherAddresses() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress())
        .toList();
  }

  private static boolean accepts(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void shouldRefuseAPortInUseAndWriteNothing() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> LocalBroker.start(folder.resolve("new"), port))
          .hasMessageContaining("port " + port)
          .isInstanceOf(PortInUseException.class);
      assertThat(folder.resolve("new")).doesNotExist();
    }
  }

  @Test
  void shouldRefuseAFolderThatIsAFile() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> LocalBroker.start(file, 0))
        .isInstanceOf(GyreException.class)
        .hasMessageContaining(file.toString());
  }
}
