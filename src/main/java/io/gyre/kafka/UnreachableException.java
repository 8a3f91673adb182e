package io.gyre.kafka;

import io.gyre.GyreException;

/** No broker answers at an expected address. */
public final class UnreachableException extends GyreException {

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
