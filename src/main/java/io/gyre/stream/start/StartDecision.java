package io.gyre.stream.start;

import io.gyre.stream.processor.InputTopics;
import io.gyre.stream.start.TopicIdentityCheck.Change;
import io.gyre.stream.start.TopicIdentityCheck.Role;
import io.gyre.topic.Topic;
import java.util.List;
import java.util.Map;

/**
 * The steps of a learner's start.
 *
 * @param create the topics that are created first, by kind; then the facts are read again
 * @param grow the topics that get more partitions, with how many
 * @param giveUpPlaces whether the group membership from before a crash is given up
 * @param changes the topics that were deleted or created again since the last run
 * @param deleteStores whether the stores on disk are deleted, to be restored from the changelogs
 */
public record StartDecision(
    InputTopics inputs,
    Map<Topic<?>, String> create,
    Map<String, Integer> grow,
    boolean giveUpPlaces,
    List<Change> changes,
    boolean deleteStores) {

  /** Returns the sources that were created again: merging begins with their first record. */
  public List<Change> beginAnew() {
    return changes.stream()
        .filter(change -> change.role() == Role.SOURCE && change.now() != null)
        .toList();
  }
}
