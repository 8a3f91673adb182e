package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.kafka.StreamsConfiguration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;

/** Compares an instance with the others of its group before it starts beside them. */
final class GroupCheck {

  private static final String RECORD_OPTIONS =
      "--label, --id, --time, --fields, --ignore, --categories, --value-format, --columns and --delimiter";

  private final String application;
  private final ClusterAdmin cluster;
  private final String instance;
  private Collection<MemberDescription> members = Set.of();
  private InputShape shape;

  GroupCheck(String application, ClusterAdmin cluster, String instance) {
    this.application = application;
    this.cluster = cluster;
    this.instance = instance;
  }

  /**
   * Looks who is there.
   *
   * @param own how this instance is going to read its topics
   * @throws GyreException when another instance reads them in another way
   */
  void check(InputShape own) {
    shape = own;
    members = cluster.group(application).members(ClusterAdmin.TIMEOUT);
    for (MemberDescription member : members) {
      InputShape other = shapeOf(member);
      if (other != null && !isOwn(member) && !own.fits(other)) {
        boolean records = !own.meansTheSame(other);
        throw new GyreException(
            "instances of %s must read their %s in the same way: this one has %s, but the one at %s has %s. Start all with the same %s, or stop that one first; one that was killed is forgotten after %d s"
                .formatted(
                    application,
                    records ? "records" : "topics",
                    records ? own.meaningWords() : own.words(),
                    member.host(),
                    records ? other.meaningWords() : other.words(),
                    records ? RECORD_OPTIONS : "options",
                    StreamsConfiguration.SESSION_TIMEOUT_MS / 1000));
      }
    }
  }

  /**
   * Gives up the places that this instance still has in the group from before a crash, if they
   * would not do: the group would find it again, and assign nothing anew.
   *
   * @param changed whether there are partitions that were not there before
   */
  void giveUpPlaces(Inputs inputs, boolean changed) {
    boolean unfit =
        members.stream().filter(this::isOwn).anyMatch(own -> !shape.equals(shapeOf(own)));
    boolean held = members.stream().anyMatch(this::isOwn);
    if (changed || unfit || (held && !allAreAssigned(inputs))) {
      cluster.group(application).removeMembers(instance, ClusterAdmin.TIMEOUT);
    }
  }

  private boolean allAreAssigned(Inputs inputs) {
    Set<TopicPartition> missing = new HashSet<>();
    cluster
        .partitions(inputs.all())
        .forEach(
            (topic, partitions) ->
                IntStream.range(0, partitions)
                    .forEach(partition -> missing.add(new TopicPartition(topic, partition))));
    members.forEach(member -> missing.removeAll(member.assignment().topicPartitions()));
    return missing.isEmpty();
  }

  private boolean isOwn(MemberDescription member) {
    return ConsumerGroup.isOf(member, instance);
  }

  /** Null if it does not say. */
  private static InputShape shapeOf(MemberDescription member) {
    return Optional.of(member.clientId())
        .flatMap(ClientId::parse)
        .map(ClientId::shape)
        .orElse(null);
  }
}
