package io.gyre.stream;

import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.stream.TopicIdentityCheck.Change;
import io.gyre.stream.TopicIdentityCheck.Role;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets merge begin anew with topics that were deleted and created again while their records were
 * merged. The group's offsets are deleted with a topic, but an instance may have committed once
 * more since: merge would go on in the middle of the new topic.
 */
final class RecreatedSources {

  private static final Logger LOG = LoggerFactory.getLogger(RecreatedSources.class);

  /** In which every instance has seen what happened, and a killed one is forgotten. */
  private static final Duration OTHERS_END = Duration.ofSeconds(20);

  private final ConsumerGroup group;

  RecreatedSources(ConsumerGroup group) {
    this.group = group;
  }

  /**
   * Deletes the group's offsets of those that were. That can be done only while no instance reads
   * them; one that still does after a while has done it before, or will be given what it has read
   * already, which the fold passes over.
   */
  void beginAnew(List<Change> changes) {
    for (Change change : changes) {
      if (change.role() == Role.SOURCE && change.now() != null) {
        boolean deleted =
            ClusterAdmin.appears(OTHERS_END, () -> group.deleteOffsets(change.topic()));
        LOG.warn(
            "{}: its records are another source from now on, and learning goes on with them{}",
            change,
            deleted ? "" : ", where another instance has begun");
      }
    }
  }
}
