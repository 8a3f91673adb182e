package io.gyre.stream;

import io.gyre.GyreException;
import io.gyre.Remedy;
import io.gyre.Remedy.Kind;

/** A learner's state in its store cannot be trusted; the changelog may still have a good one. */
final class DamagedStateException extends GyreException {

  DamagedStateException(String message) {
    super(message, Remedy.of(Kind.START_ANEW));
  }
}
