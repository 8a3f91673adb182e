package io.gyre.stream.start;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.gyre.Remedy.Kind;
import io.gyre.Setting;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.processor.LearnerTopology;
import io.gyre.stream.start.StartFacts.Position;
import io.gyre.topic.Topic;
import io.gyre.topic.TopicNames;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides how a learner starts, from the facts. Asks nothing and changes nothing. */
public record StartRules(
    ApplicationSettings settings,
    StartFacts found,
    String points,
    String labels,
    String journal,
    String changelog) {

  private static final Logger LOG = LoggerFactory.getLogger(StartRules.class);

  public static StartDecision decide(ApplicationSettings settings, StartFacts found) {
    String points = settings.topics().points();
    String journal = TopicNames.journalOf(settings.application());
    String labels = settings.inputs().labels();
    return new StartRules(settings, found, points, labels, journal, settings.changelog()).decide();
  }

  /** Returns the time that stores may be closed, or cut off from the cluster, and still be used. */
  public static Duration trustedFor(ApplicationSettings settings) {
    return settings.fold().lateLabels() == null && !settings.fold().hasKeys()
        ? StateFolder.ANY_AGE
        : LearnerTopology.TRUSTED_FOR;
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
        giveUpPlaces(inputs, mode),
        found.changes(),
        found.stores().crashed() || found.stores().age().compareTo(trustedFor(settings)) > 0);
  }

  /** Refuses missing topics; only an instance's first start may create an unread labels topic. */
  private void refuseMissing() {
    if (found.partitions(points) == 0) {
      boolean merged = found.partitions(journal) > 0;
      throw merged ? StartRefusal.missingSource(points) : StartRefusal.missing(points);
    }
    boolean expected = labels != null && (!found.first() || found.hasOffsets(labels));
    if (expected && found.partitions(labels) == 0) {
      throw StartRefusal.missingSource(labels);
    }
  }

  /** Returns the topics to read. A state from a journal keeps it, having no position on points. */
  private InputTopics inputs() {
    if (needsJournal(settings, found.partitions(points))) {
      return new InputTopics(points, labels, journal);
    }
    if (!hasLearnedFromJournal()) {
      return InputTopics.direct(points);
    }
    if (settings.inputs().perPartition()) {
      throw StartRefusal.anew(
          "%s has one model for all partitions of %s, which it learns from the journal %s; a model for each partition (%s) cannot go on from it"
              .formatted(settings.application(), points, journal, Setting.PER_PARTITION),
          Kind.ONE_MODEL);
    }
    LOG.info(
        "{} has learned from the journal {} and stays behind it, though {} alone would not need one",
        settings.application(),
        journal,
        points);
    return new InputTopics(points, null, journal);
  }

  /** A topic with the journal's name may have another owner. */
  private boolean hasLearnedFromJournal() {
    if (found.hasOffsets(journal) || found.partitions(journal) == 0) {
      return found.hasOffsets(journal);
    }
    return found.written(changelog) ? !stateGoesOnWithPoints() : found.hasOffsets(points);
  }

  private boolean stateGoesOnWithPoints() {
    Position state = found.position();
    TopicPartition first = new TopicPartition(points, 0);
    return state == null
        || found.isStateOf(points)
            && found.committed().getOrDefault(first, state.next()) == state.next();
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
                own.words(records),
                member.host(),
                other.words(records),
                records ? ofRecords() : "options",
                StreamsConfiguration.SESSION_TIMEOUT_MS / 1000));
  }

  private static String ofRecords() {
    return EnumSet.range(Setting.LABEL, Setting.SPANS).stream()
        .map(Setting::toString)
        .collect(Collectors.joining(", ", "", " and " + Setting.MAX_KEYS));
  }

  private static InputMode modeOf(MemberDescription member) {
    return ClientId.parse(member.clientId()).map(ClientId::mode).orElse(null);
  }

  private void refuseReplicas() {
    int replicas = found.partitions(changelog);
    if (replicas > 1) {
      String text =
          "%s has learned a model for each of %d partitions (its changelog %s has as many), and one model for all cannot go on from them"
              .formatted(settings.application(), replicas, changelog);
      throw labels == null
          ? StartRefusal.anew(text, Kind.PER_PARTITION)
          : StartRefusal.anew(text + ", which labels on a topic of their own need");
    }
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
    create.put(Topic.JOURNAL, inputs.journal());
    create.put(Topic.LABELS, inputs.labels());
    create.put(
        Topic.VERSIONS,
        settings.versions() == null ? null : TopicNames.versionsOf(settings.application()));
    create.values().removeIf(name -> name == null || found.partitions(name) > 0);
    return create;
  }

  /** Kafka Streams refuses a smaller changelog, and a producer waits in vain for a partition. */
  private Map<String, Integer> grow(InputTopics inputs) {
    int wanted = found.partitions(points);
    String predictions = settings.topics().of(Topic.PREDICTIONS);
    List<String> changelogs = inputs.merges() ? List.of() : settings.changelogs();
    return Stream.concat(changelogs.stream(), Stream.of(predictions))
        .filter(topic -> found.partitions(topic) > 0 && found.partitions(topic) < wanted)
        .collect(toMap(topic -> topic, topic -> wanted));
  }

  /** Tells whether to leave the group, which would find this instance again and assign nothing. */
  private boolean giveUpPlaces(InputTopics inputs, InputMode mode) {
    Set<TopicPartition> unassigned = inputs.all().stream().flatMap(found::each).collect(toSet());
    found.members().forEach(m -> unassigned.removeAll(m.assignment().topicPartitions()));
    boolean grown = !inputs.merges() && found.partitions(changelog) != found.partitions(points);
    boolean assigned = unassigned.isEmpty() && !grown;
    return found.members().stream()
        .filter(found::isOwn)
        .anyMatch(member -> !assigned || !mode.equals(modeOf(member)));
  }
}
