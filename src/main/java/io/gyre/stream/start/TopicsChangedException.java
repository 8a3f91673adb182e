package io.gyre.stream.start;

import io.gyre.GyreException;
import io.gyre.stream.start.TopicIdentityCheck.Change;
import io.gyre.stream.start.TopicIdentityCheck.Role;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Topics were deleted, and maybe created again, during learning. */
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
   * Returns the change that stops learning, or null. A change of the changelog comes first, since
   * all that was learned is lost with it.
   */
  public Change ofState() {
    return changes.stream()
        .filter(Change::ends)
        .min(Comparator.comparing(change -> change.role() != Role.CHANGELOG))
        .orElse(null);
  }
}
