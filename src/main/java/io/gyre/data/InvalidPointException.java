package io.gyre.data;

/**
 * Tells the sender why a record cannot be a point: the field, what was found, what was expected. It
 * quotes at most about forty characters of the input, and holds no control characters. It carries
 * no stack trace, because bad input may come as fast as good input.
 */
public final class InvalidPointException extends Exception {

  /** Gives a reason, for example {@code label: expected 0 or 1, found 2}. */
  public InvalidPointException(String reason) {
    this(reason, null);
  }

  public InvalidPointException(String reason, Throwable cause) {
    super(reason, cause, false, false);
  }
}
