package io.gyre.bench;

import io.gyre.GyreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * Asks a server over HTTP, on connections that stay open, from one thread.
 *
 * @param port on this machine
 * @param requests whole ones, which take turns
 * @param stopped whether to end early
 */
record Questions(int port, List<byte[]> requests, BooleanSupplier stopped) {

  /** The rate at which each connection asks again once it is answered. */
  static final double MAX = Double.POSITIVE_INFINITY;

  private static final int CONNECTIONS = 32;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * What was found.
   *
   * @param nanos from when each question was due to its answer
   * @param errors answers of another status than 200, and questions without one after ten seconds
   * @param perSecond answers
   */
  record Result(Histogram nanos, long errors, double perSecond) {}

  private static final class Connection {
    final SocketChannel channel;
    final AnswerReader reader = new AnswerReader();
    long due;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  /**
   * Asks for a time. At a rate, questions are due by the clock and the time until a connection is
   * free counts, so that a stall shows in every question that it holds up.
   */
  Result ask(double rate, double seconds) {
    Histogram nanos = new Histogram(3);
    long errors = 0;
    long sent = 0;
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * 1e9);
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    try (Selector selector = Selector.open()) {
      Deque<Connection> free = new ArrayDeque<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        free.add(connect(selector));
      }
      while (!stopped.getAsBoolean()) {
        long now = System.nanoTime();
        long due = rate == MAX ? now : begin + (long) (sent * 1e9 / rate);
        for (; due < end && due <= now && !free.isEmpty(); sent++) {
          send(free.poll(), requests.get((int) (sent % requests.size())), due);
          due = rate == MAX ? now : begin + (long) ((sent + 1) * 1e9 / rate);
        }
        if (due >= end && free.size() == CONNECTIONS) {
          break;
        }
        if (now - end > PATIENCE_NANOS) {
          errors += (rate == MAX ? sent : (long) (rate * seconds)) - nanos.getTotalCount();
          break;
        }
        selector.select(1);
        for (SelectionKey key : selector.selectedKeys()) {
          Connection connection = (Connection) key.attachment();
          int status = read(connection, buffer);
          if (status != 0) {
            nanos.recordValue(System.nanoTime() - connection.due);
            errors += status == 200 ? 0 : 1;
            free.add(connection);
          }
        }
        selector.selectedKeys().clear();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Result(nanos, errors, nanos.getTotalCount() * 1e9 / (System.nanoTime() - begin));
  }

  private Connection connect(Selector selector) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    Connection connection = new Connection(channel);
    channel.register(selector, SelectionKey.OP_READ, connection);
    return connection;
  }

  private static void send(Connection connection, byte[] request, long due) throws IOException {
    connection.due = due;
    if (connection.channel.write(ByteBuffer.wrap(request)) < request.length) {
      throw new GyreException("a question does not fit into the buffer of a connection");
    }
  }

  private static int read(Connection connection, ByteBuffer buffer) throws IOException {
    if (connection.channel.read(buffer.clear()) < 0) {
      throw new GyreException("the server has closed a connection");
    }
    return connection.reader.read(buffer.flip());
  }
}
