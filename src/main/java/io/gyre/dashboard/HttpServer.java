package io.gyre.dashboard;

import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A web server whose every error is a JSON object with one field, {@code error}. */
final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /** Enough for 10,000 features written in full. */
  private static final long MAX_BODY_BYTES = 256 << 10;

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
    Guard guard = new Guard(address);
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              config.http.maxRequestSize = MAX_BODY_BYTES;
              config.http.prefer405over404 = true;
              config.jetty.modifyServer(server -> server.setErrorHandler(new JsonErrors()));
              config.routes.before(guard::check);
              config.routes.exception(
                  Refusal.class, (e, c) -> error(c, e.status(), e.getMessage()));
              config.routes.exception(
                  HttpResponseException.class, (e, c) -> error(c, e.getStatus(), e.getMessage()));
              config.routes.exception(Exception.class, HttpServer::failed);
              routes.accept(config.routes);
            });
    try {
      javalin.start(address.host(), address.port());
    } catch (JavalinBindException e) {
      throw new HttpPortInUseException(address, e);
    }
    return new HttpServer(javalin, address);
  }

  private static void failed(Exception fault, Context request) {
    LOG.error("{} {} failed", request.method(), request.path(), fault);
    error(request, 500, "This is a fault of Gyre's; its log says more");
  }

  private static void error(Context request, int status, String reason) {
    request.status(status);
    request.contentType("application/json");
    request.result(error(reason));
  }

  /** The body of every answer that is none. */
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
