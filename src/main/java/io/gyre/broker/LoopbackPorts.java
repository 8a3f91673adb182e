package io.gyre.broker;

import io.gyre.GyreException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The two ports of the broker, found free. They must be known before it starts, because the address
 * that it tells its clients and the list of controllers hold them; so they are found and bound
 * later, a second or two when the last broker was killed. Any port is therefore one that the system
 * does not give to outgoing connections meanwhile.
 *
 * @param clients where Kafka clients connect
 * @param controller where the broker half of the process talks to its controller half
 */
record LoopbackPorts(int clients, int controller) {

  static final String HOST = "127.0.0.1";

  /** Systems give connections ports from 32,768 (Linux) or 49,152 on, if not told otherwise. */
  private static final int FIRST_OF_ANY = 20_000;

  private static final int END_OF_ANY = 26_000;
  private static final int TRIES = 100;

  /**
   * How long another program may take to accept a connection; on loopback it takes microseconds.
   */
  private static final int CONNECT_TIMEOUT_MS = 200;

  static LoopbackPorts choose(int wanted) {
    if (wanted < 0 || wanted > 65_535) {
      throw new GyreException(
          "port of the local broker: expected 0 to 65535, found %d; 0 means any free port"
              .formatted(wanted));
    }
    refuseListener(wanted);
    // Both are held at once, so that they differ.
    try (ServerSocket clients = wanted == 0 ? bindAny() : bind(wanted);
        ServerSocket controller = bindAny()) {
      return new LoopbackPorts(clients.getLocalPort(), controller.getLocalPort());
    } catch (BindException e) {
      throw new PortInUseException(wanted, e);
    } catch (IOException e) {
      throw new GyreException(
          "port %d on %s: expected to listen there, found: %s"
              .formatted(wanted, HOST, e.getMessage()),
          e);
    }
  }

  /** Some systems let us bind beside a listener on all addresses, and then share its port. */
  private static void refuseListener(int port) {
    if (port == 0) {
      return;
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(HOST), port), CONNECT_TIMEOUT_MS);
    } catch (IOException nobodyListens) {
      return;
    }
    throw new PortInUseException(port, null);
  }

  /** By chance, so that two that look at the same time find two. */
  private static ServerSocket bindAny() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      try {
        return bind(ThreadLocalRandom.current().nextInt(FIRST_OF_ANY, END_OF_ANY));
      } catch (BindException taken) {
        // Another may be free.
      }
    }
    return bind(0);
  }

  private static ServerSocket bind(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getByName(HOST));
  }
}
