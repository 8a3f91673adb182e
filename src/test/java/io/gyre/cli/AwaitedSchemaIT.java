package io.gyre.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.gyre.broker.TestBroker;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record names a schema that its registry does not have. */
class AwaitedSchemaIT {

  private static final String TOPIC = "awaited-schema.points";

  /** Framed with the id 7. */
  private static final byte[] RECORD = {0, 0, 0, 0, 7, 2};

  @TempDir Path folder;

  private final ClusterAccess cluster = ClusterAccess.local(TestBroker.bootstrapServers());
  private HttpServer registry;

  @BeforeEach
  void start() throws IOException {
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] unknown = "{\"error_code\":40403,\"message\":\"Schema not found\"}".getBytes(UTF_8);
    registry.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, unknown.length);
          exchange.getResponseBody().write(unknown);
          exchange.close();
        });
    registry.start();
  }

  @AfterEach
  void stop() {
    registry.stop(0);
  }

  private RunningCommand learn(String wait) {
    return new RunningCommand(
        "learn",
        "--bootstrap-server=" + TestBroker.bootstrapServers(),
        "--prefix=awaited-schema.",
        "--application-id=awaited-schema",
        "--learners=fast",
        "--no-http",
        "--schema-registry=http://127.0.0.1:" + registry.getAddress().getPort(),
        "--schema-wait=" + wait,
        "--state-dir=" + folder.resolve("state"));
  }

  /** Returns for how long the schema has been awaited, in ms. */
  private long waited() throws IOException {
    Path kept = folder.resolve("state/awaited");
    return Files.exists(kept) ? new JsonMapper().readTree(kept.toFile()).path("id/7").asLong() : 0;
  }

  @Test
  void shouldStopWhileItWaitsAndCountOnAfterEachStart() throws Exception {
    try (Admin admin = cluster.admin();
        Producer<byte[], byte[]> producer = cluster.producer(Map.of())) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      producer.send(new ProducerRecord<>(TOPIC, RECORD)).get();
      long before = 0;
      for (int i = 0; i < 2; i++) {
        // Ends with the exit code of a stop that was asked for, or this throws.
        try (RunningCommand waiting = learn("10m")) {
          await().until(() -> waiting.output().contains("is awaited for up to 10m"));
          assertThat(waited()).isGreaterThanOrEqualTo(before);
          long goal = before + 1_000;
          await().until(() -> waited() > goal);
        }
        before = waited();
      }
      // It has waited for 2 s of these, or longer.
      try (RunningCommand learning = learn("4s")) {
        ClusterAdmin asked = new ClusterAdmin(admin);
        await()
            .until(
                () ->
                    asked.topics().contains("awaited-schema.dead-letters")
                        && asked.end("awaited-schema.dead-letters") > 0);
        assertThat(learning.output()).contains("Learning from the topic " + TOPIC);
        assertThat(waited()).isGreaterThanOrEqualTo(4_000);
      }
    }
  }
}
