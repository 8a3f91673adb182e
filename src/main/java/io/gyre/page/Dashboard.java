package io.gyre.page;

import io.gyre.fold.LiveFolds;
import io.gyre.http.HttpAddress;
import io.gyre.http.HttpLimits;
import io.gyre.http.HttpPortInUseException;
import io.gyre.http.HttpServer;
import io.gyre.http.Meters;
import io.gyre.http.Probes;
import io.gyre.http.Served;
import io.gyre.inference.InferenceRoutes;
import io.gyre.kafka.ClusterAccess;
import io.gyre.page.follow.Follower;
import io.gyre.page.live.Applications;
import io.gyre.page.live.FollowedApplication;
import io.gyre.page.live.InProcessSources;
import io.gyre.page.live.VersionControls;
import io.gyre.page.state.DashboardState;
import io.gyre.topic.TopicNames;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Follows the topics and serves the live page with its API, or only health, metrics and answers.
 */
public final class Dashboard implements Served {

  /**
   * The settings of a dashboard.
   *
   * @param binders meters beside Gyre's own and the JVM's
   * @param versions compares them, and is closed with the dashboard
   */
  public record Settings(
      String application,
      TopicNames topics,
      ClusterAccess kafka,
      HttpAddress address,
      Probes probes,
      List<MeterBinder> binders,
      VersionControls versions) {}

  private final Settings settings;
  private final Applications applications = new Applications();
  private final DashboardState main;
  private final Meters meters;
  private final HttpServer server;

  /** By the application's id. */
  private final Map<String, Follower> followers = new ConcurrentHashMap<>();

  /**
   * Serves no page if there are no sources.
   *
   * @param model the learners of the main application
   * @param deadLetters counts them; null to count the ones that the page has read
   */
  private Dashboard(
      Settings settings,
      InProcessSources sources,
      Supplier<LiveFolds> model,
      LongSupplier deadLetters) {
    this.settings = settings;
    main = new DashboardState(settings.application());
    Probes probes = new Probes(settings.probes().live(), this::ready);
    InferenceRoutes inference =
        new InferenceRoutes(
            sources == null ? () -> Map.of(settings.application(), model.get()) : this::asked,
            probes);
    List<MeterBinder> binders = new ArrayList<>(settings.binders());
    binders.add(inference);
    meters = new Meters(settings.application(), binders);
    meters.add(
        new PrometheusMetrics(
            main, model, deadLetters == null ? () -> main.letters().added() : deadLetters));
    if (sources != null) {
      applications.add(FollowedApplication.of(main, sources, applications));
    }
    try {
      server =
          HttpServer.start(
              settings.address(),
              HttpLimits.BODY_TIME,
              inference::isFree,
              routes -> {
                probes.register(routes, meters);
                inference.register(routes);
                if (sources != null) {
                  new ApiRoutes(applications).register(routes);
                  new FileRoutes(applications).register(routes);
                  new VersionRoutes(applications, settings.versions()).register(routes);
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
    return new Dashboard(settings, sources, sources::model, null);
  }

  /**
   * Serves health and metrics, and answers of the learners.
   *
   * @param model the learners of this instance
   * @param deadLetters counts the dead letters that this instance has sent
   * @throws HttpPortInUseException if the port is taken
   */
  public static Dashboard operations(
      Settings settings, Supplier<LiveFolds> model, LongSupplier deadLetters) {
    return new Dashboard(settings, null, model, deadLetters);
  }

  private Map<String, LiveFolds> asked() {
    Map<String, LiveFolds> asked = new LinkedHashMap<>();
    applications.all().forEach(each -> asked.put(each.state().application, each.sources().model()));
    return asked;
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

  @Override
  public String url() {
    return server.url();
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    applications.all().forEach(FollowedApplication::close);
    server.close();
    followers.values().forEach(Follower::close);
    settings.versions().close();
    meters.close();
  }
}
