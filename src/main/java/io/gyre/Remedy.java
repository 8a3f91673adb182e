package io.gyre;

import java.util.List;

/**
 * One thing that a person may do about a failure. Which command or option does it is for the
 * command that prints the failure to say: not all have the same.
 *
 * @param kind what to do
 * @param arguments what the kind says
 */
public record Remedy(Kind kind, List<String> arguments) {

  /** What to do. */
  public enum Kind {
    /** Forget all that was learned. */
    START_ANEW(0),
    /** Set the group's offsets to the state's. Arguments: the offset, the application, points. */
    RESET_TO_STATE(3),
    /** Learn as another application. */
    OTHER_APPLICATION(0),
    /** Let the learner be another one. */
    RENAME_LEARNER(0),
    /** Forget what one learner has learned. Argument: its name. */
    FORGET_LEARNER(1),
    /** Set what differs of topics, with the command that creates them. */
    ALTER_TOPICS(0),
    /** Give a setting the value that it had. Arguments: the setting, the value. */
    SET_BACK(2),
    /** Give an option another value. Arguments: the option, the value. */
    SET_OPTION(2),
    /** Run the version of Gyre that wrote the state. */
    OTHER_VERSION(0),
    /** Delete the state folder; it is restored from the cluster. Argument: the folder. */
    DELETE_STATE(1),
    /** Keep the state in another folder. */
    OTHER_STATE_FOLDER(0),
    /** Train learners of their own for each partition. */
    PER_PARTITION(0),
    /** Train one model for all partitions. */
    ONE_MODEL(0),
    /** Wait until the cluster is well, then start again. */
    START_AGAIN(0);

    private final int arguments;

    Kind(int arguments) {
      this.arguments = arguments;
    }
  }

  /** Copies the arguments, and checks that they are as many as the kind has. */
  public Remedy {
    arguments = List.copyOf(arguments);
    if (arguments.size() != kind.arguments) {
      throw new IllegalArgumentException(
          "remedy %s: expected %d arguments, found %s".formatted(kind, kind.arguments, arguments));
    }
  }

  /** Returns a remedy. */
  public static Remedy of(Kind kind, Object... arguments) {
    return new Remedy(kind, List.of(arguments).stream().map(String::valueOf).toList());
  }
}
