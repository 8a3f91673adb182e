package io.gyre.dashboard;

import io.gyre.topic.TopicNames;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Optional;
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
   * @param kafka makes the clients
   * @param address where to listen
   * @param probes what is answered to an orchestrator
   * @param binders meters beside Gyre's own and the JVM's
   */
  public record Settings(
      String application,
      TopicNames topics,
      DashboardClients kafka,
      HttpAddress address,
      Probes probes,
      List<MeterBinder> binders) {

    public Settings {
      binders = List.copyOf(binders);
    }
  }

  private final Follower follower;
  private final PrometheusMetrics meters;
  private final Optional<EventBroadcast> broadcast;
  private final HttpServer server;

  private Dashboard(
      Follower follower,
      PrometheusMetrics meters,
      Optional<EventBroadcast> broadcast,
      HttpServer server) {
    this.follower = follower;
    this.meters = meters;
    this.broadcast = broadcast;
    this.server = server;
  }

  /**
   * Serves the live page; returns at once, whether or not there is a broker yet.
   *
   * @param spirals the built-in producer, if there is one in this process
   * @throws HttpPortInUseException if the port is taken
   */
  public static Dashboard page(Settings settings, Optional<SpiralControls> spirals) {
    DashboardState state = new DashboardState(settings.application());
    PrometheusMetrics meters = new PrometheusMetrics(state, partition -> true, settings.binders());
    EventBroadcast broadcast = new EventBroadcast(new EventSerializer(state, spirals));
    return start(settings, state, meters, spirals, Optional.of(broadcast));
  }

  /**
   * Serves health and metrics alone.
   *
   * @param mine which partitions this instance works on: of those the metrics tell
   * @throws HttpPortInUseException if the port is taken
   */
  public static Dashboard operations(Settings settings, IntPredicate mine) {
    DashboardState state = new DashboardState(settings.application());
    PrometheusMetrics meters = new PrometheusMetrics(state, mine, settings.binders());
    return start(settings, state, meters, Optional.empty(), Optional.empty());
  }

  private static Dashboard start(
      Settings settings,
      DashboardState state,
      PrometheusMetrics meters,
      Optional<SpiralControls> spirals,
      Optional<EventBroadcast> broadcast) {
    Probes probes = settings.probes().alsoReady(() -> following(state));
    try {
      HttpServer server =
          HttpServer.start(
              settings.address(),
              routes -> {
                new OperationsRoutes(probes, meters).register(routes);
                broadcast.ifPresent(
                    pages -> {
                      new ApiRoutes(state, spirals).register(routes);
                      new PageRoutes(pages).register(routes);
                    });
              });
      Follower follower =
          new Follower(state, settings.topics(), settings.kafka(), broadcast.isPresent());
      follower.start();
      return new Dashboard(follower, meters, broadcast, server);
    } catch (RuntimeException e) {
      broadcast.ifPresent(EventBroadcast::close);
      meters.close();
      throw e;
    }
  }

  private static Probes.Answer following(DashboardState state) {
    FollowerStatus status = state.status();
    return status.connected() ? Probes.Answer.yes("running") : Probes.Answer.no(status.detail());
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
    broadcast.ifPresent(EventBroadcast::close);
    server.close();
    follower.close();
    meters.close();
  }
}
