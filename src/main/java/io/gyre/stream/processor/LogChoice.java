package io.gyre.stream.processor;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;

/** Which log a fold goes on with. */
public enum LogChoice {
  /** It has none yet. */
  NEW,
  /** The one that it has. */
  SAME,
  /** The journal, where it has learned from points directly. */
  JOURNAL;

  /**
   * Decides it from the ids of topics.
   *
   * @param name of the fold
   * @param log the topic that it reads
   * @param learnedId the topic that its state is of; empty if there is no state
   * @throws GyreException if the log was created again
   */
  public static LogChoice of(
      String name, String log, String learnedId, String pointsId, String logId) {
    if (learnedId.isEmpty()) {
      return NEW;
    }
    if (learnedId.equals(logId)) {
      return SAME;
    }
    if (learnedId.equals(pointsId)) {
      return JOURNAL;
    }
    throw new GyreException(
        "%s has learned from the topic %s with id %s, but that topic now has id %s: it was deleted and created again. Learning its records on top of the state would be wrong"
            .formatted(name, log, learnedId, logId),
        Remedy.of(Kind.START_ANEW),
        Remedy.of(Kind.OTHER_APPLICATION));
  }
}
