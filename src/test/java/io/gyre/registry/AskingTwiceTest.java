package io.gyre.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.apicurio.registry.resolver.client.RegistryClientFacadeImpl;
import io.apicurio.registry.rest.client.RegistryClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry that never answers, as the real one sometimes does. */
class AskingTwiceTest {

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private volatile int unanswered;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange request) throws IOException {
    bodies.add(new String(request.getRequestBody().readAllBytes(), UTF_8));
    if (bodies.size() > unanswered) {
      byte[] body =
          "{\"version\":{\"groupId\":\"default\",\"artifactId\":\"a\",\"version\":\"1\",\"globalId\":7,\"contentId\":9}}"
              .getBytes(UTF_8);
      request.getResponseHeaders().add("Content-Type", "application/json");
      request.sendResponseHeaders(200, body.length);
      request.getResponseBody().write(body);
      request.close();
    }
  }

  private long create(Duration limit) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    RegistryClient asking = new RegistryClient(new AskingTwice(url, limit, () -> "out of memory"));
    return new RegistryClientFacadeImpl(asking)
        .createSchema("AVRO", "default", "a", null, "FIND_OR_CREATE_VERSION", false, "{}", Set.of())
        .getGlobalId();
  }

  @Test
  void shouldAskOnceMoreWhatWasNotAnswered() {
    unanswered = 1;
    assertThat(create(Duration.ofSeconds(2))).isEqualTo(7);
    assertThat(bodies).hasSize(2).allSatisfy(body -> assertThat(body).isEqualTo(bodies.get(0)));
    assertThat(bodies.get(0)).contains("\"AVRO\"");
  }

  @Test
  void shouldSayWhatTheRegistrySaidWhenItDoesNotAnswerTwice() {
    unanswered = 2;
    assertThatThrownBy(() -> create(Duration.ofMillis(100)))
        .hasMessageContaining("asked twice, with PT0.1S for each")
        .hasMessageEndingWith("out of memory");
  }
}
