package io.gyre.feed;

import io.gyre.StopSignal;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;

/** Sends points for {@code gyre up}, on its own thread. */
public abstract class BackgroundFeed implements AutoCloseable {

  private static final Duration CLOSE = Duration.ofSeconds(5);

  protected final StopSignal stop;
  protected final PointSender sender;
  private final Producer<byte[], byte[]> producer;
  private final Thread thread;
  private volatile RuntimeException failure;

  /** Makes a feed whose thread has a name; it closes the producer. */
  protected BackgroundFeed(
      String name, StopSignal stop, Producer<byte[], byte[]> producer, String topic) {
    this.stop = stop;
    this.producer = producer;
    sender = new PointSender(producer, topic, topic);
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Returns the settings of a producer that waits for the broker however long it takes. */
  public static Map<String, Object> patient(int lingerMs) {
    return Map.of(
        "linger.ms", lingerMs,
        "delivery.timeout.ms", Integer.MAX_VALUE,
        "max.block.ms", Integer.MAX_VALUE);
  }

  /** Starts to send; called at the end of a constructor. */
  protected final void start() {
    thread.start();
  }

  private void run() {
    try {
      send();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  protected abstract void send() throws InterruptedException;

  /** Throws the failure that ended the feed, if any. */
  public final void throwFailure() {
    if (failure != null) {
      throw failure;
    }
    sender.throwFailure();
  }

  /** Stops, and waits for a limited time until all that was sent is on the topic. */
  @Override
  public void close() {
    stop.request();
    try {
      // A topic that was deleted under it would be waited for without end.
      thread.join(CLOSE.toMillis());
      producer.close(thread.isAlive() ? Duration.ZERO : CLOSE);
      thread.join();
    } catch (InterruptedException e) {
      producer.close(Duration.ZERO);
      Thread.currentThread().interrupt();
    }
  }
}
