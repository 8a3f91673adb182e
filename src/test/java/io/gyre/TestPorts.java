package io.gyre;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports for programs that a test starts later, and perhaps again. Each belongs to this JVM until it
 * ends: no other test's is given it, no outgoing connection, and no broker that takes any port.
 *
 * <p>The sign of a port that was given away is the datagram port of the same number, which is held
 * bound. All are below those that systems use for connections, and above those that {@code
 * LoopbackPorts} chooses from.
 */
public final class TestPorts {

  private static final int FIRST = 26_000;
  private static final int END = 32_000;

  private static final List<DatagramSocket> SIGNS = new ArrayList<>();
  private static int next = FIRST;

  private TestPorts() {}

  /** Returns a port of 127.0.0.1 that nobody listens on. */
  public static synchronized int reserve() {
    for (; next < END; next++) {
      try {
        SIGNS.add(new DatagramSocket(next, InetAddress.getLoopbackAddress()));
        new ServerSocket(next, 1, InetAddress.getLoopbackAddress()).close();
        return next;
      } catch (BindException taken) {
        // By another test's JVM, or by any program.
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError("no port is free between %d and %d".formatted(FIRST, END));
  }
}
