package io.gyre.data;

/**
 * Says why something cannot be a point: the field, what was found, what was expected.
 *
 * <p>Its message is for the person who sent it. It quotes at most about forty characters of the
 * input and holds no control characters. It carries no stack trace, because bad input is an
 * everyday answer and may come as fast as good input.
 */
public final class InvalidPointException extends Exception {

  private static final long serialVersionUID = 1;

  /**
   * @param reason for example {@code label: expected 0 or 1, found 2}
   */
  public InvalidPointException(String reason) {
    this(reason, null);
  }

  /**
   * @param reason for example {@code label: expected 0 or 1, found 2}
   * @param cause what the parser said, or null
   */
  public InvalidPointException(String reason, Throwable cause) {
    super(reason, cause, false, false);
  }
}
