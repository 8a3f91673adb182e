package io.gyre;

import java.util.List;

/**
 * A failure that the person at the terminal can do something about.
 *
 * <p>Its message stands alone, without a stack trace: it names the thing, what was found and what
 * was expected. What to do stands in the message where it is the same everywhere, and otherwise in
 * {@link #remedies()}, which the command that prints the message says in its own terms. It ends
 * with exit code 1. A bug is any other exception.
 */
public class GyreException extends RuntimeException {

  private final transient List<Remedy> remedies;

  /**
   * @param message what a person is told
   * @param remedies what the person may do, the first the best
   */
  public GyreException(String message, Remedy... remedies) {
    this(message, null, List.of(remedies));
  }

  /**
   * @param cause what led to it, for the log
   */
  public GyreException(String message, Throwable cause, Remedy... remedies) {
    this(message, cause, List.of(remedies));
  }

  /** As above. */
  public GyreException(String message, Throwable cause, List<Remedy> remedies) {
    super(message, cause);
    this.remedies = List.copyOf(remedies);
  }

  /** Returns what the person may do, the first the best; none if the message says it all. */
  public List<Remedy> remedies() {
    return remedies;
  }
}
