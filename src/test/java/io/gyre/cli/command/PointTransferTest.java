package io.gyre.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gyre.GyreException;
import io.gyre.cli.StopSignal;
import io.gyre.data.JsonLines;
import io.gyre.data.PointReader;
import io.gyre.data.Spirals;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class PointTransferTest {

  private final MockProducer<byte[], byte[]> producer = producer(true);
  private final PointSender sender = new PointSender(producer, "points");
  private final StopSignal stop = new StopSignal();
  private final List<String> complaints = new ArrayList<>();

  @Test
  void shouldSendEveryPointOnceWithTheTimeAtWhichItIsDue() throws InterruptedException {
    PointReader three = new SpiralReader(Spirals.standard(1), 7, 3);
    SendSchedule schedule = new SendSchedule(1000, 5000, System.nanoTime());

    assertThat(transfer(three, schedule).run()).isTrue();

    assertThat(producer.history().stream().map(ProducerRecord::timestamp).toList())
        .containsExactly(5000L, 5001L, 5002L);
    assertThat(values()).allMatch(value -> value.matches("\\{\"id\":\"p-[789]\".*}"));
    assertThat(sender.sent()).isEqualTo(3);
    assertThat(sender.acknowledged()).isEqualTo(3);
  }

  @Test
  void shouldPassOverBadLinesAndSayWhich() throws InterruptedException {
    PointTransfer transfer =
        transfer(
            lines(
                "{\"features\":[1,2]}\nnonsense\n\n{\"features\":[3,4],\"label\":[7]}\n{\"features\":[5,6]}"),
            null);

    assertThat(transfer.run()).isTrue();

    assertThat(transfer.bad()).isEqualTo(2);
    assertThat(complaints).hasSize(2);
    assertThat(complaints.get(0)).startsWith("passed over line 2: ");
    assertThat(complaints.get(1)).startsWith("passed over line 4: label: ");
    assertThat(values()).containsExactly("{\"features\":[1.0,2.0]}", "{\"features\":[5.0,6.0]}");
  }

  @Test
  void shouldNotFloodThePersonWithBadLines() throws InterruptedException {
    PointTransfer transfer = transfer(lines("nonsense\n".repeat(1000)), null);

    transfer.run();

    assertThat(transfer.bad()).isEqualTo(1000);
    assertThat(complaints).hasSize(PointTransfer.REPORTED + 1);
  }

  @Test
  void shouldStopBetweenTwoPoints() throws InterruptedException {
    PointReader endless = new SpiralReader(Spirals.standard(1), 0, SpiralReader.ENDLESS);
    PointTransfer transfer =
        new PointTransfer(
            endless,
            sender,
            null,
            stop,
            complaints::add,
            sent -> {
              if (sent == 5) {
                stop.request();
              }
            });

    assertThat(transfer.run()).isFalse();

    assertThat(producer.history()).hasSize(5);
  }

  @Test
  void shouldEndAtTheFirstPointThatIsNotDeliveredAndSayHowManyWere() {
    MockProducer<byte[], byte[]> failing = producer(false);
    PointSender sender = new PointSender(failing, "points");
    sender.send(Spirals.standard(1).at(0), 0);
    sender.send(Spirals.standard(1).at(1), 0);
    failing.completeNext();
    failing.errorNext(new RecordTooLargeException("too large"));

    assertThatThrownBy(() -> sender.send(Spirals.standard(1).at(2), 0))
        .isInstanceOf(GyreException.class)
        .hasMessageContainingAll("topic points", "too large", "1 of 2 points");
    assertThatThrownBy(sender::flush).isInstanceOf(GyreException.class);
  }

  private PointTransfer transfer(PointReader source, SendSchedule schedule) {
    return new PointTransfer(source, sender, schedule, stop, complaints::add, sent -> {});
  }

  private List<String> values() {
    return producer.history().stream().map(sent -> new String(sent.value(), UTF_8)).toList();
  }

  private static PointReader lines(String text) {
    return new JsonLines(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
