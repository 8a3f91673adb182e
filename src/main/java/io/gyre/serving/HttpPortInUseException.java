package io.gyre.serving;

import io.gyre.GyreException;

/** The port for the page or the metrics is taken. */
public final class HttpPortInUseException extends GyreException {

  HttpPortInUseException(HttpAddress address, Throwable cause) {
    super(
        "port %d on %s is taken, by another Gyre or something else; choose another with --http-port, or 0 for any"
            .formatted(address.port(), address.host()),
        cause);
  }
}
