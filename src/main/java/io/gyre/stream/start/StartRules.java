package io.gyre.stream.start;

import static java.util.stream.Collectors.toSet;

import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how a learner starts, from what it finds on the cluster and on disk. Asks nothing and
 * changes nothing.
 */
public final class StartRules {

  private static final Logger LOG = LoggerFactory.getLogger(StartRules.class);

  private static final String RECORD_OPTIONS =
      "--label, --id, --time, --fields, --ignore, --categories, --value-format, --columns and --delimiter";

  private final ApplicationSettings settings;
  private final StartFacts found;
  private final String points;
  private final String labels;
  private final String journal;
  private final String changelog;

  private StartRules(ApplicationSettings settings, StartFacts found) {
    this.settings = settings;
    this.found = found;
    points = settings.topics().points();
    labels = settings.inputs().labels();
    journal = TopicNames.journalOf(settings.application());
    changelog = settings.changelog();
  }

  public static StartDecision decide(ApplicationSettings settings, StartFacts found) {
    return new StartRules(settings, found).decide();
  }

  /** How long stores may be closed, or cut off from the cluster, and still be used. */
  public static Duration trustedFor(ApplicationSettings settings) {
    return settings.fold().lateLabels() == null ? StateFolder.ANY_AGE : LearnerTopology.TRUSTED_FOR;
  }

  /** Tells whether records must be merged to have one order. */
  static boolean needsJournal(ApplicationSettings settings, int partitions) {
    InputSettings inputs = settings.inputs();
    return inputs.labels() != null || (partitions > 1 && !inputs.perPartition());
  }

  private StartDecision decide() {
    refuseMissing();
    InputTopics inputs = inputs();
    InputMode mode = InputMode.of(settings, inputs);
    found.members().forEach(member -> refuseOtherMode(member, mode));
    if (inputs.merges()) {
      refuseReplicas();
      refuseJournal(inputs);
    } else {
      refuseReplicasWithoutTheirs();
    }
    return new StartDecision(
        inputs,
        create(inputs),
        grow(inputs),
        giveUpPlaces(
            inputs,
            mode,
            !inputs.merges() && found.partitions(changelog) != found.partitions(points)),
        found.changes(),
        found.stores().crashed() || found.stores().age().compareTo(trustedFor(settings)) > 0);
  }

  /** Only the first start of an instance may create labels that nobody has read. */
  private void refuseMissing() {
    if (found.partitions(points) == 0) {
      throw found.partitions(journal) > 0
          ? StartRefusal.missingSource(points)
          : StartRefusal.missing(points);
    }
    boolean mayCreate = labels == null || found.first() && !found.hasOffsets(labels);
    if (!mayCreate && found.partitions(labels) == 0) {
      throw StartRefusal.missingSource(labels);
    }
  }

