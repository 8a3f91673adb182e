package io.gyre.app;

import io.gyre.feed.FileFeed;
import io.gyre.feed.LearnedRows;
import io.gyre.feed.RowsOnTopic;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.page.live.InProcessSources;
import io.gyre.page.live.RunFacts.RowsSent;
import io.gyre.page.live.UploadControls;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.topic.Metrics;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.Utils;

/** Learners, and the rows of a file that they learn from, until it is closed. */
public final class FileRun implements AutoCloseable {

  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final Admin admin;
  private final LearnedRows learned;
  public final LearnerApplication application;
  public final FileFeed feed;

  private final long learnedBefore;

  /** The topic's end after all rows; −1 as long as that is not known. */
  private long end = -1;

  /**
   * Creates the topics that are absent, and starts.
   *
   * @param file claimed
   * @param metrics receives the learners' metrics; must be quick and not throw
   * @throws io.gyre.GyreException if something on the cluster or in the folder does not fit
   */
  public FileRun(
      UpFile file,
      ApplicationSettings settings,
      ClusterAccess cluster,
      double rate,
      Consumer<Metrics> metrics) {
    String points = settings.topics().points();
    LearnerApplication started = null;
    admin = cluster.admin();
    try {
      RequiredTopics.require(admin, settings.topics(), UpTopics.OF_FILE);
      ClusterAdmin quick = new ClusterAdmin(admin).within(ANSWER);
      learned = new LearnedRows(quick, settings.application(), points);
      long committed = learned.committed();
      started = LearnerApplication.start(settings, UpTopics.OF_FILE, metrics);
      learnedBefore = RowsOnTopic.before(committed, cluster, points).next();
      feed = file.feed(rate, cluster, learned);
    } catch (RuntimeException e) {
      Utils.closeQuietly(started, "learners");
      admin.close();
      throw e;
    }
    application = started;
  }

  /** Returns how many rows were learned before it started. */
  public long learnedBefore() {
    return learnedBefore;
  }

  public InProcessSources sources(UpFile file, UploadControls uploads) {
    return new InProcessSources(
        file.name(),
        file.records,
        true,
        Optional.empty(),
        application.folds,
        Optional.of(
            () ->
                new RowsSent(
                    file.name(),
                    feed.rows(),
                    feed.total(file.file.bytes()),
                    feed.ended(),
                    feed.file.bad(),
                    feed.startMs())),
        Optional.of(uploads));
  }

  /** Throws the failure that ended the learners or the rows, if any. */
  public void throwFailure() {
    application.throwFailure();
    feed.throwFailure();
  }

  /** Tells whether all rows are sent, learned from and committed. */
  public boolean isLearned() {
    if (feed.ended() && end < 0) {
      end = learned.end();
    }
    return end >= 0 && learned.committed() >= end;
  }

  @Override
  public void close() {
    try (admin;
        application) {
      feed.close();
    }
  }
}
