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
import io.gyre.serving.HttpLimits;
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

/** Follows the topics and serves the live page with its API, or only health and metrics. */
public final class Dashboard implements AutoCloseable {

  /** The settings of a dashboard; {@code binders} are meters beside Gyre's own and the JVM's. */
  public record Settings(
      String application,
      TopicNames topics,
      ClusterAccess kafka,
      HttpAddress address,
      Probes probes,
      List<MeterBinder> binders) {}

  private final Settings settings;
  private final Applications applications = new Applications();
  private final DashboardState main;
  private final PrometheusMetrics meters;
  private final HttpServer server;

  /** By the application's id. */
  private final Map<String, Follower> followers = new ConcurrentHashMap<>();

  /** Serves only health and metrics if there are no sources. */
  private Dashboard(Settings settings, InProcessSources sources, IntPredicate mine) {
    this.settings = settings;
    main = new DashboardState(settings.application());
    meters = new PrometheusMetrics(main, mine, settings.binders());
    if (sources != null) {
      applications.add(FollowedApplication.of(main, sources, applications));
    }
    Probes probes = new Probes(settings.probes().live(), this::ready);
    try {
      server =
          HttpServer.start(
              settings.address(),
              HttpLimits.BODY_TIME,
              routes -> {
                operations(routes, probes, meters);
                if (sources != null) {
                  new ApiRoutes(applications).register(routes);
                  new FileRoutes(applications).register(routes);
                  new PageRoutes(applications).register(routes);
                  new LoginRoutes(settings.address().security().token()).register(routes);
                }
              });
    } catch (RuntimeException e) {
      applications.all().forEach(FollowedApplication::close);
      meters.close();
      throw e;
    }
    follow(main, settings.topics(), sources);
  }

  /**
   * Serves the live page; returns at once, whether or not there is a broker yet.
   *
   * @throws HttpPortInUseException if the port is taken
   */
  public static Dashboard page(Settings settings, InProcessSources sources) {
    return new Dashboard(settings, sources, partition -> true);
  }

  /**
   * Serves health and metrics alone.
   *
   * @param mine the partitions that this instance works on: the metrics are of those
   * @throws HttpPortInUseException if the port is taken
   */
  public static Dashboard operations(Settings settings, IntPredicate mine) {
    return new Dashboard(settings, null, mine);
  }

  static void operations(RoutesConfig routes, Probes probes, PrometheusMetrics meters) {
    routes.get("/health/live", request -> health(request, probes.live().get()));
    routes.get("/health/ready", request -> health(request, probes.ready().get()));
    String type = PrometheusMetrics.CONTENT_TYPE;
    routes.get("/metrics", r -> HttpBodies.send(r, type, meters.scrape().getBytes(UTF_8)));
  }

  private static void health(Context request, Probes.Answer answer) {
    request.status(answer.ok() ? 200 : 503);
    JsonBody.send(request, answer);
  }

  private void follow(DashboardState state, TopicNames topics, InProcessSources sources) {
    Follower follower =
        new Follower(state, topics, settings.kafka(), sources == null ? null : sources.records());
    followers.put(state.application, follower);
    follower.start();
  }

  /** Shows another application of the same cluster, with an id that is not shown yet. */
  public void add(String application, TopicNames topics, InProcessSources sources) {
    DashboardState state = new DashboardState(application);
    follow(state, topics, sources);
    applications.add(FollowedApplication.of(state, sources, applications));
  }

  /** Shows an application no more, if it is shown; its pages end. */
  public void remove(String application) {
    FollowedApplication removed = applications.remove(application);
    if (removed != null) {
      removed.close();
      followers.remove(application).close();
    }
  }

  private Probes.Answer ready() {
    Probes.Answer answer = settings.probes().ready().get();
    DashboardState.Status status = main.status();
    return answer.ok()
        ? new Probes.Answer(status.connected(), status.connected() ? "running" : status.detail())
        : answer;
  }

  /** Returns the page's hint about the main application for a person; may be empty. */
  public String hint() {
    return main.status().detail();
  }

  /** Returns where a browser finds it, as {@code http://127.0.0.1:8080}. */
  public String url() {
    return server.url();
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    applications.all().forEach(FollowedApplication::close);
    server.close();
    followers.values().forEach(Follower::close);
    meters.close();
  }
}
