package io.gyre;

import java.util.List;
import java.util.stream.Stream;

/**
 * One thing that a person may do about a failure. The command that prints the failure names the
 * command or option for it, since commands differ.
 *
 * @param arguments those of the kind; unmodifiable
 */
public record Remedy(Kind kind, List<String> arguments) {

  public enum Kind {
    /** Forget all that was learned. */
    START_ANEW,
    /** Set the group's offsets to the state's. Arguments: the offset, the application, points. */
    RESET_TO_STATE,
    /** Learn as another application. */
    OTHER_APPLICATION,
    /** Let the learner be another one. */
    RENAME_LEARNER,
    /** Forget what one learner has learned. Argument: its name. */
    FORGET_LEARNER,
    /** Set what differs of topics, with the command that creates them. */
    ALTER_TOPICS,
    /** Give a setting the value that it had. Arguments: the setting, the value. */
    SET_BACK,
    /** Give an option another value. Arguments: the option, the value. */
    SET_OPTION,
    /** Run the version of Gyre that wrote the state. */
    OTHER_VERSION,
    /** Delete the state folder; it is restored from the cluster. Argument: the folder. */
    DELETE_STATE,
    /** Keep the state in another folder. */
    OTHER_STATE_FOLDER,
    /** Train separate learners for each partition. */
    PER_PARTITION,
    /** Train one model for all partitions. */
    ONE_MODEL,
    /** Wait until the cluster is well, then start again. */
    START_AGAIN
  }

  public static Remedy of(Kind kind, Object... arguments) {
    return new Remedy(kind, Stream.of(arguments).map(String::valueOf).toList());
  }
}
