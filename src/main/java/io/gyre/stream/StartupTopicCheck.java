package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.topic.Provisioner;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says before a start which topics are read, and sees that the changelog of the state, the journal
 * if there is to be one, and the topic of the predictions fit them.
 */
final class StartupTopicCheck {

  private static final Logger LOG = LoggerFactory.getLogger(StartupTopicCheck.class);

  private final ApplicationSettings settings;
  private final ClusterAdmin cluster;
  private final Provisioner provisioner;
  private final GroupCheck group;
  private final String points;
  private final String changelog;

  /** Until a start was not refused. */
  private boolean first = true;

  /**
   * @param instance the id of this instance in its group
   */
  StartupTopicCheck(
      ApplicationSettings settings,
      ClusterAdmin cluster,
      Provisioner provisioner,
      String instance) {
    this.settings = settings;
    this.cluster = cluster;
    this.provisioner = provisioner;
    group = new GroupCheck(settings.application(), cluster, instance);
    points = settings.topics().points();
    changelog = settings.changelog();
  }

  /**
   * Lets predictions have as many partitions as points has grown to, for a producer would wait for
   * them in vain. Merged, all points train the one model that is there, and its journal is created
   * if it is absent. Otherwise the changelog grows, too: the old replicas go on, new ones start
   * from their seeds. Kafka Streams refuses to start otherwise. Other instances, which may be
   * active with the old number, find out by themselves and start again.
   *
   * <p>Before any of that it refuses to start where something has been learned, but its changelog
   * is not there, or is another that is empty: it would look like a first start, in the middle of
   * the stream. And where it was learned in another way, or other instances do so.
   *
   * @return the topics that are read
   * @throws GyreException when the start is refused, a topic that is read is absent, or points that
   *     are not merged has fewer partitions than before
   */
  Inputs settle() {
    LearnedTopics learned = LearnedTopics.look(settings, cluster, first);
    int wanted = learned.partitions(points);
    JournalCheck journal = new JournalCheck(settings, learned);
    Inputs inputs = journal.inputs();
    group.check(InputShape.of(settings, inputs));
    if (inputs.merges()) {
      journal.settle(inputs, provisioner);
      group.giveUpPlaces(inputs, false);
    } else {
      settleReplicas(learned, wanted);
      group.giveUpPlaces(inputs, learned.partitions(changelog) != wanted);
    }
    int answered = learned.partitions(settings.topics().predictions());
    if (answered > 0 && answered < wanted) {
      cluster.grow(Set.of(settings.topics().predictions()), wanted);
    }
    first = false;
    return inputs;
  }

  private void settleReplicas(LearnedTopics learned, int wanted) {
    int found = learned.partitions(changelog);
    if (learned.hasOffsets(points) && !ClusterAdmin.appears(learned::hasState)) {
      throw lost(changelog);
    }
    if (found > wanted) {
      throw new GyreException(
          "%s has %d partitions, but the changelog %s has %d: the topic was deleted and created again with fewer"
              .formatted(points, wanted, changelog, found),
          Remedy.of(Kind.START_ANEW),
          Remedy.of(Kind.OTHER_APPLICATION));
    }
    if (found > 0 && found < wanted) {
      cluster.grow(Set.of(changelog), wanted);
      LOG.warn(
          "{} has grown to {} partitions: the changelog grows with it. The replicas that are there go on, new ones start from their seeds",
          points,
          wanted);
    }
  }

  /** The refusal to go on without the topic that is learned from. */
  static GyreException missing(String points) {
    return new GyreException(
        "the topic %s is not there: it was deleted. What has been learned from it is kept. If it is created again its records are others, and learning must start anew"
            .formatted(points),
        Remedy.of(Kind.START_ANEW),
        Remedy.of(Kind.OTHER_APPLICATION));
  }

  /** The refusal to go on without a topic whose records are merged. */
  static GyreException missingSource(String topic) {
    return new GyreException(
        "the topic %s is not there: it was deleted. What has been learned from it is kept. Create it again, and learning goes on with its new records"
            .formatted(topic));
  }

  /** The refusal to go on without what has been learned. */
  static GyreException lost(String changelog) {
    return new GyreException(
        "the changelog %s is not there, or is another that is empty: it was deleted. All that was learned would start over in the middle of the stream"
            .formatted(changelog),
        Remedy.of(Kind.START_ANEW),
        Remedy.of(Kind.OTHER_APPLICATION));
  }

  /** The refusal to go on with a journal that is not the one that was learned from. */
  static GyreException otherJournal(String journal) {
    return new GyreException(
        "the journal %s was deleted and created again, and what was merged but not learned yet is gone with the first. All that was learned is kept, but what comes next is not known"
            .formatted(journal),
        Remedy.of(Kind.START_ANEW),
        Remedy.of(Kind.OTHER_APPLICATION));
  }

  /** The refusal to go on without the journal. */
  static GyreException lostJournal(String journal) {
    return new GyreException(
        "the journal %s is not there: it was deleted, and what was merged but not learned yet with it. All that was learned is kept, but what comes next is not known"
            .formatted(journal),
        Remedy.of(Kind.START_ANEW),
        Remedy.of(Kind.OTHER_APPLICATION));
  }
}
