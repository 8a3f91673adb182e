package io.gyre.stream;

import io.gyre.stream.start.ClientId;
import io.gyre.stream.start.InputMode;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.TopicPartition;

/** Members of a group, as Kafka describes them. */
public final class GroupMembers {

  private GroupMembers() {}

  /** A thread of an instance. */
  public static MemberDescription thread(
      String instance, String process, InputMode shape, TopicPartition... assigned) {
    String client = shape == null ? "gyre-" + process : new ClientId("gyre", process, shape).text();
    return member(instance + "-1", client + "-StreamThread-1-consumer", assigned);
  }

  /** One with any client id. */
  public static MemberDescription member(
      String instanceId, String client, TopicPartition... assigned) {
    return new MemberDescription(
        "id",
        Optional.of(instanceId),
        Optional.empty(),
        client,
        "host",
        new MemberAssignment(Set.of(assigned)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
