package io.gyre.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.gyre.Setting;
import io.gyre.words.PrintableText;
import io.javalin.Javalin;
import io.javalin.config.JavalinState;
import io.javalin.config.Key;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A web server whose every error is a JSON object with one field, {@code error}. */
public final class HttpServer implements Served {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  private static final String BUG = "This is a fault of Gyre's; its log says more";

  /** The detail of a refusal that holds its reason without anything that the client sent. */
  private static final String AUDITED = "audited";

  private static final Key<AuditLog> AUDIT = new Key<>("audit");

  /** Scripts and styles from this server alone, nothing inline, no frame around it. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Encoded once: to check and encode them for each answer took 3 % of a small one's time. */
  private static final List<HttpField> HEADERS =
      List.of(
          new PreEncodedHttpField("Content-Security-Policy", POLICY),
          new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
          new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
          new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin"),
          new PreEncodedHttpField("Cross-Origin-Opener-Policy", "same-origin"),
          new PreEncodedHttpField("Cache-Control", "no-store"));

  static final Key<JavalinState> ROUTES = new Key<>("routes");

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
   * @param free tells whether no question to a model has to wait now, or for a ms or two
   * @throws HttpPortInUseException if the port is taken
   */
  public static HttpServer start(
      HttpAddress address, Duration maxTime, BooleanSupplier free, Consumer<RoutesConfig> routes) {
    Guard guard = new Guard(address, address.isLoopback());
    AuditLog audit = new AuditLog(() -> TimeUnit.NANOSECONDS.toMinutes(System.nanoTime()));
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
              config.jetty.modifyHttpConfiguration(http -> http.addCustomizer(HttpServer::protect));
              config.jetty.addConnector((server, http) -> connector(server, http, address));
              config.jetty.modifyServer(
                  server -> {
                    server.setHandler(new ShortQuestions(config.unsafe, free));
                    server.setErrorHandler((r, answer, done) -> refused(audit, r, answer, done));
                  });
              config.appData(HttpBodies.MAX_TIME, maxTime);
              config.appData(AUDIT, audit);
              config.appData(ROUTES, config.unsafe);
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

  /** Keeps a browser from doing more with an answer than it must. */
  private static Request protect(Request request, HttpFields.Mutable answer) {
    HEADERS.forEach(answer::put);
    return request;
  }

  private static Connector connector(Server server, HttpConfiguration http, HttpAddress address) {
    ServerConnector connector = new ServerConnector(server, 1, 1, connections(http, address));
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

  private static ConnectionFactory[] connections(HttpConfiguration http, HttpAddress address) {
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    if (address.security().tls() == null) {
      return new ConnectionFactory[] {plain};
    }
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(address.security().tls());
    tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
    tls.setRenegotiationAllowed(false);
    // Guard knows the names that may be asked for, which the certificate need not.
    http.addCustomizer(new SecureRequestCustomizer(false));
    SslConnectionFactory first = new SslConnectionFactory(tls, plain.getProtocol());
    return new ConnectionFactory[] {new TlsOnly(first), first, plain};
  }

  /** Answers with JSON what Jetty refuses before Javalin sees it, as headers that are too long. */
  private static boolean refused(
      AuditLog audit, Request request, Response response, Callback callback) {
    Object said = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    String reason = said == null ? HttpStatus.getMessage(response.getStatus()) : said.toString();
    audit.refused(
        Request.getRemoteAddr(request),
        String.valueOf(request.getMethod()),
        String.valueOf(Request.getPathInContext(request)),
        response.getStatus(),
        "");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(error(reason)), callback);
    return true;
  }

  /**
   * Tells a client and the log what went wrong. Throws nothing: Javalin would call this again for
   * that, without end, where a request is over and each of its methods throws.
   */
  private static void tell(Context request, Exception fault, int status, String reason) {
    try {
      if (fault instanceof HttpResponseException refusal) {
        audit(request, refusal);
      } else {
        LOG.error("{} {} failed", request.method(), PrintableText.brief(request.path()), fault);
      }
      request.status(status);
      if (status == 401) {
        request.header("WWW-Authenticate", "Bearer");
      }
      HttpBodies.send(request, "application/json", error(reason));
    } catch (Exception over) {
      over.addSuppressed(fault);
      LOG.info("A client could not be told what went wrong: its request is over", over);
    }
  }

  /** Logs a refusal, unless it is a question that was mistyped. */
  private static void audit(Context request, HttpResponseException refusal) {
    int status = refusal.getStatus();
    if (request.method() == HandlerType.POST || status != 400 && status != 404) {
      String reason = refusal.getDetails().getOrDefault(AUDITED, "");
      String method = request.req().getMethod();
      request.appData(AUDIT).refused(request.ip(), method, request.path(), status, reason);
    }
  }

  /** Makes the exception that refuses a request with a status and a formatted reason. */
  public static HttpResponseException refusal(int status, String reason, Object... parts) {
    Object[] known = Stream.of(parts).map(part -> part instanceof Setting ? part : "…").toArray();
    String audited = reason.replaceAll("%[sd]", "%s").formatted(known);
    return new HttpResponseException(status, reason.formatted(parts), Map.of(AUDITED, audited));
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
    return "%s://%s:%d"
        .formatted(
            address.security().tls() == null ? "http" : "https",
            host.contains(":") ? "[" + host + "]" : host,
            port());
  }

  @Override
  public void close() {
    javalin.stop();
  }

  /** Tells whoever begins without TLS that there is nothing else here; reads nothing of theirs. */
  private static final class TlsOnly extends DetectorConnectionFactory {

    private static final String ANSWER =
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
            + "{\"error\":\"This port is for HTTPS alone: ask https:// instead\"}";

    TlsOnly(SslConnectionFactory tls) {
      super(tls);
    }

    @Override
    protected void nextProtocol(Connector connector, EndPoint client, ByteBuffer begun) {
      client.write(Callback.from(client::close), ByteBuffer.wrap(ANSWER.getBytes(US_ASCII)));
    }
  }
}
