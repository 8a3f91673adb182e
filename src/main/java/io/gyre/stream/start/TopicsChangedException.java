package io.gyre.stream.start;

import io.gyre.GyreException;
import io.gyre.stream.start.TopicIdentityCheck.Change;
import io.gyre.stream.start.TopicIdentityCheck.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Topics were deleted, and maybe created again, while learning went on. */
public final class TopicsChangedException extends GyreException {

  private final transient List<Change> changes;

  public TopicsChangedException(List<Change> changes) {
    super(
        changes.stream().map(Change::toString).collect(Collectors.joining("; "))
            + (changes.stream().anyMatch(change -> change.role() == Role.OUTPUT)
                ? "; outputs that are gone are created again"
                : ""));
    this.changes = List.copyOf(changes);
  }

  /**
   * Returns the change of a topic without which learning cannot go on, or null if there is none:
   * that of the changelog if it is one of several, since all that was learned is lost with it.
   */
  public Change ofState() {
    return changes.stream()
        .filter(Change::ends)
        .min(Comparator.comparing(change -> change.role() != Role.CHANGELOG))
        .orElse(null);
  }

  public Set<String> topics() {
    return changes.stream().map(Change::topic).collect(Collectors.toSet());
  }
}
