package io.gyre.app;

import io.gyre.GyreException;
import io.gyre.feed.FileFeed;
import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.ClusterAccess;
import io.gyre.learning.list.LearnerPresets;
import io.gyre.page.live.UploadControls;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.InputSettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.OutputFormat;
import io.gyre.words.PrintableText;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that was dropped on the page and is learned from, as by {@code gyre up FILE} without
 * options. A failure ends only this run. One thread drives it; any may ask for its state.
 */
final class UploadedFileRun implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UploadedFileRun.class);

  final UpFile file;
  final FileRun run;
  private final String shownName;
  private volatile boolean learned;
  private volatile String error;

  /** Starts to learn. */
  UploadedFileRun(UpFile file, double rate, ClusterAccess cluster) {
    this.file = file;
    shownName = PrintableText.of(file.name());
    FoldSettings fold =
        new FoldSettings(
            file.records,
            LearnerPresets.of(LearnerPresets.DATA.toString(), file.records.ofAmounts()),
            WindowSettings.standard());
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
    run = new FileRun(file, settings, cluster, rate, metrics -> {});
    LOG.info("{} streams to the application {}", shownName, file.application);
  }

  UploadControls.Run shown() {
    FileFeed feed = run.feed;
    String failure = error;
    return new UploadControls.Run(
        file.application,
        file.name(),
        failure != null ? "failed" : learned ? "ended" : "streaming",
        feed.rows(),
        feed.total(file.file.bytes()),
        feed.share(file.file.bytes()),
        feed.perSecond(),
        feed.file.bad(),
        failure);
  }

  /** Notes its end or its failure. */
  void look() {
    if (error != null) {
      return;
    }
    FileFeed feed = run.feed;
    for (String line = feed.file.complaint(); line != null; line = feed.file.complaint()) {
      LOG.info("{}: {}", shownName, line);
    }
    try {
      run.throwFailure();
      if (!learned && run.isLearned()) {
        learned = true;
        LOG.info("End of {}: {} rows are learned", shownName, feed.rows());
      }
    } catch (RuntimeException e) {
      boolean explained = e instanceof GyreException || e instanceof KafkaException;
      error = explained ? e.getMessage() : "a fault of Gyre's; its log says more";
      LOG.warn("{} is learned from no further: {}", shownName, error, e);
      Utils.closeQuietly(run, file.application);
    }
  }

  /** Stops, and deletes the copy of the file. */
  @Override
  public void close() {
    if (error == null) {
      Utils.closeQuietly(run, file.application);
    }
    UploadFolder.delete(file.file.path());
    LOG.info("{} was stopped", shownName);
  }
}
