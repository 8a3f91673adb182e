package io.gyre.cli.command;

import io.gyre.app.FileRun;
import io.gyre.app.LearnerProbes;
import io.gyre.app.RequiredTopics;
import io.gyre.app.SpiralFeed;
import io.gyre.app.UpFile;
import io.gyre.app.UpTopics;
import io.gyre.app.UploadFolder;
import io.gyre.app.UploadedFiles;
import io.gyre.cli.option.HttpOptions;
import io.gyre.cli.view.LiveScores;
import io.gyre.cli.view.NumberText;
import io.gyre.cli.view.TerminalCheck;
import io.gyre.data.Spirals;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.page.Dashboard;
import io.gyre.page.live.InProcessSources;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.start.ApplicationSettings;
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

/** The learners, points and page of {@code gyre up} on a running broker. */
record UpRun(
    ApplicationSettings settings, ClusterAccess cluster, HttpOptions http, UpCommand command) {

  private static final int STANDARD_PORT = 8080;

  /** The largest number of waiting reports; more are dropped, since learning must not wait. */
  private static final int MOST_REPORTS = 10_000;

  private static final long POLL_MS = 200;
  private static final Duration LOOK = Duration.ofSeconds(1);

  List<String> learners() {
    return settings.fold().learners().stream().map(LearnerSettings::name).toList();
  }

  void onSpirals(Spirals spirals, int rate) throws InterruptedException {
    String points = settings.topics().points();
    BlockingQueue<Metrics> metrics = new ArrayBlockingQueue<>(MOST_REPORTS);
    long end;
    long latestMs;
    try (Admin admin = cluster.admin()) {
      RequiredTopics.require(admin, settings.topics(), UpTopics.ENDLESS);
      end = new ClusterAdmin(admin).end(points);
      latestMs = new ClusterAdmin(admin).latestTime(points);
    }
    LiveScores scores = new LiveScores(command.out(), TerminalCheck.out(), learners(), null);
    try (LearnerApplication application =
            LearnerApplication.start(settings, UpTopics.ENDLESS, metrics::offer);
        SpiralFeed feed =
            rate == 0
                ? null
                : new SpiralFeed(
                    spirals, rate, cluster.producer(SpiralFeed.patient(5)), points, end, latestMs);
        UploadedFiles files = uploads();
        Dashboard page = serve(sources(application, feed, files), application, files)) {
      introduce(page, List.of(), "");
      Runnable throwFailure =
          () -> {
            application.throwFailure();
            if (feed != null) {
              feed.throwFailure();
            }
          };
      follow(throwFailure, metrics, application, scores::show);
    }
  }

  void onFile(UpFile file, double rate) throws InterruptedException {
    BlockingQueue<Metrics> metrics = new ArrayBlockingQueue<>(MOST_REPORTS);
    try (FileRun run = new FileRun(file, settings, cluster, rate, metrics::offer);
        UploadedFiles files = uploads();
        Dashboard page = serve(run.sources(file, files), run.application, files)) {
      FileProgress progress = new FileProgress(file, run, this);
      if (run.learnedBefore() > 0) {
        command.say(
            "Goes on with what was learned from %s rows; --fresh begins anew.",
            NumberText.count(run.learnedBefore()));
      }
      introduce(page, file.survey, file.found.options());
      follow(run::throwFailure, metrics, run.application, progress::show);
    }
  }

  /** Deletes files of an earlier run, with or without a page. */
  private UploadedFiles uploads() {
    return new UploadedFiles(
        cluster,
        new UploadFolder(settings.state().resolveSibling(UploadFolder.NAME)),
        settings.application());
  }

  private void introduce(Dashboard page, List<String> survey, String options) {
    PrintWriter out = command.out();
    if (page != null) {
      out.printf("The page is at %s%n", http.said(page, STANDARD_PORT));
    }
    survey.forEach(out::println);
    command.suggest(options);
    settings.fold().decisionLines().forEach(out::println);
    command.say("Learners: " + String.join(", ", learners()) + ". Ctrl-C stops.");
  }

  /** Shows reports; on a terminal, where they may be rare, also the current figures. */
  private void follow(
      Runnable throwFailure,
      BlockingQueue<Metrics> metrics,
      LearnerApplication application,
      Consumer<List<Metrics>> scores)
      throws InterruptedException {
    List<Metrics> shown = List.of();
    long next = System.nanoTime();
    while (!command.stop().requested()) {
      List<Metrics> reports = new ArrayList<>();
      Metrics first = metrics.poll(POLL_MS, TimeUnit.MILLISECONDS);
      if (first != null) {
        reports.add(first);
        metrics.drainTo(reports);
      }
      if (TerminalCheck.out() && System.nanoTime() >= next) {
        next = System.nanoTime() + LOOK.toNanos();
        List<Metrics> present = application.previews();
        if (!present.equals(shown)) {
          reports.addAll(present);
          shown = present;
        }
      }
      scores.accept(reports);
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

  private InProcessSources sources(
      LearnerApplication application, SpiralFeed feed, UploadedFiles files) {
    return new InProcessSources(
        feed == null ? settings.application() : "spirals",
        settings.fold().records(),
        true,
        Optional.ofNullable(feed),
        application.folds,
        Optional.empty(),
        Optional.of(files));
  }
}
