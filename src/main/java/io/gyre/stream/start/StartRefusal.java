package io.gyre.stream.start;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.stream.start.TopicIdentityCheck.Change;
import io.gyre.stream.start.TopicIdentityCheck.Role;
import io.gyre.topic.ProvisioningReport.Difference;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reason why learning does not start, or does not go on without a deleted topic. */
public final class StartRefusal extends GyreException {

  /** Tells whether brokers that have only just heard of a change may answer otherwise soon. */
  public final boolean mayPass;

  private StartRefusal(boolean mayPass, String message, Kind... remedies) {
    super(message, null, Stream.of(remedies).map(Remedy::of).toArray(Remedy[]::new));
    this.mayPass = mayPass;
  }

  static StartRefusal of(String message, Kind... remedies) {
    return new StartRefusal(false, message, remedies);
  }

  private static StartRefusal anew(boolean mayPass, String message) {
    return new StartRefusal(mayPass, message, Kind.START_ANEW, Kind.OTHER_APPLICATION);
  }

  /** Makes a final refusal, whose remedies are a new start or another application. */
  static StartRefusal anew(String message) {
    return anew(false, message);
  }

  /** Same, with another remedy first. */
  static StartRefusal anew(String message, Kind best) {
    return of(message, best, Kind.START_ANEW, Kind.OTHER_APPLICATION);
  }

  static StartRefusal missing(String points) {
    return anew(
        true,
        "the topic %s is not there: it was deleted. What has been learned from it is kept. If it is created again its records are others, and learning must start anew"
            .formatted(points));
  }

  static StartRefusal missingSource(String topic) {
    return new StartRefusal(
        true,
        "the topic %s is not there: it was deleted. What has been learned from it is kept. Create it again, and learning goes on with its new records"
            .formatted(topic));
  }

  static StartRefusal lost(String changelog) {
    return anew(
        true,
        "the changelog %s is not there, or is another that is empty: it was deleted. All that was learned would start over in the middle of the stream"
            .formatted(changelog));
  }

  static StartRefusal lostJournal(String journal) {
    return anew(
        "the journal %s is not there: it was deleted, and what was merged but not learned yet with it. All that was learned is kept, but what comes next is not known"
            .formatted(journal));
  }

  static StartRefusal otherJournal(String journal) {
    return anew(
        "the journal %s was deleted and created again, and what was merged but not learned yet is gone with the first. All that was learned is kept, but what comes next is not known"
            .formatted(journal));
  }

  static StartRefusal foreignJournal(String journal, String application) {
    return anew(
        true,
        "the journal %s holds records, but the group %s has no offsets and no state: a reset was cut off, or the topic is another's"
            .formatted(journal, application));
  }

  /** Returns the refusal of a journal that would lose records or has several partitions. */
  static StartRefusal unfitJournal(String journal, List<Difference> essential) {
    boolean alterable = essential.stream().allMatch(Difference::alterable);
    String found =
        essential.stream()
            .filter(differs -> differs.alterable() == alterable)
            .map(Difference::message)
            .collect(Collectors.joining("; "));
    String text =
        "the journal %s cannot keep one order of all records: %s".formatted(journal, found);
    return alterable ? of(text, Kind.ALTER_TOPICS) : anew(text);
  }

  static StartRefusal stateOfAnother(String points) {
    return of(
        "the state is of a topic that is neither %s nor a journal: it was deleted and maybe created again, and what was learned is not on it"
            .formatted(points),
        Kind.START_ANEW);
  }

  /**
   * Returns the refusal after a topic of the state was deleted or created again during learning.
   *
   * @param learned tells what may have been learned from a topic that replaced another
   */
  public static StartRefusal of(Change change, Supplier<String> learned) {
    if (change.role() == Role.CHANGELOG) {
      return lost(change.topic());
    }
    if (change.now() != null) {
      return anew("%s while it was learned from. %s".formatted(change, learned.get()));
    }
    return switch (change.role()) {
      case JOURNAL -> lostJournal(change.topic());
      case SOURCE -> missingSource(change.topic());
      default -> missing(change.topic());
    };
  }
}
