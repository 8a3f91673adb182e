package io.gyre;

import java.util.List;
import java.util.stream.Stream;

/**
 * One thing that a person may do about a failure. The command that prints the failure may word it
 * otherwise, since commands differ.
 *
 * @param arguments those of the kind; unmodifiable
 */
public record Remedy(Kind kind, List<String> arguments) {

  /** What may be done, in the terms of {@code gyre learn}, which most commands share. */
  public enum Kind {
    START_ANEW("start anew with gyre reset"),
    /** Arguments: the offset, the application, points. */
    RESET_TO_STATE("go on at offset %s with gyre reset --to-state --application-id %s --points %s"),
    OTHER_APPLICATION("learn under another --application-id"),
    RENAME_LEARNER("give the learner another name to train it anew"),
    /** Argument: the learner's name. */
    FORGET_LEARNER("make it start anew with gyre reset --learner %s"),
    ALTER_TOPICS("set what differs with gyre topics --alter"),
    /** Arguments: the setting, the value that it had. */
    SET_BACK("set %s back to %s"),
    /** Arguments: the option, its other value. */
    SET_OPTION("start it with %s %s"),
    OTHER_VERSION("run the Gyre that wrote it"),
    /** Argument: the folder. */
    DELETE_STATE("delete the folder %s: its state is restored from the cluster"),
    OTHER_STATE_FOLDER("name another folder with --state-dir"),
    PER_PARTITION("go on with a model for each partition with --per-partition"),
    ONE_MODEL("go on with one model, without --per-partition"),
    START_AGAIN("start again once the cluster is well");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  public static Remedy of(Kind kind, Object... arguments) {
    return new Remedy(kind, Stream.of(arguments).map(String::valueOf).toList());
  }

  /** Returns an instruction in lower case, in the terms of {@code gyre learn}. */
  public String words() {
    return kind.words.formatted(arguments.toArray());
  }
}
