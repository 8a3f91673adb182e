package io.gyre.crash;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way from one process to one broker, which can be cut: a TCP proxy that listens on an address
 * of its own, on the ports that the broker listens on at 127.0.0.1.
 */
final class Link implements AutoCloseable {

  /** What becomes of bytes that are sent. */
  enum State {
    /** They arrive. */
    OPEN,
    /** They are held, and arrive when the link is open again; as when packets are dropped. */
    HANGING,
    /** There is no connection, and none can be made; as when somebody rejects them. */
    REFUSING
  }

  private static final String TARGET = "127.0.0.1";
  private static final int CONNECT_TIMEOUT_MS = 5_000;
  private static final int BUFFER = 1 << 16;
  private static final long STACK = 128 << 10;

  private final List<ServerSocket> listeners = new ArrayList<>();
  private final Set<Closeable> sockets = ConcurrentHashMap.newKeySet();
  private State state = State.OPEN;
  private volatile int delayMs;
  private volatile boolean closed;

  /**
   * Listens.
   *
   * @param address of this machine alone, such as 127.0.11.2
   * @param ports of the broker
   */
  Link(String address, int... ports) {
    try {
      for (int port : ports) {
        ServerSocket listener = new ServerSocket(port, 200, InetAddress.getByName(address));
        listeners.add(listener);
        start("link " + address + ":" + port, () -> accept(listener, port));
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(null, work, name, STACK);
    thread.setDaemon(true);
    thread.start();
  }

  /** Lets bytes through, or not. */
  synchronized void set(State wanted) {
    state = wanted;
    if (wanted == State.REFUSING) {
      closeConnections();
    }
    notifyAll();
  }

  /** Lets whatever is sent arrive so much later, one piece after the other. */
  void delay(int millis) {
    delayMs = millis;
  }

  private synchronized State awaitDecision() throws InterruptedException {
    while (state == State.HANGING && !closed) {
      wait();
    }
    return state;
  }

  private void accept(ServerSocket listener, int port) {
    while (!closed) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        start("link from " + client.getPort() + " to " + port, () -> connect(client, port));
      } catch (IOException e) {
        // Closed, or too many at once: the next may do.
      }
    }
  }

  private void connect(Socket client, int port) {
    Socket broker = new Socket();
    sockets.add(broker);
    try {
      if (awaitDecision() == State.OPEN) {
        broker.connect(new InetSocketAddress(TARGET, port), CONNECT_TIMEOUT_MS);
        client.setTcpNoDelay(true);
        broker.setTcpNoDelay(true);
        start("link to " + client.getPort(), () -> pump(broker, client));
        pump(client, broker);
      }
    } catch (IOException | InterruptedException e) {
      // The broker is away: the client finds its connection closed.
    } finally {
      drop(client);
      drop(broker);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (delayMs > 0) {
          Thread.sleep(delayMs);
        }
        if (awaitDecision() != State.OPEN) {
          return;
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException | InterruptedException e) {
      // Either end is gone; so is the connection.
    } finally {
      drop(from);
      drop(to);
    }
  }

  private void drop(Closeable socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }

  private void closeConnections() {
    new ArrayList<>(sockets).forEach(this::drop);
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    listeners.forEach(this::drop);
    closeConnections();
  }
}
