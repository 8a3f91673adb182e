package io.gyre;

import java.util.List;
import java.util.stream.Stream;

/**
 * One thing that may be done about a failure, as data: each command words it in its own terms.
 *
 * @param arguments those of the kind; unmodifiable
 */
public record Remedy(Kind kind, List<String> arguments) {

  public enum Kind {
    /** Forget all that was learned. */
    START_ANEW,
    /** Set the group's offsets to those of the state: the offset, the application, points. */
    RESET_TO_STATE,
    /** Learn under another name of an application. */
    OTHER_APPLICATION,
    /** Give the learner another name. */
    RENAME_LEARNER,
    /** Forget what the learner of this name has learned. */
    FORGET_LEARNER,
    /** Set what differs on the topics. */
    ALTER_TOPICS,
    /** Give the setting the value that it had. */
    SET_BACK,
    /** Run the version of Gyre that wrote it. */
    OTHER_VERSION,
    /** Delete the state in this folder, which the cluster has as well. */
    DELETE_STATE,
    /** Keep the state in another folder. */
    OTHER_STATE_FOLDER,
    /** Go on with a model for each partition. */
    PER_PARTITION,
    /** Go on with one model for all partitions. */
    ONE_MODEL,
    /** Start again once the cluster is well. */
    START_AGAIN
  }

  public static Remedy of(Kind kind, Object... arguments) {
    return new Remedy(kind, Stream.of(arguments).map(String::valueOf).toList());
  }
}
