package io.gyre.app.score;

import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.fold.Fold;
import io.gyre.fold.FrozenScores;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.version.Version;
import io.gyre.version.VersionTopic;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * What an application had learned at one of its versions, and the log that it learned from after
 * it. Both together give the model as of any later offset, to the last bit; and with other settings
 * the one that would have been.
 */
public final class VersionLog implements AutoCloseable {

  private final String application;
  private final VersionTopic topic;
  private final Version version;
  private final String log;
  private final FoldStore content;
  private final StoredRecords records;

  /**
   * Reads the version.
   *
   * @param expected the topic that it must be of; null for any
   * @param until the place after the last record; null for the current end
   * @throws GyreException if there is no such version, or the records since then are gone
   */
  public VersionLog(
      ClusterAccess cluster,
      String application,
      String numberOrName,
      String expected,
      LogPlace until,
      StopSignal stop) {
    this.application = application;
    topic = new VersionTopic(cluster, application);
    version = topic.list().find(numberOrName);
    log = topicOf(version, cluster);
    if (log == null || !Objects.requireNonNullElse(expected, log).equals(log)) {
      throw GyreException.of(
          "version %d of %s was learned from %s",
          version.number(),
          application,
          log == null
              ? "a topic that was deleted: nothing can go on from there"
              : "the topic " + log + ", and not from " + expected);
    }
    content = topic.load(version);
    LogPlace begin = new LogPlace(version.offset(), -1);
    records = new StoredRecords(cluster, log, 0, begin, until, stop);
  }

  /** Returns the name of the topic that a version was learned from; null if it was deleted. */
  static String topicOf(Version version, ClusterAccess cluster) {
    try (Admin admin = cluster.admin()) {
      return new ClusterAdmin(admin).topicOf(Uuid.fromString(version.logId()));
    }
  }

  /** Returns the records since the version. */
  public StoredRecords records() {
    return records;
  }

  /**
   * Returns a run that learns them as the application did.
   *
   * @param frozen numbers or names of versions that are scored beside it, and learn nothing
   */
  public ScoreRun asItWas(PredictionsFile predictions, List<String> frozen) {
    ScoreRun run = new ScoreRun(content.settings(), content, predictions);
    for (String numberOrName : frozen) {
      Version of = topic.list().find(numberOrName);
      requireBefore(of);
      FoldStore then = of.equals(version) ? content : topic.load(of);
      Fold asked = Fold.open(then.settings(), then.quiet());
      run.baselines().add(of.number(), new FrozenScores(asked, run.report()));
    }
    return run;
  }

  /** A version that has learned some of the points would be scored on what it knows. */
  private void requireBefore(Version frozen) {
    if (!frozen.logId().equals(version.logId()) || frozen.offset() > version.offset()) {
      throw GyreException.of(
          "version %d learned up to offset %d of %s, and is to be scored on points since version %d, from offset %d of %s on: expected one that was saved before these",
          frozen.number(),
          frozen.offset(),
          frozen.logId().equals(version.logId()) ? log : "another log",
          version.number(),
          version.offset(),
          log);
    }
  }

  /**
   * Returns a run that learns them otherwise; null if nothing is other than it was. A learner that
   * the version has with other settings, or does not have, begins with nothing.
   *
   * @param change gives the settings to learn with
   * @param without a point with one of these values is left out
   */
  public ScoreRun otherwise(
      UnaryOperator<FoldSettings> change, List<FieldValue> without, PredictionsFile predictions) {
    FoldSettings settings = change.apply(content.settings());
    if (content.isOf(settings) && without.isEmpty()) {
      return null;
    }
    List<LearnerSettings> before = content.settings().learners();
    FoldStore begun = content.overlaid();
    settings.learners().stream()
        .filter(learner -> !before.contains(learner))
        .forEach(learner -> begun.state().put(FoldStore.forgetKey(learner.name()), new byte[0]));
    return new ScoreRun(settings, begun, predictions).without(without);
  }

  /** Returns what a run gives, for a person. */
  @Override
  public String toString() {
    return "%s, offsets %d to %d, which %s learned after version %d"
        .formatted(log, version.offset(), records.until(), application, version.number());
  }

  @Override
  public void close() {
    records.close();
  }
}
