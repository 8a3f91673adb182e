package io.gyre.serving;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ExceptionHandler;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A web server whose every error is a JSON object with one field, {@code error}. */
public final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private final Javalin javalin;
  private final HttpAddress address;

  /** Tells as JSON what Jetty refuses before Javalin sees it, as headers that are too long. */
  private static final class JsonErrors extends ErrorHandler {
    @Override
    protected void generateResponse(
        Request request,
        Response response,
        int status,
        String reason,
        Throwable cause,
        Callback callback) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.write(true, ByteBuffer.wrap(error(reason)), callback);
    }
  }

  private HttpServer(Javalin javalin, HttpAddress address) {
    this.javalin = javalin;
    this.address = address;
  }

  /**
   * Starts to listen.
   *
   * @throws HttpPortInUseException if the port is taken
   */
  public static HttpServer start(HttpAddress address, Consumer<RoutesConfig> routes) {
    return start(address, HttpLimits.BODY_TIME, routes);
  }

  /** {@code maxTime}: for a request's body, and for its answer's. */
  public static HttpServer start(
      HttpAddress address, Duration maxTime, Consumer<RoutesConfig> routes) {
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
              config.jetty.modifyServer(server -> server.setErrorHandler(new JsonErrors()));
              config.appData(HttpBodies.MAX_TIME, maxTime);
              config.routes.before(guard::check);
              config.routes.before(HttpBodies::read);
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
    QueuedThreadPool threads = new QueuedThreadPool(HttpLimits.THREADS, 4);
    threads.setName("http");
    return threads;
  }

  private static Connector connector(Server server, HttpConfiguration http, HttpAddress address) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setIdleTimeout(HttpLimits.IDLE_MS);
    // Where it is full, as Java's default of 50 soon is, a client tries again only a second later.
    connector.setAcceptQueueSize(HttpLimits.CONNECTIONS);
    NetworkConnectionLimit limit = new NetworkConnectionLimit(HttpLimits.CONNECTIONS, connector);
    limit.setEndPointIdleTimeout(HttpLimits.IDLE_AT_LIMIT_MS);
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
  public static <E extends Exception> void tell(
      E fault, Context request, ExceptionHandler<E> answer) {
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
    return JsonBody.json(Map.of("error", reason));
  }

  public int port() {
    return javalin.port();
  }

  /** Where a browser finds it. */
  public String url() {
    String host = address.host().equals("0.0.0.0") ? "localhost" : address.host();
    return "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port());
  }

  public Javalin javalin() {
    return javalin;
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
