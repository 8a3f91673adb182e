package io.gyre.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.dashboard.follow.Follower;
import io.gyre.dashboard.page.Applications;
import io.gyre.dashboard.page.FollowedApplication;
import io.gyre.dashboard.page.InProcessSources;
import io.gyre.dashboard.state.DashboardState;
import io.gyre.kafka.ClusterAccess;
import io.gyre.serving.HttpAddress;
import io.gyre.serving.HttpBodies;
import io.gyre.serving.HttpPortInUseException;
import io.gyre.serving.HttpServer;
import io.gyre.serving.JsonBody;
import io.gyre.topic.TopicNames;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;

/**
 * Follows the topics and serves what it sees, until it is closed: the live page with its API, or
 * health and metrics alone.
 */
public final class Dashboard implements AutoCloseable {

  /**
   * What is followed and served.
   *
   * @param application whose learners are shown
   * @param topics the names of the topics
   * @param kafka the cluster that they are on
   * @param address where to listen
   * @param probes what is answered to an orchestrator
   * @param binders meters beside Gyre's own and the JVM's
   */
  public record Settings(
      String application,
      TopicNames topics,
      ClusterAccess kafka,
      HttpAddress address,
      Probes probes,
      List<MeterBinder> binders) {

    public Settings {
      binders = List.copyOf(binders);
    }
  }

  private final Settings settings;
  private final Applications applications = new Applications();
  private final PrometheusMetrics meters;
  private final HttpServer server;

  /** By the application's id. */
  private final Map<String, Follower> followers = new ConcurrentHashMap<>();

  /**
   * @param sources null to serve health and metrics alone
   */
  private Dashboard(Settings settings, InProcessSources sources, IntPredicate mine) {
    this.settings = settings;
    DashboardState state = new DashboardState(settings.application());
    meters = new PrometheusMetrics(state, mine, settings.binders());
    if (sources != null) {
      applications.add(FollowedApplication.of(state, sources, applications));
    }
    Probes probes = settings.probes().alsoReady(() -> following(state));
    try {
      server =
          HttpServer.start(
              settings.address(),
              routes -> {
                operations(routes, probes, meters);
                if (sources != null) {
                  new ApiRoutes(applications).register(routes);
                  new FileRoutes(applications).register(routes);
                  new PageRoutes(applications).register(routes);
                }
              });
    } catch (RuntimeException e) {
      applications.all().forEach(FollowedApplication::close);
      meters.close();
      throw e;
    }
    follow(state, settings.topics(), sources);
  }

  /**
   * Serves the live page; returns at once, whether or not there is a broker yet.
   *
   * @param sources what is known beside the topics
   * @throws HttpPortInUseException if the port is taken
   */
  public static Dashboard page(Settings settings, InProcessSources sources) {
    return new Dashboard(settings, sources, partition -> true);
  }

  /**
   * Serves health and metrics alone.
   *
   * @param mine which partitions this instance works on: of those the metrics tell
   * @throws HttpPortInUseException if the port is taken
   */
  public static Dashboard operations(Settings settings, IntPredicate mine) {
    return new Dashboard(settings, null, mine);
  }

  /** What orchestrators and Prometheus ask. */
  static void operations(RoutesConfig routes, Probes probes, PrometheusMetrics meters) {
    routes.get("/health/live", request -> health(request, probes.live().get()));
    routes.get("/health/ready", request -> health(request, probes.ready().get()));
    routes.get(
        "/metrics",
        request ->
            HttpBodies.send(
                request, PrometheusMetrics.CONTENT_TYPE, meters.scrape().getBytes(UTF_8)));
  }

  private static void health(Context request, Probes.Answer answer) {
    request.status(answer.ok() ? 200 : 503);
    JsonBody.send(request, answer);
  }

  private void follow(DashboardState state, TopicNames topics, InProcessSources sources) {
    Follower follower =
        new Follower(state, topics, settings.kafka(), sources == null ? null : sources.records());
    followers.put(state.application(), follower);
    follower.start();
  }

  /**
   * Shows another application of the same cluster beside the main one.
   *
   * @param application its id, which none has that is shown
   * @param topics the names of its topics
   */
  public void add(String application, TopicNames topics, InProcessSources sources) {
    DashboardState state = new DashboardState(application);
    follow(state, topics, sources);
    applications.add(FollowedApplication.of(state, sources, applications));
  }

  /** Shows an application no more; its pages end. Does nothing if it is not shown. */
  public void remove(String application) {
    FollowedApplication removed = applications.remove(application);
    if (removed != null) {
      removed.close();
      followers.remove(application).close();
    }
  }

  private static Probes.Answer following(DashboardState state) {
    DashboardState.Status status = state.status();
    return status.connected() ? Probes.Answer.yes("running") : Probes.Answer.no(status.detail());
  }

  /** What a person should know of the main application, as the page says it; empty if nothing. */
  public String hint() {
    return applications.all().get(0).state().status().detail();
  }

  /** Where a browser finds it, as {@code http://127.0.0.1:8080}. */
  public String url() {
    return server.url();
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  HttpServer server() {
    return server;
  }

  @Override
  public void close() {
    applications.all().forEach(FollowedApplication::close);
    server.close();
    followers.values().forEach(Follower::close);
    meters.close();
  }
}
