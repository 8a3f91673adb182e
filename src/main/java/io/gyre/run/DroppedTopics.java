package io.gyre.run;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.topic.TopicNames;
import java.util.Collection;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;

/** What a dropped file's application has on the broker: topics, all its own, and a group. */
final class DroppedTopics {

  private final Admin admin;
  private final String application;
  private final StoredApplication stored;

  /**
   * @param admin closed by the caller
   */
  DroppedTopics(Admin admin, String application) {
    this.admin = admin;
    this.application = application;
    stored = new StoredApplication(admin, application);
  }

  /** Whether nothing of it is there. */
  boolean areNone() {
    return names().isEmpty() && !stored.hasOffsets();
  }

  private Collection<String> names() {
    Collection<String> names = new TreeSet<>(stored.internalTopics());
    names.addAll(
        stored.existing(TopicNames.standard().withPrefix(UpFile.prefix(application)).all()));
    return names;
  }

  /**
   * Deletes all of it, and returns when it is gone.
   *
   * @throws GyreException if topics are still there
   */
  void delete() {
    // The places of a process that was killed stay for some seconds.
    new ClusterAdmin(admin).group(application).removeMembers("", ClusterAdmin.TIMEOUT);
    stored.deleteGroup();
    stored.deleteTopics(names());
    if (!ClusterAdmin.appears(() -> names().isEmpty())) {
      throw new GyreException(
          "expected that the topics %s are gone, found them".formatted(names()));
    }
  }
}
