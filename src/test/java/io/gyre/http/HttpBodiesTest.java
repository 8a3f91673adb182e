package io.gyre.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javalin.http.Context;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpBodiesTest {

  /** More than the buffers of a connection hold. */
  private static final byte[] LARGE = new byte[10 << 20];

  /** As many as fit into what may wait. */
  private static final int LARGE_FIT = 6;

  /** Longer than any test takes: none shall pass since its connections are closed as idle. */
  private static final long LONG_MS = 600_000;

  private final CompletableFuture<Void> work = new CompletableFuture<>();
  private final CompletableFuture<Context> waiting = new CompletableFuture<>();

  private HttpServer server = server(HttpLimits.BODY_TIME);

  private HttpServer server(Duration maxTime) {
    HttpServer started =
        TestServer.start(
            security(),
            maxTime,
            routes -> {
              routes.post(
                  "/echo",
                  request -> HttpBodies.send(request, "text/plain", HttpBodies.of(request)));
              routes.get("/large", request -> HttpBodies.send(request, "text/plain", LARGE));
              routes.get(
                  "/work",
                  request -> {
                    request.future(() -> work);
                    waiting.complete(request);
                  });
            });
    connector(started).setIdleTimeout(LONG_MS);
    return started;
  }

  /** Begins anew with a server that has no time for slow clients; any may be slow for a moment. */
  private void hurry() {
    server.close();
    server = server(Duration.ofMillis(300));
  }

  /** Of the server; another test has the same with TLS. */
  HttpSecurity security() {
    return HttpSecurity.NONE;
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldCutOffAClientThatSendsHalfAHead() throws Exception {
    try (Socket client = connect()) {
      client.getOutputStream().write("GET /large HTTP/1.1\r\nHost: loc".getBytes(UTF_8));

      shouldCutOffTheOnlyClient();
    }
  }

  /** Only once it has said all, or a slow machine is cut off before. */
  final void shouldCutOffTheOnlyClient() {
    await().until(() -> connections() == 1);
    connector(server).getConnectedEndPoints().forEach(each -> each.setIdleTimeout(300));
    await().until(() -> connections() == 0);
  }

  @Test
  void shouldReadABodyThatComesInPieces() throws Exception {
    try (Socket client = connect("POST /echo", "Content-Length: 5", "Connection: close")) {
      client.getOutputStream().write("ab".getBytes(UTF_8));
      client.getOutputStream().flush();
      client.getOutputStream().write("cde".getBytes(UTF_8));

      assertThat(answer(client)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nabcde");
    }
  }

  @Test
  void shouldCutOffAClientThatSendsTooSlowly() throws Exception {
    hurry();
    // With some of its body: what comes after the answer would cut that off.
    try (Socket client = connect("POST /echo", "Content-Length: 9", "", "a")) {
      assertThat(answer(client))
          .startsWith("HTTP/1.1 408 ")
          .endsWith("{\"error\":\"body: it did not come in time\"}");
    }
  }

  @Test
  void shouldCutOffAClientThatReadsTooSlowly() throws Exception {
    hurry();
    try (Socket client = connect("GET /large")) {
      assertThat(client.getInputStream().read()).isEqualTo('H');
      await().until(() -> connections() == 0);

      assertThat(client.getInputStream().readAllBytes()).hasSizeLessThan(LARGE.length);
    }
  }

  /** Cut off as idle, too late, or both at once. */
  @ParameterizedTest
  @ValueSource(longs = {100, 300, LONG_MS})
  void shouldAnswerAgainOnceSlowReadersOfLargeAnswersAreCutOff(long idleMs) throws Exception {
    hurry();
    for (int round = 0; round < 2; round++) {
      List<Socket> slow = new ArrayList<>();
      for (int i = 0; i < LARGE_FIT; i++) {
        Socket client = connect();
        slow.add(client);
        send(client, "GET /large");
        assertThat(client.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
        // Only now, or a slow machine is cut off before its answer begins.
        connector(server).getConnectedEndPoints().forEach(each -> each.setIdleTimeout(idleMs));
      }
      await().until(() -> connections() == 0);
      for (Socket client : slow) {
        client.close();
      }
    }
  }

  /** By its head, by its length, and as it is malformed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Length: 262145 | '' | 413 | body: expected at most 262144 bytes, found more",
        "Transfer-Encoding: chunked | 40001 ~ | 413 | body: expected at most 262144 bytes",
        "Transfer-Encoding: chunked | none | 400 | body: "
      })
  void shouldRefuseABodyThatIsTooLargeOrMalformed(
      String header, String begun, int status, String reason) throws Exception {
    try (Socket client = connect("POST /echo", header)) {
      String body = begun.replace(" ~", "\r\n" + "0".repeat(262_145)) + "\r\n";
      client.getOutputStream().write((begun.isEmpty() ? "" : body).getBytes(UTF_8));

      assertThat(answer(client))
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("{\"error\":\"" + reason);
    }
  }

  /** As if its connection had ended meanwhile: Jetty has taken the request apart. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldEndWorkThatFailsOnceItsRequestIsOver(boolean refused) throws Exception {
    try (Socket client = connect("GET /work", "Connection: close")) {
      Context request = waiting.get();
      await().until(request.req()::isAsyncStarted);
      request.req().getAsyncContext().complete();
      assertThat(answer(client)).startsWith("HTTP/1.1 200 ");
      await().until(() -> connections() == 0);

      RuntimeException fault = new IllegalStateException("too late");
      assertThat(work.completeExceptionally(refused ? HttpServer.refusal(408, "too late") : fault))
          .isTrue();
    }
  }

  final int connections() {
    return connector(server).getConnectedEndPoints().size();
  }

  private static ServerConnector connector(HttpServer of) {
    return (ServerConnector) of.javalin.unsafe.jettyInternal.server.getConnectors()[0];
  }

  private static String answer(Socket client) throws Exception {
    return new String(client.getInputStream().readAllBytes(), UTF_8);
  }

  private Socket connect(String line, String... headers) throws Exception {
    Socket client = connect();
    send(client, line, headers);
    return client;
  }

  private static void send(Socket client, String line, String... headers) throws Exception {
    String head =
        "%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s\r\n\r\n"
            .formatted(line, String.join("\r\n", headers));
    client.getOutputStream().write(head.getBytes(UTF_8));
  }

  Socket connect() throws Exception {
    Socket client = new Socket();
    client.setReceiveBufferSize(32 << 10);
    client.connect(new InetSocketAddress("127.0.0.1", server.port()));
    return client;
  }
}
