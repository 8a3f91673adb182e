package io.gyre.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A server that gives prepared answers, and keeps what it was asked. */
final class StubRegistry implements AutoCloseable {

  static {
    // Otherwise each answer waits 40 ms for the client's acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** A request, with the query in its path. */
  record Asked(String method, String path, Headers headers, String body) {}

  private record Answer(int status, String body) {}

  final List<Asked> asked = new CopyOnWriteArrayList<>();

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final HttpServer server;
  private volatile Answer otherwise =
      new Answer(404, "{\"error_code\":404,\"message\":\"HTTP 404\"}");

  private StubRegistry(HttpServer server) {
    this.server = server;
    server.createContext("/", this::answer);
    server.start();
  }

  static StubRegistry start() throws IOException {
    return new StubRegistry(HttpServer.create(address(), 0));
  }

  /** Starts one with TLS, which asks clients for a certificate of theirs. */
  static StubRegistry startWithTls(SSLContext ssl) throws IOException {
    HttpsServer server = HttpsServer.create(address(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(ssl) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters its = getSSLContext().getDefaultSSLParameters();
            its.setNeedClientAuth(true);
            parameters.setSSLParameters(its);
          }
        });
    return new StubRegistry(server);
  }

  private static InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Answers as Confluent's API does below a path. */
  StubRegistry withConfluent(String base) {
    return with(base + "/schemas/ids/0", 404, unknown());
  }

  StubRegistry with(String path, String body) {
    return with(path, 200, body);
  }

  StubRegistry with(String path, int status, String body) {
    answers.put(path, new Answer(status, body));
    return this;
  }

  /** Answers so to all else. */
  StubRegistry otherwise(int status, String body) {
    otherwise = new Answer(status, body);
    return this;
  }

  static String unknown() {
    return "{\"error_code\":40403,\"message\":\"Schema not found\"}";
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://localhost:" + port();
  }

  List<String> paths() {
    return asked.stream().map(Asked::path).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    asked.add(new Asked(exchange.getRequestMethod(), path, exchange.getRequestHeaders(), body));
    Answer answer = answers.getOrDefault(path, otherwise);
    if (answer.status / 100 == 3) {
      exchange.getResponseHeaders().add("Location", answer.body);
    }
    byte[] bytes = answer.body.getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      // The client wants no more of it.
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
