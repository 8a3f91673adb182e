package io.gyre.run;

import io.gyre.GyreException;
import io.gyre.dashboard.Dashboard;
import io.gyre.dashboard.page.UploadControls;
import io.gyre.data.PrintableText;
import io.gyre.feed.FileFeed;
import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.InputSettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.OutputFormat;
import java.util.Locale;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that was dropped on the page and is learned from, as by {@code gyre up FILE} without
 * options. A failure ends only this run. One thread drives it; any may ask for its state.
 */
final class UploadedFileRun {

  private static final Logger LOG = LoggerFactory.getLogger(UploadedFileRun.class);

  private enum State {
    STARTING,
    STREAMING,
    ENDED,
    FAILED,
    STOPPING
  }

  final UpFile file;
  private final String shownName;
  private final double rate;
  private volatile State state = State.STARTING;
  private volatile String error;
  private volatile FileRun run;

  UploadedFileRun(UpFile file, double rate) {
    this.file = file;
    this.rate = rate;
    shownName = PrintableText.of(file.name());
  }

  boolean isActive() {
    return state != State.ENDED && state != State.FAILED;
  }

  UploadControls.Run shown() {
    FileRun present = run;
    FileFeed feed = present == null ? null : present.feed;
    return new UploadControls.Run(
        file.application,
        file.name(),
        state.name().toLowerCase(Locale.ROOT),
        feed == null ? 0 : feed.rows(),
        feed == null ? null : feed.total(file.file.bytes()),
        feed == null ? 0 : feed.share(file.file.bytes()),
        feed == null ? 0 : feed.perSecond(),
        feed == null ? 0 : feed.passes.bad(),
        error);
  }

  void start(ClusterAccess cluster, Dashboard page, UploadControls uploads) {
    try {
      FoldSettings fold =
          new FoldSettings(LearnerPresets.DATA.learners(), WindowSettings.standard())
              .withRecords(file.records);
      ApplicationSettings settings =
          new ApplicationSettings(
              file.application,
              file.names(),
              InputSettings.standard(),
              fold,
              PredictionSampling.standard(fold.learners()),
              OutputFormat.JSON,
              file.folder.learner(),
              cluster.forStreams());
      file.claim(false, fold.windowing());
      run = new FileRun(file, settings, cluster, rate, false, metrics -> {});
      page.add(file.application, file.names(), run.sources(file, uploads));
      state = State.STREAMING;
      LOG.info("{} streams to the application {}", shownName, file.application);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Notes its end or its failure. */
  void look() {
    if (state != State.STREAMING && state != State.ENDED) {
      return;
    }
    FileFeed feed = run.feed;
    for (String line = feed.passes.complaint(); line != null; line = feed.passes.complaint()) {
      LOG.info("{}: {}", shownName, line);
    }
    try {
      run.throwFailure();
      if (state == State.STREAMING && run.isLearned()) {
        state = State.ENDED;
        LOG.info("End of {}: {} rows are learned", shownName, feed.rows());
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(RuntimeException e) {
    boolean explained = e instanceof GyreException || e instanceof KafkaException;
    error = explained ? e.getMessage() : "a fault of Gyre's; its log says more";
    state = State.FAILED;
    LOG.warn("{} is learned from no further: {}", shownName, error, e);
    Utils.closeQuietly(run, file.application);
  }

  void stop() {
    boolean closed = state == State.FAILED;
    state = State.STOPPING;
    if (!closed) {
      Utils.closeQuietly(run, file.application);
    }
    UploadFolder.delete(file.file.path());
    LOG.info("{} was stopped, and what was learned from it is forgotten", shownName);
  }
}
