package io.gyre.stream;

import io.gyre.GyreException;

/** A learner's state in its store cannot be trusted; the changelog may still have a good one. */
final class DamagedStateException extends GyreException {

  DamagedStateException(String message) {
    super(message);
  }
}
