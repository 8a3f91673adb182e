package io.gyre.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Utils;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/**
 * The one broker that all tests share which can run on any: the local one, or Kafka's own image
 * with {@code -Dgyre.it.broker=container}. It starts with the first test that asks and ends with
 * the JVM, so tests have topics and application ids of their own.
 *
 * <p>Those that see most of a broker bear the tag {@code any-broker}: {@code .ci/run} runs them on
 * the image, too.
 */
public final class TestBroker {

  /** As in docker-compose.yml. */
  private static final String IMAGE = "apache/kafka:4.4.0";

  private TestBroker() {}

  /** Returns the address for a client's {@code bootstrap.servers}. */
  public static String bootstrapServers() {
    return Chosen.BOOTSTRAP_SERVERS;
  }

  /** Returns whether a Docker engine answers. */
  public static boolean dockerAnswers() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  private static final class Chosen {
    static final String BOOTSTRAP_SERVERS = start(System.getProperty("gyre.it.broker", "local"));
  }

  private static String start(String choice) {
    boolean container =
        switch (choice) {
          case "container" -> true;
          case "local" -> false;
          default ->
              throw new IllegalArgumentException(
                  "gyre.it.broker: expected container or local, found " + choice);
        };
    String address = container ? startContainer() : startLocal();
    System.out.printf(
        "Tests run on %s at %s (gyre.it.broker=%s).%n",
        container ? "the image " + IMAGE : "the local broker", address, choice);
    return address;
  }

  private static String startContainer() {
    KafkaContainer kafka = new KafkaContainer(IMAGE);
    kafka.withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    kafka.withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1");
    kafka.withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1");
    kafka.start();
    atTheEnd(kafka::stop);
    return kafka.getBootstrapServers();
  }

  private static String startLocal() {
    try {
      Path folder = Files.createTempDirectory("gyre-test-broker");
      LocalBroker broker = LocalBroker.start(folder, 0);
      atTheEnd(
          () -> {
            broker.close();
            delete(folder);
          });
      return broker.bootstrapServers();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void atTheEnd(Runnable action) {
    Runtime.getRuntime().addShutdownHook(new Thread(action, "stop-test-broker"));
  }

  private static void delete(Path folder) {
    try {
      Utils.delete(folder.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
