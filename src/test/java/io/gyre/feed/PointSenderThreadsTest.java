package io.gyre.feed;

import static io.gyre.Interleavings.explore;
import static io.gyre.Interleavings.require;
import static io.gyre.Interleavings.stub;
import static io.gyre.Interleavings.together;

import io.gyre.StopSignal;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;

/** Records are acknowledged and counted while others are sent, and a feed is stopped. */
class PointSenderThreadsTest {

  @Test
  void shouldCountEachRecordBeforeItsAcknowledgement() {
    explore(
        () -> {
          Queue<Callback> sent = new ConcurrentLinkedQueue<>();
          @SuppressWarnings("unchecked")
          Producer<byte[], byte[]> producer =
              stub(
                  Producer.class,
                  (name, arguments) -> {
                    sent.add((Callback) arguments[1]);
                    return null;
                  });
          PointSender sender = new PointSender(producer, "points", "points");
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
