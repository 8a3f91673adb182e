package io.gyre.feed;

import static io.gyre.Interleavings.explore;
import static io.gyre.Interleavings.require;
import static io.gyre.Interleavings.together;

import io.gyre.StopSignal;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;

/** Records are acknowledged and counted while others are sent, and a feed is stopped. */
class PointSenderThreadsTest {

  /** A client that acknowledges when a test wants it; Kafka's own does more than is explored. */
  @SuppressWarnings("unchecked")
  private static Producer<byte[], byte[]> producer(Queue<Callback> sent) {
    InvocationHandler calls =
        (proxy, method, arguments) -> {
          if (method.getName().equals("send")) {
            sent.add((Callback) arguments[1]);
          }
          return method.getName().equals("equals") ? false : null;
        };
    Class<?>[] type = {Producer.class};
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(Producer.class.getClassLoader(), type, calls);
  }

  @Test
  void shouldCountEachRecordBeforeItsAcknowledgement() {
    explore(
        () -> {
          Queue<Callback> sent = new ConcurrentLinkedQueue<>();
          PointSender sender = new PointSender(producer(sent), "points", "points");
          together(
              () -> {
                sender.point(null, new byte[1], 0);
                sender.label(null, new byte[1], 0);
              },
              () -> {
                Callback first = sent.poll();
                if (first != null) {
                  first.onCompletion(null, null);
                }
                long acknowledged = sender.acknowledged();
                require(acknowledged <= sender.sent(), "more acknowledged than sent");
                require(sender.points() <= 1, "a label counts as a point");
              });
          require(sender.points() == 1 && sender.labels() == 1, "a record was not counted");
        });
  }

  @Test
  void shouldRunEachActionOfAStopOnce() {
    explore(
        () -> {
          StopSignal stop = new StopSignal();
          AtomicInteger runs = new AtomicInteger();
          together(() -> stop.onStop(runs::incrementAndGet), stop::request, stop::request);
          require(runs.get() == 1, "an action of the stop was lost, or ran twice");
        });
  }
}
