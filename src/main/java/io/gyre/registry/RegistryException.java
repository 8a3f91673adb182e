package io.gyre.registry;

import io.gyre.GyreException;

/** A registry did not give what was asked; the message says why, for a person. */
public final class RegistryException extends GyreException {

  /** The kinds of failures. */
  enum Kind {
    /** The registry says that it has no such thing. */
    UNKNOWN,
    /** It did not answer, or failed; another one may answer. */
    AWAY,
    /** It answered something else. */
    REFUSED
  }

  private final transient Kind kind;

  RegistryException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Tells whether the registry said that it has no such thing; any other failure may pass. */
  public boolean isUnknown() {
    return kind == Kind.UNKNOWN;
  }

  /** Tells whether it did not answer, or failed. */
  public boolean isAway() {
    return kind == Kind.AWAY;
  }
}
