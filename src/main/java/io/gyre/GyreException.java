package io.gyre;

import java.util.List;

/**
 * A failure that the person at the terminal can do something about.
 *
 * <p>Its message is printed without a stack trace: it names the thing, what was found and what was
 * expected. The message says what to do if that is the same everywhere; else {@link #remedies} say
 * it, which each command words in its own terms. A bug is any other exception.
 */
public class GyreException extends RuntimeException {

  /** What the person may do, the best first; empty if the message says it all. */
  public final transient List<Remedy> remedies;

  public GyreException(String message, Remedy... remedies) {
    this(message, null, remedies);
  }

  public GyreException(String message, Throwable cause, Remedy... remedies) {
    super(message, cause);
    this.remedies = List.of(remedies);
  }

  /** Returns a failure with a message that is formatted. */
  public static GyreException of(String format, Object... values) {
    return new GyreException(format.formatted(values));
  }
}
