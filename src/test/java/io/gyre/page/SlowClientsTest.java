package io.gyre.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gyre.http.HttpBodies;
import io.gyre.http.HttpLimits;
import io.gyre.http.HttpSecurity;
import io.gyre.http.HttpServer;
import io.gyre.http.TestServer;
import io.gyre.page.live.Applications;
import io.gyre.page.live.EventBroadcast;
import io.gyre.page.state.DashboardState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many clients that take their time, on a real server. */
class SlowClientsTest {

  /** More than the buffers of a connection hold. */
  private static final byte[] LARGE = new byte[5 << 20];

  /** As many as fit into what may wait, and more than there are threads. */
  private static final int LARGE_FIT = 12;

  /** Less than the time after which an idle connection is closed, and frees what it holds. */
  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private final DashboardState state = Fixture.state(Fixture.model());
  private final Applications applications = Fixture.only(state, Fixture.model(), Optional.empty());
  private final EventBroadcast broadcast = applications.all().get(0).pages();
  private final HttpServer server =
      TestServer.start(
          security(),
          routes -> {
            new ApiRoutes(applications).register(routes);
            new PageRoutes(applications).register(routes);
            routes.get("/large", request -> HttpBodies.send(request, "text/plain", LARGE));
          });
  private final HttpClient person = person();
  private final List<Socket> slow = new ArrayList<>();

  /** Of the server; another test has the same with TLS. */
  HttpSecurity security() {
    return HttpSecurity.NONE;
  }

  int rounds() {
    return 5;
  }

  /** More clients than there are threads. */
  int many() {
    return 10 * HttpLimits.THREADS;
  }

  HttpClient person() {
    return HttpClient.newHttpClient();
  }

  @AfterEach
  void close() throws IOException {
    broadcast.close();
    leave();
    server.close();
  }

  @Test
  void shouldHoldNoThreadForAClientThatSendsSlowly() throws Exception {
    for (int i = 0; i < many(); i++) {
      send("GET / HTTP/1.1\r\nHost: loc");
      send(post("Content-Length: 100", "{"));
      send(post("Transfer-Encoding: chunked", "1\r\n{\r\n"));
    }

    assertThatAPersonIsServed();
  }

  @Test
  void shouldHoldNoThreadForAPageThatListens() throws Exception {
    int before = Thread.activeCount();
    for (int i = 0; i < many(); i++) {
      send(get("/api/events"));
    }
    await().atMost(PATIENCE).until(() -> broadcast.pages() == many());

    assertThat(Thread.activeCount() - before).isLessThan(many() / 2);
    assertThatAPersonIsServed();
  }

  @Test
  void shouldKeepOnlySoManyLargeAnswersForSlowReadersAndHoldNoThread() throws Exception {
    for (int i = 0; i < LARGE_FIT; i++) {
      send(get("/large"));
    }

    // They may still be in the making.
    await().atMost(PATIENCE).until(() -> ask("/large").statusCode() == 503);
    assertThat(ask("/large").headers().firstValue("Content-Type")).hasValue("application/json");
    assertThatAPersonIsServed();

    leave();
    await().atMost(PATIENCE).until(() -> ask("/large").statusCode() == 200);
    assertThat(ask("/large").body()).hasSize(LARGE.length);
  }

  @Test
  void shouldBeDoneWithClientsThatGoInTheMidstOfAnAnswer() throws Exception {
    for (int round = 0; round < rounds(); round++) {
      for (int i = 0; i < LARGE_FIT; i++) {
        send(get("/large"));
      }
      for (Socket client : slow) {
        client.getInputStream().read();
        client.setSoLinger(true, 0);
      }
      leave();
    }

    assertThatAPersonIsServed();
  }

  @Test
  void shouldMakeRoomWhenThereAreTooManyConnections() throws Exception {
    for (int i = 0; i < HttpLimits.CONNECTIONS + many(); i++) {
      send("GET / HTTP/1.1\r\n");
    }

    assertThatAPersonIsServed();
    // Those before it were accepted before it: all, but for the limit.
    assertThat(jetty().getConnectors()[0].getConnectedEndPoints())
        .hasSizeLessThanOrEqualTo(HttpLimits.CONNECTIONS);
  }

  final void assertThatAPersonIsServed() throws Exception {
    for (Asset asset : Asset.all()) {
      assertThat(ask(asset.path()).statusCode()).as(asset.path()).isEqualTo(200);
    }
    QueuedThreadPool threads = (QueuedThreadPool) jetty().getThreadPool();
    await().atMost(PATIENCE).until(() -> threads.getUtilizedThreads() == 0);
    assertThat(threads.getThreads()).isLessThanOrEqualTo(HttpLimits.THREADS);
  }

  private Server jetty() {
    return server.javalin.unsafe.jettyInternal.server;
  }

  private HttpResponse<byte[]> ask(String path) throws Exception {
    URI uri = URI.create(server.url() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    return person.send(request, BodyHandlers.ofByteArray());
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  private static String post(String length, String body) {
    return "POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + length
        + "\r\n\r\n"
        + body;
  }

  /** From a client that then does nothing more. */
  private void send(String begun) throws IOException {
    connect(this::encrypted).getOutputStream().write(begun.getBytes(UTF_8));
  }

  /** Keeps what it returns: one that is forgotten would be closed. */
  final Socket connect(UnaryOperator<Socket> layer) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(32 << 10);
    socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
    slow.add(layer.apply(socket));
    return slow.get(slow.size() - 1);
  }

  /** Returns the socket that a client of this server writes to. */
  Socket encrypted(Socket socket) {
    return socket;
  }

  private void leave() throws IOException {
    for (Socket socket : slow) {
      socket.close();
    }
    slow.clear();
  }
}
