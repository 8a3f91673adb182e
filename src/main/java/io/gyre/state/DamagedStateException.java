package io.gyre.state;

import io.gyre.GyreException;

/** State that was stored cannot be trusted; another copy of it may be good. */
public final class DamagedStateException extends GyreException {

  /**
   * @param message what is wrong
   */
  public DamagedStateException(String message) {
    super(message);
  }

  /**
   * @param message what is wrong
   * @param cause what led to it
   */
  public DamagedStateException(String message, Throwable cause) {
    super(message, cause);
  }
}
