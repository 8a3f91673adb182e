package io.gyre.http;

import io.gyre.GyreException;
import io.gyre.Setting;

/** The port for the page or the metrics is taken. */
public final class HttpPortInUseException extends GyreException {

  HttpPortInUseException(HttpAddress address, Throwable cause) {
    super(
        "port %d on %s is taken, by another Gyre or something else; choose another with %s, or 0 for any"
            .formatted(address.port(), address.host(), Setting.HTTP_PORT),
        cause);
  }
}
