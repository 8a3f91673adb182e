package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.topic.Provisioner;
import io.gyre.topic.ProvisioningReport;
import io.gyre.topic.ProvisioningReport.Difference;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says before a start whether records are merged, and sees to the journal. */
final class JournalCheck {

  private static final Logger LOG = LoggerFactory.getLogger(JournalCheck.class);

  private final ApplicationSettings settings;
  private final LearnedTopics learned;
  private final String points;
  private final String journal;

  JournalCheck(ApplicationSettings settings, LearnedTopics learned) {
    this.settings = settings;
    this.learned = learned;
    points = settings.topics().points();
    journal = TopicNames.journalOf(settings.application());
  }

  /**
   * Says what is read. What was learned behind a journal goes on behind it: its state has no place
   * on points.
   *
   * @throws GyreException when a model for each partition is wanted, but one for all has learned
   */
  Inputs inputs() {
    Inputs asked =
        settings.inputs().inputs(settings.application(), points, learned.partitions(points));
    if (asked.merges() || !isBehindJournal()) {
      return asked;
    }
    if (settings.inputs().perPartition()) {
      throw new GyreException(
          "%s has one model for all partitions of %s, which it learns from the journal %s; a model for each partition (--per-partition) cannot go on from it"
              .formatted(settings.application(), points, journal),
          Remedy.of(Kind.ONE_MODEL),
          Remedy.of(Kind.START_ANEW),
          Remedy.of(Kind.OTHER_APPLICATION));
    }
    LOG.info(
        "{} has learned from the journal {} and stays behind it, though {} alone would not need one",
        settings.application(),
        journal,
        points);
    return new Inputs(points, null, journal);
  }

  /** A topic of that name may be somebody else's. */
  private boolean isBehindJournal() {
    if (learned.hasOffsets(journal)) {
      return true;
    }
    if (learned.partitions(journal) == 0) {
      return false;
    }
    return learned.hasState() ? !learned.stateGoesOnWith(points) : learned.hasOffsets(points);
  }

  /**
   * Creates the journal if there is to be one, and the topic of the labels, if nothing speaks
   * against it: a start that is refused has created neither.
   *
   * @throws GyreException when a model for each partition has learned, when the journal or the
   *     state is gone, or when the journal is no topic that keeps one order of all records
   */
  void settle(Inputs inputs, Provisioner provisioner) {
    refuseReplicas(inputs);
    boolean merged = inputs.sources().stream().anyMatch(learned::hasOffsets);
    if (learned.hasOffsets(journal)) {
      if (learned.partitions(journal) == 0) {
        throw StartupTopicCheck.lostJournal(journal);
      }
      refuseLost();
    } else if (learned.partitions(journal) == 0 || !learned.hasRecords(journal)) {
      // Points may have been learned from directly until now.
      if (learned.hasOffsets(points)) {
        refuseLost();
      }
      refuseOther(merged);
    } else if (!merged && !mayBeOurs(inputs)) {
      throw new GyreException(
          "the journal %s holds records, but the group %s has no offsets and no state: a reset was cut off, or the topic is another's"
              .formatted(journal, settings.application()),
          Remedy.of(Kind.START_ANEW),
          Remedy.of(Kind.OTHER_APPLICATION));
    }
    ProvisioningReport report = provisioner.provision(Topic.JOURNAL, journal);
    if (report.essential()) {
      refuseOther(merged);
      throw unfit(report);
    }
    if (inputs.labels() != null) {
      provisioner.provision(Topic.LABELS, inputs.labels());
    }
  }

  /** A group forgets its offsets of a topic that is deleted, but its state names the topic. */
  private void refuseOther(boolean merged) {
    if (!learned.hasState() || learned.mayBeStateOf(points, journal)) {
      return;
    }
    if (!merged) {
      throw StatePositions.ofAnother(points);
    }
    throw learned.exists(journal)
        ? StartupTopicCheck.otherJournal(journal)
        : StartupTopicCheck.lostJournal(journal);
  }

  /**
   * Tells whether what is on the journal may have been merged by this group. The first transaction
   * of another instance may be open still, or what is left of it after a crash; and what it commits
   * does not appear everywhere at once.
   */
  private boolean mayBeOurs(Inputs inputs) {
    return !learned.hasCommitted(journal)
        || ClusterAdmin.appears(
            () -> learned.hasState() || learned.hasOffsetsNow(inputs.sources()));
  }

  private void refuseLost() {
    if (!ClusterAdmin.appears(learned::hasState)) {
      throw StartupTopicCheck.lost(settings.changelog());
    }
  }

  private void refuseReplicas(Inputs inputs) {
    int replicas = learned.partitions(settings.changelog());
    if (replicas <= 1) {
      return;
    }
    String found =
        "%s has learned a model for each of %d partitions (its changelog %s has as many), and one model for all cannot go on from them"
            .formatted(settings.application(), replicas, settings.changelog());
    throw inputs.labels() == null
        ? new GyreException(
            found,
            Remedy.of(Kind.PER_PARTITION),
            Remedy.of(Kind.START_ANEW),
            Remedy.of(Kind.OTHER_APPLICATION))
        : new GyreException(
            found + ", which labels on a topic of their own need",
            Remedy.of(Kind.START_ANEW),
            Remedy.of(Kind.OTHER_APPLICATION));
  }

  private GyreException unfit(ProvisioningReport report) {
    boolean alterable =
        report.differences().stream().filter(Difference::essential).allMatch(Difference::alterable);
    String found =
        "the journal %s cannot keep one order of all records: %s"
            .formatted(
                journal,
                report.differences().stream()
                    .filter(differs -> differs.essential() && differs.alterable() == alterable)
                    .map(Difference::message)
                    .collect(Collectors.joining("; ")));
    return alterable
        ? new GyreException(found, Remedy.of(Kind.ALTER_TOPICS))
        : new GyreException(found, Remedy.of(Kind.START_ANEW), Remedy.of(Kind.OTHER_APPLICATION));
  }
}
