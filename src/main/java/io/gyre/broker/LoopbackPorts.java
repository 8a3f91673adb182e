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
 * Two free ports for the broker. They must be known before it starts, since its settings hold them,
 * and are bound up to two seconds later. So they are chosen outside the range that the system gives
 * to outgoing connections.
 *
 * @param clients where Kafka clients connect
 * @param controller for the connection between the broker and its controller in this process
 */
record LoopbackPorts(int clients, int controller) {

  static final String HOST = "127.0.0.1";

  /** By default, systems give connections ports from 32,768 (Linux) or 49,152 on. */
  private static final int FIRST_OF_ANY = 20_000;

  private static final int END_OF_ANY = 26_000;
  private static final int TRIES = 100;

  /** The time for another program to accept a connection, which takes microseconds. */
  private static final int CONNECT_TIMEOUT_MS = 200;

  static LoopbackPorts choose(int wanted) {
    // Both are held at once, so that they differ.
    try (ServerSocket clients = wanted == 0 ? bindAny() : bindUnused(wanted);
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

  /** Some systems allow binding a port that a listener on all addresses uses already. */
  private static ServerSocket bindUnused(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(HOST), port), CONNECT_TIMEOUT_MS);
    } catch (IOException nobodyListens) {
      return bind(port);
    }
    throw new BindException("a program listens on it");
  }

  /** Random, so that two processes that search at the same time find different ports. */
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
