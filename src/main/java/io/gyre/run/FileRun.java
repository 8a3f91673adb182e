package io.gyre.run;

import io.gyre.dashboard.page.InProcessSources;
import io.gyre.dashboard.page.RowsSent;
import io.gyre.dashboard.page.UploadControls;
import io.gyre.feed.FileFeed;
import io.gyre.feed.LearnedRows;
import io.gyre.kafka.ClusterAccess;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.topic.Metrics;
import io.gyre.topic.Provisioner;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/** Learners, and the rows of a file that they learn from, until it is closed. */
public final class FileRun implements AutoCloseable {

  private final Admin admin;
  private final LearnedRows learned;
  private final LearnerApplication application;
  private final FileFeed feed;

  /** The learners' offset before they were started. */
  private final long committed;

  /** The topic's end after all rows; −1 as long as that is not known. */
  private long end = -1;

  private FileRun(
      Admin admin,
      LearnedRows learned,
      long committed,
      LearnerApplication application,
      FileFeed feed) {
    this.admin = admin;
    this.committed = committed;
    this.learned = learned;
    this.application = application;
    this.feed = feed;
  }

  /**
   * Creates the topics that are absent, and starts.
   *
   * @param file claimed
   * @param rate rows per second, above 0; infinite for as fast as they are taken
   * @param endless whether all rows are sent again and again
   * @param metrics told of the learners' metrics; must be quick and not throw
   * @throws io.gyre.GyreException if something on the cluster or in the folder does not fit
   */
  public static FileRun start(
      UpFile file,
      ApplicationSettings settings,
      ClusterAccess cluster,
      double rate,
      boolean endless,
      Consumer<Metrics> metrics) {
    Map<String, Map<String, String>> configurations = endless ? UpTopics.ENDLESS : UpTopics.OF_FILE;
    String points = settings.topics().points();
    Admin admin = cluster.admin();
    LearnerApplication application = null;
    try {
      RequiredTopics.require(admin, settings.topics(), configurations);
      if (endless) {
        // It may be there without a limit. No row that is deleted is unread: see Lead.
        new Provisioner(admin).configure(points, UpTopics.BUSY);
      }
      LearnedRows learned = new LearnedRows(admin, settings.application(), points);
      long committed = learned.committed();
      application = LearnerApplication.start(settings, configurations, metrics);
      FileFeed feed = file.feed(rate, endless, cluster, learned);
      return new FileRun(admin, learned, committed, application, feed);
    } catch (RuntimeException e) {
      if (application != null) {
        application.close();
      }
      admin.close();
      throw e;
    }
  }

  public LearnerApplication application() {
    return application;
  }

  public FileFeed feed() {
    return feed;
  }

  /** Returns from how many rows was learned before it started. */
  public long learnedBefore() {
    // An end record is no row, and others may have sent some of their own.
    return Math.max(0, Math.min(committed, feed.sentBefore()));
  }

  /** Returns what the page shows of it. */
  public InProcessSources sources(UpFile file, UploadControls uploads) {
    return new InProcessSources(
        file.name(),
        file.records(),
        true,
        Optional.empty(),
        application.folds(),
        application::figures,
        Optional.of(
            () ->
                new RowsSent(
                    file.name(),
                    feed.rows(),
                    feed.total(),
                    feed.ended(),
                    feed.passes().bad(),
                    feed.startMs())),
        Optional.of(uploads));
  }

  /** Throws what has ended the learners or the rows, if anything has. */
  public void throwFailure() {
    application.throwFailure();
    feed.throwFailure();
  }

  /** Tells whether all rows are sent, learned from and committed. */
  public boolean isLearned() {
    if (feed.ended() && end < 0) {
      end = learned.end();
    }
    return end >= 0 && learned.areAllBefore(end);
  }

  /** Stops both; what was committed stays. */
  @Override
  public void close() {
    try (admin;
        application) {
      feed.close();
    }
  }
}
