package io.gyre.dashboard;

/** A request that is not answered, with the HTTP status and the reason that the client is told. */
final class HttpRefusalException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;

  HttpRefusalException(int status, String reason) {
    super(reason);
    this.status = status;
  }

  int status() {
    return status;
  }
}
