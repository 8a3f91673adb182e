package io.gyre.page.live;

import io.gyre.GyreException;

/** A file cannot be taken or started now, whatever its content. */
public final class FileRefusedException extends GyreException {

  public enum Reason {
    BUSY,
    TOO_LARGE,
    NO_SPACE
  }

  private final Reason reason;

  public FileRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Returns its HTTP status. */
  public int status() {
    return switch (reason) {
      case BUSY -> 409;
      case TOO_LARGE -> 413;
      case NO_SPACE -> 507;
    };
  }
}
