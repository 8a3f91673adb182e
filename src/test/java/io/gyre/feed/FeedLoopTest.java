package io.gyre.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.Examples;
import io.gyre.GyreException;
import io.gyre.StopSignal;
import io.gyre.topic.PointHeaders;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class FeedLoopTest {

  private final MockProducer<byte[], byte[]> producer = producer(true);
  private final PointSender sender = new PointSender(producer, "points", "points");
  private final StopSignal stop = new StopSignal();

  @Test
  void shouldSendEveryPointOnceWithTheTimeAtWhichItIsDue() throws InterruptedException {
    FeedLoop.Source three = new SpiralRows(Examples.spirals(1), 7, 3);
    SendSchedule schedule = SendSchedule.replaying(1000, 5000);

    assertThat(feed(three, schedule).run()).isTrue();

    assertThat(producer.history().stream().map(ProducerRecord::timestamp).toList())
        .containsExactly(5000L, 5001L, 5002L);
    assertThat(values()).allMatch(value -> value.matches("\\{\"id\":\"p-[789]\".*}"));
    assertThat(sender.sent()).isEqualTo(3);
    assertThat(sender.acknowledged()).isEqualTo(3);
  }

  /** At one row in ten seconds a file would end ten seconds late. */
  @Test
  void shouldNotWaitForARowBehindTheLast() throws InterruptedException {
    List<Long> awaited = new ArrayList<>();
    FeedLoop.Pace slow =
        new FeedLoop.Pace() {
          @Override
          public boolean await(long i, StopSignal stop) {
            return awaited.add(i);
          }

          @Override
          public long timestamp(long i) {
            return i;
          }
        };

    assertThat(feed(new SpiralRows(Examples.spirals(1), 0, 3), slow).run()).isTrue();
    assertThat(awaited).containsExactly(0L, 1L, 2L);
  }

  @Test
  void shouldStopBetweenTwoPoints() throws InterruptedException {
    FeedLoop.Source endless = new SpiralRows(Examples.spirals(1), 0, SpiralRows.ENDLESS);
    FeedLoop.Source stopping =
        () -> {
          if (sender.sent() == 4) {
            stop.request();
          }
          return endless.next();
        };
    assertThat(feed(stopping, SendSchedule.atOnce()).run()).isFalse();
    assertThat(producer.history()).hasSize(4);
  }

  @Test
  void shouldSendAnEndRecordThatIsNoPoint() {
    sender.point(null, new byte[] {0}, 5);
    sender.end(0, 6, 1);
    sender.flush();

    ProducerRecord<byte[], byte[]> end = producer.history().get(1);
    assertThat(PointHeaders.isEnd(end.value(), end.headers())).isTrue();
    assertThat(end.timestamp()).isEqualTo(6);
    assertThat(end.partition()).isZero();
    assertThat(sender.sent()).isEqualTo(1);
    assertThat(sender.acknowledged()).isEqualTo(1);
  }

  @Test
  void shouldEndAtTheFirstPointThatIsNotDeliveredAndSayHowManyWere() {
    MockProducer<byte[], byte[]> failing = producer(false);
    PointSender sender = new PointSender(failing, "points", "points");
    sender.point(null, new byte[] {0}, 0);
    sender.point(null, new byte[] {1}, 0);
    failing.completeNext();
    failing.errorNext(new RecordTooLargeException("too large"));

    assertThatThrownBy(() -> sender.point(null, new byte[] {2}, 0))
        .isInstanceOf(GyreException.class)
        .hasMessageContainingAll("topic points", "too large", "1 of 2 points");
    assertThatThrownBy(sender::flush).isInstanceOf(GyreException.class);
  }

  private FeedLoop feed(FeedLoop.Source source, FeedLoop.Pace pace) {
    return new FeedLoop(source, pace, FeedLoop.Records.WHOLE, sender, stop);
  }

  private List<String> values() {
    return producer.history().stream().map(sent -> new String(sent.value(), UTF_8)).toList();
  }

  private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
