package io.gyre.serving;

import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
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
public final class HttpServer implements Served {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private static final String BUG = "This is a fault of Gyre's; its log says more";

  public final Javalin javalin;
  private final HttpAddress address;

  private HttpServer(Javalin javalin, HttpAddress address) {
    this.javalin = javalin;
    this.address = address;
  }

  /**
   * Starts to listen.
   *
   * @param maxTime for a request's body, and for its answer's
   * @throws HttpPortInUseException if the port is taken
   */
  public static HttpServer start(
      HttpAddress address, Duration maxTime, Consumer<RoutesConfig> routes) {
    OriginGuard guard = new OriginGuard(address);
    QueuedThreadPool threads = new QueuedThreadPool(HttpLimits.THREADS, 4);
    threads.setName("http");
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.http.prefer405over404 = true;
              config.jetty.threadPool = threads;
              config.jetty.addConnector((server, http) -> connector(server, http, address));
              config.jetty.modifyServer(server -> server.setErrorHandler(HttpServer::refused));
              config.appData(HttpBodies.MAX_TIME, maxTime);
              config.routes.before(guard::check);
              config.routes.before(HttpBodies::read);
              config.routes.exception(
                  HttpResponseException.class,
                  (e, request) -> tell(request, e, e.getStatus(), e.getMessage()));
              config.routes.exception(Exception.class, (e, request) -> tell(request, e, 500, BUG));
              routes.accept(config.routes);
            });
    try {
      javalin.start();
    } catch (JavalinBindException e) {
      throw new HttpPortInUseException(address, e);
    }
    return new HttpServer(javalin, address);
  }

  private static Connector connector(Server server, HttpConfiguration http, HttpAddress address) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setIdleTimeout(HttpLimits.IDLE_MS);
    // If it is full, as Java's default of 50 soon is, a client tries again only a second later.
    connector.setAcceptQueueSize(HttpLimits.CONNECTIONS);
    NetworkConnectionLimit limit = new NetworkConnectionLimit(HttpLimits.CONNECTIONS, connector);
    limit.setEndPointIdleTimeout(HttpLimits.IDLE_AT_LIMIT_MS);
    server.addBean(limit);
    return connector;
  }

  /** Answers with JSON what Jetty refuses before Javalin sees it, as headers that are too long. */
  private static boolean refused(Request request, Response response, Callback callback) {
    Object said = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    String reason = said == null ? HttpStatus.getMessage(response.getStatus()) : said.toString();
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(error(reason)), callback);
    return true;
  }

  /**
   * Tells a client what went wrong. Throws nothing: Javalin would call this again for that, without
   * end, where a request is over and each of its methods throws.
   */
  private static void tell(Context request, Exception fault, int status, String reason) {
    try {
      if (status == 500) { // 503 is said on purpose, as often as somebody asks too early.
        LOG.error("{} {} failed", request.method(), request.path(), fault);
      }
      request.status(status);
      HttpBodies.send(request, "application/json", error(reason));
    } catch (Exception over) {
      over.addSuppressed(fault);
      LOG.info("A client could not be told what went wrong: its request is over", over);
    }
  }

  /** Makes the exception that refuses a request with a status and a formatted reason. */
  public static HttpResponseException refusal(int status, String reason, Object... parts) {
    return new HttpResponseException(status, reason.formatted(parts));
  }

  private static byte[] error(String reason) {
    return JsonBody.json(Map.of("error", reason));
  }

  @Override
  public int port() {
    return javalin.port();
  }

  @Override
  public String url() {
    String host = address.host().equals("0.0.0.0") ? "localhost" : address.host();
    return "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port());
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
