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
import io.gyre.time.WindowSettings;
import java.util.Locale;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that was dropped on the page and is learned from, as {@code gyre up FILE} does without
 * options. What ends it ends nothing else. One thread drives it; any may ask how it goes.
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

  private final UpFile file;
  private final double rate;
  private volatile State state = State.STARTING;
  private volatile String error;
  private volatile FileRun run;
  private boolean closed;

  UploadedFileRun(UpFile file, double rate) {
    this.file = file;
    this.rate = rate;
  }

  String application() {
    return file.application();
  }

  String name() {
    return file.name();
  }

  boolean isActive() {
    return state == State.STARTING || state == State.STREAMING || state == State.STOPPING;
  }

  /** How it goes. */
  UploadControls.Run shown() {
    FileRun present = run;
    FileFeed feed = present == null ? null : present.feed();
    return new UploadControls.Run(
        application(),
        name(),
        state.name().toLowerCase(Locale.ROOT),
        feed == null ? 0 : feed.rows(),
        feed == null ? null : feed.total(),
        feed == null ? 0 : feed.share(file.bytes()),
        feed == null ? 0 : feed.perSecond(),
        feed == null ? 0 : feed.passes().bad(),
        error);
  }

  void start(ClusterAccess cluster, Dashboard page, UploadControls uploads) {
    try {
      ApplicationSettings settings = settings(cluster);
      file.claim(false, settings.fold().windowing().sizeMs());
      run = FileRun.start(file, settings, cluster, rate, false, metrics -> {});
      page.add(application(), file.names(), run.sources(file, uploads));
      state = State.STREAMING;
      LOG.info("{} streams to the application {}", shownName(), application());
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private ApplicationSettings settings(ClusterAccess cluster) {
    FoldSettings fold =
        new FoldSettings(LearnerPresets.DATA.learners(), WindowSettings.standard())
            .withRecords(file.records());
    return new ApplicationSettings(
        application(),
        file.names(),
        fold,
        PredictionSampling.standard(fold.learners()),
        file.folder().learner(),
        cluster.forStreams());
  }

  /**
   * Looks what has become of it.
   *
   * @param requireSpace throws if the disk is about to be full: that would end the others too
   */
  void look(Runnable requireSpace) {
    if (state != State.STREAMING && state != State.ENDED) {
      return;
    }
    FileFeed feed = run.feed();
    for (String line = feed.complaint(); line != null; line = feed.complaint()) {
      LOG.info("{}: {}", shownName(), line);
    }
    try {
      run.throwFailure();
      if (state == State.STREAMING) {
        requireSpace.run();
      }
      if (state == State.STREAMING && run.isLearned()) {
        state = State.ENDED;
        LOG.info("End of {}: {} rows are learned", shownName(), feed.rows());
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(RuntimeException e) {
    boolean explained = e instanceof GyreException || e instanceof KafkaException;
    error = explained ? e.getMessage() : "a fault of Gyre's; its log says more";
    state = State.FAILED;
    LOG.warn("{} is learned from no further: {}", shownName(), error, e);
    close();
  }

  void stop() {
    state = State.STOPPING;
    close();
    UploadFolder.delete(file.path());
    LOG.info("{} was stopped, and what was learned from it is forgotten", shownName());
  }

  private void close() {
    if (run == null || closed) {
      return;
    }
    closed = true;
    try {
      run.close();
    } catch (RuntimeException e) {
      LOG.info("{} did not stop as it should", application(), e);
    }
  }

  private String shownName() {
    return PrintableText.of(name());
  }
}
