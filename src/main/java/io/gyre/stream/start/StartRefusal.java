package io.gyre.stream.start;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;
import io.gyre.stream.start.TopicIdentityCheck.Change;
import io.gyre.topic.ProvisioningReport.Difference;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Why learning does not start, or does not go on with a topic that is gone. */
public final class StartRefusal extends GyreException {

  private final boolean mayPass;

  private StartRefusal(boolean mayPass, String message, List<Remedy> remedies) {
    super(message, null, remedies);
    this.mayPass = mayPass;
  }

  /** Tells whether brokers that have only just heard of a change may answer otherwise soon. */
  public boolean mayPass() {
    return mayPass;
  }

  public static StartRefusal of(String message, Remedy... remedies) {
    return new StartRefusal(false, message, List.of(remedies));
  }

  private static StartRefusal anew(boolean mayPass, String message) {
    return new StartRefusal(
        mayPass, message, List.of(Remedy.of(Kind.START_ANEW), Remedy.of(Kind.OTHER_APPLICATION)));
  }

  /** Makes one for good, after which learning starts anew or as another application. */
  static StartRefusal anew(String message) {
    return anew(false, message);
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
            .formatted(topic),
        List.of());
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

  /** The journal would lose records, or has several partitions. */
  static StartRefusal unfitJournal(String journal, List<Difference> essential) {
    boolean alterable = essential.stream().allMatch(Difference::alterable);
    String found =
        "the journal %s cannot keep one order of all records: %s"
            .formatted(
                journal,
                essential.stream()
                    .filter(differs -> differs.alterable() == alterable)
                    .map(Difference::message)
                    .collect(Collectors.joining("; ")));
    return alterable ? of(found, Remedy.of(Kind.ALTER_TOPICS)) : anew(found);
  }

  static StartRefusal stateOfAnother(String points) {
    return of(
        "the state is of a topic that is neither %s nor a journal: it was deleted and maybe created again, and what was learned is not on it"
            .formatted(points),
        Remedy.of(Kind.START_ANEW));
  }

  /**
   * A topic that the state rests on was deleted or created again while learning went on.
   *
   * @param learned says what may have been learned of a topic that took the place of another
   */
  public static StartRefusal of(Change change, Supplier<String> learned) {
    return switch (change.role()) {
      case CHANGELOG -> lost(change.topic());
      case JOURNAL, SOURCE, INPUT, OUTPUT -> {
        if (change.now() != null) {
          yield anew("%s while it was learned from. %s".formatted(change, learned.get()));
        }
        yield switch (change.role()) {
          case JOURNAL -> lostJournal(change.topic());
          case SOURCE -> missingSource(change.topic());
          default -> missing(change.topic());
        };
      }
    };
  }
}
