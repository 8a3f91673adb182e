package io.gyre.kafka;

import io.gyre.GyreException;

/** No broker answers where one was expected. */
public final class UnreachableException extends GyreException {

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
