package io.gyre;

/**
 * A failure that the person at the terminal can do something about.
 *
 * <p>Its message stands alone, without a stack trace: it names the thing, what was found, what was
 * expected and what to do. The command line prints it and ends with exit code 1. A bug is any other
 * exception.
 */
public class GyreException extends RuntimeException {

  /**
   * @param message the whole message, ready to be printed
   */
  public GyreException(String message) {
    super(message);
  }

  /**
   * @param message the whole message, ready to be printed
   * @param cause what led to it, for the log
   */
  public GyreException(String message, Throwable cause) {
    super(message, cause);
  }
}
