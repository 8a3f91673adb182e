package io.gyre.dashboard.page;

import io.gyre.GyreException;

/** A file that is not taken or started now, for a reason that does not lie in what it holds. */
public final class FileRefusedException extends GyreException {

  private static final long serialVersionUID = 1;

  /** Why not. */
  public enum Reason {
    /** Another one is sent or learned from. */
    BUSY(409),
    /** It is longer than is allowed. */
    TOO_LARGE(413),
    /** The disk has no room for it. */
    NO_SPACE(507);

    private final int status;

    Reason(int status) {
      this.status = status;
    }
  }

  private final Reason reason;

  /**
   * @param message what a person is told
   */
  public FileRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** The HTTP status that says so. */
  public int status() {
    return reason.status;
  }
}
