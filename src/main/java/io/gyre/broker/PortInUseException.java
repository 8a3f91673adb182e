package io.gyre.broker;

import io.gyre.GyreException;
import io.gyre.Setting;

/** The broker's port is taken by another process. */
public final class PortInUseException extends GyreException {

  PortInUseException(int port, Throwable cause) {
    super(
        "port %d on 127.0.0.1: expected it free for the local broker, found it in use; stop what uses it, or choose another with %s, 0 for any that is free"
            .formatted(port, Setting.KAFKA_PORT),
        cause);
  }
}
