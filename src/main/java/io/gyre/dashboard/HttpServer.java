package io.gyre.dashboard;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ExceptionHandler;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A web server whose every error is a JSON object with one field, {@code error}. */
final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /** For a request's body, and for the answer's: 5 MB at 0.7 Mbit/s. */
  private static final Duration MAX_TIME = Duration.ofMinutes(1);

  /** One accepts, one selects; the others only compute, for no client is waited for. */
  static final int MAX_THREADS = 10;

  /** A browser opens at most six for all its pages. */
  static final int MAX_CONNECTIONS = 1_000;

  private static final int IDLE_MS = 30_000;

  /** Once there are as many connections as there may be: those that do nothing make room. */
  private static final int IDLE_AT_LIMIT_MS = 1_000;

  private final Javalin javalin;
  private final HttpAddress address;

  private HttpServer(Javalin javalin, HttpAddress address) {
    this.javalin = javalin;
    this.address = address;
  }

  /**
   * Starts to listen.
   *
   * @throws HttpPortInUseException if the port is taken
   */
  static HttpServer start(HttpAddress address, Consumer<RoutesConfig> routes) {
    return start(address, MAX_TIME, routes);
  }

  /** {@code maxTime}: for a request's body, and for its answer's. */
  static HttpServer start(HttpAddress address, Duration maxTime, Consumer<RoutesConfig> routes) {
    OriginGuard guard = new OriginGuard(address);
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.http.prefer405over404 = true;
              config.jetty.threadPool = threads();
              config.jetty.addConnector((server, http) -> connector(server, http, address));
              config.jetty.modifyServer(server -> server.setErrorHandler(new JettyErrorHandler()));
              config.appData(HttpBodies.MAX_TIME, maxTime);
              config.routes.before(guard::check);
              config.routes.before(HttpBodies::read);
              on(
                  config,
                  HttpRefusalException.class,
                  (e, c) -> error(c, e.status(), e.getMessage()));
              on(
                  config,
                  HttpResponseException.class,
                  (e, c) -> error(c, e.getStatus(), e.getMessage()));
              on(config, Exception.class, HttpServer::failed);
              routes.accept(config.routes);
            });
    try {
      javalin.start();
    } catch (JavalinBindException e) {
      throw new HttpPortInUseException(address, e);
    }
    return new HttpServer(javalin, address);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4);
    threads.setName("http");
    return threads;
  }

  private static Connector connector(Server server, HttpConfiguration http, HttpAddress address) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setIdleTimeout(IDLE_MS);
    // Where it is full, as Java's default of 50 soon is, a client tries again only a second later.
    connector.setAcceptQueueSize(MAX_CONNECTIONS);
    NetworkConnectionLimit limit = new NetworkConnectionLimit(MAX_CONNECTIONS, connector);
    limit.setEndPointIdleTimeout(IDLE_AT_LIMIT_MS);
    server.addBean(limit);
    return connector;
  }

  private static <E extends Exception> void on(
      JavalinConfig config, Class<E> type, ExceptionHandler<E> answer) {
    config.routes.exception(type, (fault, request) -> tell(fault, request, answer));
  }

  /**
   * Tells a client what went wrong. When it has gone in the midst of an answer, its request may be
   * another's by now, and each attempt to tell it anything is a fault of its own: Javalin would
   * have that told in turn, without end.
   */
  static <E extends Exception> void tell(E fault, Context request, ExceptionHandler<E> answer) {
    try {
      answer.handle(fault, request);
    } catch (Exception gone) {
      gone.addSuppressed(fault);
      LOG.info("A client could not be told what went wrong: it is gone", gone);
    }
  }

  private static void failed(Exception fault, Context request) {
    LOG.error("{} {} failed", request.method(), request.path(), fault);
    error(request, 500, "This is a fault of Gyre's; its log says more");
  }

  private static void error(Context request, int status, String reason) {
    request.status(status);
    HttpBodies.send(request, "application/json", error(reason));
  }

  /** The body of every error. */
  static byte[] error(String reason) {
    return ApiRoutes.json(Map.of("error", reason));
  }

  int port() {
    return javalin.port();
  }

  /** Where a browser finds it. */
  String url() {
    String host = address.host().equals("0.0.0.0") ? "localhost" : address.host();
    return "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port());
  }

  Javalin javalin() {
    return javalin;
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
