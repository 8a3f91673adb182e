package io.gyre.cli.command;

import io.gyre.cli.StopSignal;
import io.gyre.cli.option.HttpOptions;
import io.gyre.cli.view.LiveScores;
import io.gyre.cli.view.TerminalCheck;
import io.gyre.dashboard.Dashboard;
import io.gyre.dashboard.PageSources;
import io.gyre.data.Spirals;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.LearnerSettings;
import io.gyre.stream.ApplicationSettings;
import io.gyre.stream.LearnerApplication;
import io.gyre.topic.Metrics;
import io.gyre.topic.Provisioner;
import io.gyre.topic.Topic;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.TopicConfig;

/** Learners, points and the page of {@code gyre up} on a broker that runs, until it is stopped. */
final class UpRun {

  private static final int STANDARD_PORT = 8080;

  private static final Duration POLL = Duration.ofMillis(200);

  /** On a laptop the topics are kept smaller than on a cluster. */
  private static final String BYTES = String.valueOf(256L << 20);

  /** Those with a record per point; the others have small segments anyway. */
  private static final Map<String, String> BUSY =
      Map.of(
          TopicConfig.RETENTION_BYTES_CONFIG,
          BYTES,
          TopicConfig.SEGMENT_BYTES_CONFIG,
          String.valueOf(32 << 20));

  private static final Map<String, Map<String, String>> ENDLESS = overrides(BUSY);

  /** There is an end to the rows, and they can all be scored again from the topic. */
  private static final Map<String, Map<String, String>> OF_FILE =
      overrides(Map.of(TopicConfig.RETENTION_BYTES_CONFIG, "-1"));

  private final ApplicationSettings settings;
  private final ClusterAccess cluster;
  private final HttpOptions http;
  private final PrintWriter out;
  private final PrintWriter err;
  private final List<String> learners;

  UpRun(
      ApplicationSettings settings,
      ClusterAccess cluster,
      HttpOptions http,
      PrintWriter out,
      PrintWriter err) {
    this.settings = settings;
    this.cluster = cluster;
    this.http = http;
    this.out = out;
    this.err = err;
    learners = settings.fold().learners().stream().map(LearnerSettings::name).toList();
  }

  private static Map<String, Map<String, String>> overrides(Map<String, String> points) {
    return Map.of(
        Topic.POINTS.name(), points,
        Topic.PREDICTIONS.name(), BUSY,
        Topic.METRICS.name(), Map.of(TopicConfig.RETENTION_BYTES_CONFIG, BYTES));
  }

  /**
   * Learns from endless spirals.
   *
   * @param rate points per second; 0 for none
   */
  void onSpirals(Spirals spirals, int rate, StopSignal stop) throws InterruptedException {
    String points = settings.topics().points();
    MetricsQueue metrics = new MetricsQueue();
    TopicEnd end;
    try (Admin admin = cluster.admin()) {
      RequiredTopics.require(admin, settings.topics(), ENDLESS);
      end = TopicEnd.of(admin, points);
    }
    LiveScores scores = new LiveScores(out, TerminalCheck.out(), learners, end.partitions() > 1);
    try (LearnerApplication application =
            LearnerApplication.start(settings, ENDLESS, metrics::add);
        PointFeed feed =
            rate == 0
                ? PointFeed.NONE
                : new SpiralFeed(
                    spirals, rate, cluster, points, end.offsets(), end.plausibleTimeMs());
        Dashboard page = serve(application, feed).orElse(null)) {
      introduce(page, List.of());
      follow(application, feed, metrics, scores::show, stop);
    }
  }

  /**
   * Learns from the rows of a file.
   *
   * @param rate rows per second, above 0; infinite for as fast as they are taken
   * @param endless whether all rows are sent again and again
   */
  void onFile(UpFile file, double rate, boolean endless, StopSignal stop)
      throws InterruptedException {
    MetricsQueue metrics = new MetricsQueue();
    Map<String, Map<String, String>> configurations = endless ? ENDLESS : OF_FILE;
    String points = settings.topics().points();
    try (Admin admin = cluster.admin()) {
      RequiredTopics.require(admin, settings.topics(), configurations);
      if (endless) {
        // It may be there without a limit. No row that is deleted is unread: see Lead.
        new Provisioner(admin).configure(points, BUSY);
      }
      LearnedRows learned = new LearnedRows(admin, settings.application(), points);
      try (LearnerApplication application =
              LearnerApplication.start(settings, configurations, metrics::add);
          FileFeed feed = file.feed(rate, endless, cluster, learned);
          Dashboard page = serve(application, feed).orElse(null)) {
        FileProgress progress = new FileProgress(file, feed, learners, cluster, learned, out, err);
        introduce(page, file.survey());
        follow(application, feed, metrics, progress::show, stop);
      }
    }
  }

  private void introduce(Dashboard page, List<String> points) {
    if (page != null) {
      out.printf("The page is at %s%n", http.said(page, STANDARD_PORT));
    }
    points.forEach(out::println);
    out.println("Learners: " + String.join(", ", learners) + ". Ctrl-C stops.");
    out.flush();
  }

  private static void follow(
      LearnerApplication application,
      PointFeed feed,
      MetricsQueue metrics,
      Consumer<List<Metrics>> scores,
      StopSignal stop)
      throws InterruptedException {
    while (!stop.requested()) {
      scores.accept(metrics.poll(POLL));
      application.throwFailure();
      feed.throwFailure();
    }
  }

  private Optional<Dashboard> serve(LearnerApplication application, PointFeed feed) {
    LearnerProbes probes = new LearnerProbes();
    probes.follow(application);
    return http.serve(
        STANDARD_PORT,
        address ->
            Dashboard.page(
                probes.settings(settings, cluster, address), sources(application, feed)));
  }

  private PageSources sources(LearnerApplication application, PointFeed feed) {
    return new PageSources(
        settings.application(),
        settings.fold().records(),
        true,
        feed.controls(),
        Optional.of(new LiveFold(application)),
        feed.progress(),
        Optional.empty());
  }
}
