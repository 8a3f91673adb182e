package io.gyre.cli.command;

import io.gyre.StopSignal;
import io.gyre.cli.option.HttpOptions;
import io.gyre.cli.view.LiveScores;
import io.gyre.cli.view.NumberText;
import io.gyre.cli.view.TerminalCheck;
import io.gyre.dashboard.Dashboard;
import io.gyre.dashboard.page.InProcessSources;
import io.gyre.data.Spirals;
import io.gyre.feed.TopicEnd;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.run.FileRun;
import io.gyre.run.RequiredTopics;
import io.gyre.run.SpiralFeed;
import io.gyre.run.UpFile;
import io.gyre.run.UpTopics;
import io.gyre.run.UploadFolder;
import io.gyre.run.UploadedFiles;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.topic.LearnerPreview;
import io.gyre.topic.Metrics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/** Learners, points and the page of {@code gyre up} on a broker that runs, until it is stopped. */
final class UpRun {

  private static final int STANDARD_PORT = 8080;

  /** Reports beyond so many are not shown: learning does not wait for who shows them. */
  private static final int UNSHOWN = 10_000;

  private static final long POLL_MS = 200;
  private static final Duration LOOK = Duration.ofSeconds(1);

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

  void onSpirals(Spirals spirals, int rate, StopSignal stop) throws InterruptedException {
    String points = settings.topics().points();
    BlockingQueue<Metrics> metrics = new ArrayBlockingQueue<>(UNSHOWN);
    TopicEnd end;
    try (Admin admin = cluster.admin()) {
      RequiredTopics.require(admin, settings.topics(), UpTopics.ENDLESS);
      end = TopicEnd.of(admin, points);
    }
    LiveScores scores = new LiveScores(out, TerminalCheck.out(), learners);
    try (LearnerApplication application =
            LearnerApplication.start(settings, UpTopics.ENDLESS, metrics::offer);
        SpiralFeed feed =
            rate == 0
                ? null
                : new SpiralFeed(
                    spirals,
                    rate,
                    cluster.producer(SpiralFeed.PRODUCER),
                    points,
                    end.offsets(),
                    end.plausibleTimeMs());
        UploadedFiles files = droppedFiles();
        Dashboard page = serve(spirals(application, feed, files), application, files)) {
      introduce(page, List.of());
      follow(
          () -> {
            application.throwFailure();
            if (feed != null) {
              feed.throwFailure();
            }
          },
          metrics,
          application,
          scores::show,
          stop);
    }
  }

  void onFile(UpFile file, double rate, boolean endless, StopSignal stop)
      throws InterruptedException {
    BlockingQueue<Metrics> metrics = new ArrayBlockingQueue<>(UNSHOWN);
    try (FileRun run = FileRun.start(file, settings, cluster, rate, endless, metrics::offer);
        UploadedFiles files = droppedFiles();
        Dashboard page = serve(run.sources(file, files), run.application(), files)) {
      FileProgress progress = new FileProgress(file, run, learners, cluster, out, err);
      if (run.learnedBefore() > 0) {
        out.printf(
            "Goes on with what was learned from %s rows; --fresh begins anew.%n",
            NumberText.count(run.learnedBefore()));
      }
      introduce(page, file.survey());
      follow(run::throwFailure, metrics, run.application(), progress::show, stop);
    }
  }

  /** Deletes what an earlier run left, whether or not there is a page. */
  private UploadedFiles droppedFiles() {
    return UploadedFiles.open(
        cluster,
        new UploadFolder(settings.state().resolveSibling(UploadFolder.NAME)),
        settings.application());
  }

  private void introduce(Dashboard page, List<String> points) {
    if (page != null) {
      out.printf("The page is at %s%n", http.said(page, STANDARD_PORT));
    }
    points.forEach(out::println);
    out.println("Learners: " + String.join(", ", learners) + ". Ctrl-C stops.");
    out.flush();
  }

  /** A terminal shows how the learners stand, too: a report may take long. */
  private static void follow(
      Runnable throwFailure,
      BlockingQueue<Metrics> metrics,
      LearnerApplication application,
      Consumer<List<Metrics>> scores,
      StopSignal stop)
      throws InterruptedException {
    List<LearnerPreview> shown = List.of();
    long next = System.nanoTime();
    while (!stop.requested()) {
      List<Metrics> told = new ArrayList<>();
      Metrics first = metrics.poll(POLL_MS, TimeUnit.MILLISECONDS);
      if (first != null) {
        told.add(first);
        metrics.drainTo(told);
      }
      if (TerminalCheck.out() && System.nanoTime() >= next) {
        next = System.nanoTime() + LOOK.toNanos();
        List<LearnerPreview> open = application.figures();
        if (!open.equals(shown)) {
          open.forEach(each -> told.add(each.metrics()));
          shown = open;
        }
      }
      scores.accept(told);
      throwFailure.run();
    }
  }

  private Dashboard serve(
      InProcessSources sources, LearnerApplication application, UploadedFiles files) {
    LearnerProbes probes = new LearnerProbes();
    probes.follow(application);
    Optional<Dashboard> page =
        http.serve(
            STANDARD_PORT,
            address -> Dashboard.page(probes.settings(settings, cluster, address), sources));
    page.ifPresent(files::showOn);
    return page.orElse(null);
  }

  private InProcessSources spirals(
      LearnerApplication application, SpiralFeed feed, UploadedFiles files) {
    return new InProcessSources(
        feed == null ? settings.application() : "spirals",
        settings.fold().records(),
        true,
        Optional.ofNullable(feed),
        application.folds(),
        application::figures,
        Optional.empty(),
        Optional.of(files));
  }
}
