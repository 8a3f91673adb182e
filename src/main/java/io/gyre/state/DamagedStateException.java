package io.gyre.state;

import io.gyre.GyreException;

/** Stored state that cannot be trusted; another copy of it may be good. */
public final class DamagedStateException extends GyreException {

  public DamagedStateException(String message) {
    super(message);
  }

  public DamagedStateException(String message, Throwable cause) {
    super(message, cause);
  }
}