  /** A state that was learned from a journal has no place on points, and stays with its journal. */
  private InputTopics inputs() {
    if (needsJournal(settings, found.partitions(points))) {
      return new InputTopics(points, labels, journal);
    }
    if (!hasLearnedFromJournal()) {
      return InputTopics.direct(points);
    }
    if (settings.inputs().perPartition()) {
      throw StartRefusal.of(
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
    return new InputTopics(points, null, journal);
  }

  /** A topic with the journal's name may be somebody else's. */
  private boolean hasLearnedFromJournal() {
    if (found.hasOffsets(journal)) {
      return true;
    }
    if (found.partitions(journal) == 0) {
      return false;
    }
    return found.written(changelog) ? !stateGoesOnWithPoints() : found.hasOffsets(points);
  }

  private boolean stateGoesOnWithPoints() {
    if (found.position() == null) {
      return true;
    }
    long next = found.position().next();
    return found.isStateOf(points)
        && found.committed().getOrDefault(new TopicPartition(points, 0), next) == next;
  }

  /** Instances of one group share their tasks, which must mean the same to all. */
  private void refuseOtherMode(MemberDescription member, InputMode own) {
    InputMode other = modeOf(member);
    if (other == null || found.isOwn(member) || own.fits(other)) {
      return;
    }
    boolean records = !own.meansTheSame(other);
    throw StartRefusal.of(
        "instances of %s must read their %s in the same way: this one has %s, but the one at %s has %s. Start all with the same %s, or stop that one first; one that was killed is forgotten after %d s"
            .formatted(
                settings.application(),
                records ? "records" : "topics",
                records ? own.meaningWords() : own.words(),
                member.host(),
                records ? other.meaningWords() : other.words(),
                records ? RECORD_OPTIONS : "options",
                StreamsConfiguration.SESSION_TIMEOUT_MS / 1000));
  }

  private static InputMode modeOf(MemberDescription member) {
    return Optional.of(member.clientId()).flatMap(ClientId::parse).map(ClientId::mode).orElse(null);
  }

  private void refuseReplicas() {
    int replicas = found.partitions(changelog);
    if (replicas <= 1) {
      return;
    }
    String text =
        "%s has learned a model for each of %d partitions (its changelog %s has as many), and one model for all cannot go on from them"
            .formatted(settings.application(), replicas, changelog);
    throw labels == null
        ? StartRefusal.of(
            text,
            Remedy.of(Kind.PER_PARTITION),
            Remedy.of(Kind.START_ANEW),
            Remedy.of(Kind.OTHER_APPLICATION))
        : StartRefusal.anew(text + ", which labels on a topic of their own need");
  }

  private void refuseJournal(InputTopics inputs) {
    boolean merged = inputs.sources().stream().anyMatch(found::hasOffsets);
    if (found.hasOffsets(journal)) {
      if (found.partitions(journal) == 0) {
        throw StartRefusal.lostJournal(journal);
      }
      refuseLostState();
    } else if (!found.written(journal)) {
      // Points may have been learned from directly until now.
      if (found.hasOffsets(points)) {
        refuseLostState();
      }
      refuseOtherJournal(merged);
    } else if (!merged && found.journalCommitted() && !found.written(changelog)) {
      // A transaction of another instance, or of one that crashed, may still be open.
      throw StartRefusal.foreignJournal(journal, settings.application());
    }
    if (!found.unfit().isEmpty()) {
      refuseOtherJournal(merged);
      throw StartRefusal.unfitJournal(journal, found.unfit());
    }
  }

  private void refuseLostState() {
    if (!found.written(changelog)) {
      throw StartRefusal.lost(changelog);
    }
  }

  /** A group forgets its offsets of a topic that is deleted, but its state names the topic. */
  private void refuseOtherJournal(boolean merged) {
    if (found.position() == null || found.isStateOf(points) || found.isStateOf(journal)) {
      return;
    }
    if (!merged) {
      throw StartRefusal.stateOfAnother(points);
    }
    throw found.partitions(journal) > 0
        ? StartRefusal.otherJournal(journal)
        : StartRefusal.lostJournal(journal);
  }

  private void refuseReplicasWithoutTheirs() {
    if (found.hasOffsets(points)) {
      refuseLostState();
    }
    int replicas = found.partitions(changelog);
    if (replicas > found.partitions(points)) {
      throw StartRefusal.anew(
          "%s has %d partitions, but the changelog %s has %d: the topic was deleted and created again with fewer"
              .formatted(points, found.partitions(points), changelog, replicas));
    }
  }

  private Map<Topic<?>, String> create(InputTopics inputs) {
    Map<Topic<?>, String> create = new LinkedHashMap<>();
    if (inputs.merges() && found.partitions(journal) == 0) {
      create.put(Topic.JOURNAL, journal);
    }
    if (inputs.labels() != null && found.partitions(labels) == 0) {
      create.put(Topic.LABELS, labels);
    }
    return create;
  }

  /** Kafka Streams refuses a smaller changelog, and a producer waits in vain for a partition. */
  private Map<String, Integer> grow(InputTopics inputs) {
    Map<String, Integer> grow = new LinkedHashMap<>();
    int wanted = found.partitions(points);
    for (String topic :
        inputs.merges()
            ? List.of(settings.topics().predictions())
            : List.of(changelog, settings.topics().predictions())) {
      if (found.partitions(topic) > 0 && found.partitions(topic) < wanted) {
        grow.put(topic, wanted);
      }
    }
    return grow;
  }

  /**
   * The group would find this instance again, and assign nothing anew.
   *
   * @param changed whether there are partitions that were not there before
   */
  private boolean giveUpPlaces(InputTopics inputs, InputMode mode, boolean changed) {
    List<MemberDescription> own = found.members().stream().filter(found::isOwn).toList();
    Set<TopicPartition> unassigned = found.partitions(inputs.all()).collect(toSet());
    found.members().forEach(m -> unassigned.removeAll(m.assignment().topicPartitions()));
    return !own.isEmpty()
        && (changed
            || !unassigned.isEmpty()
            || own.stream().anyMatch(member -> !mode.equals(modeOf(member))));
  }
}
