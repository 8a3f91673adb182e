package io.gyre.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.LongRunning;
import io.gyre.broker.LocalBroker;
import io.gyre.topic.DeadLetterHeaders;
import io.gyre.topic.Prediction;
import io.gyre.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What only a real broker shows of bad records and old ones: values that are small on the wire and
 * large once unpacked, headers of any size, and what retention does to the year 1970.
 */
class BadRecordsIT {

  private static final int POINTS = 400;
  private static final int LEARNERS = Bed.LEARNERS.size();

  @TempDir static Path folder;

  private static LocalBroker broker;

  @BeforeAll
  static void startBroker() {
    broker = LocalBroker.start(folder.resolve("broker"), 0);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  /** A megabyte on the wire is what the topic allows; this is a few kilobytes there. */
  private static byte[] threeMegabytes() {
    byte[] value = new byte[3 << 20];
    Arrays.fill(value, (byte) ' ');
    return value;
  }

  @Test
  void shouldDivertEachOnceAndLearnAsIfTheyHadNotBeen() throws Exception {
    try (Bed mixed = Bed.make(broker.bootstrapServers(), "mixed", folder, 1);
        Bed clean = Bed.make(broker.bootstrapServers(), "clean", folder, 1)) {
      int bad = sendMixed(mixed);
      clean.stream.send(2 * POINTS, 0);
      for (Bed bed : List.of(mixed, clean)) {
        bed.stream.closeWindows();
        bed.learn((2L * POINTS + 1) * LEARNERS);
      }

      List<ConsumerRecord<byte[], byte[]>> letters =
          mixed.outputs().read(mixed.names.of(Topic.DEAD_LETTERS));
      assertThat(letters)
          .hasSize(bad)
          .extracting(letter -> text(letter, DeadLetterHeaders.OFFSET))
          .doesNotHaveDuplicates();
      assertThat(letters)
          .extracting(letter -> text(letter, DeadLetterHeaders.MESSAGE))
          .anyMatch(reason -> reason.contains("at most 1,048,576 bytes, found 3,145,728"))
          .anyMatch(reason -> reason.startsWith("key and headers: expected at most 65,536 bytes"))
          .anyMatch(reason -> reason.contains("found null"));
      assertThat(mixed.outputs().digests()).isEqualTo(clean.outputs().digests()).hasSize(LEARNERS);
    }
  }

  private static String text(ConsumerRecord<byte[], byte[]> letter, String header) {
    return new String(letter.headers().lastHeader(header).value(), UTF_8);
  }

  /** Half of the points, the bad ones, and the other half with bad ones in between. */
  private static int sendMixed(Bed bed) throws Exception {
    List<ProducerRecord<byte[], byte[]>> bad = new ArrayList<>();
    String topic = bed.names.points();
    bad.add(new ProducerRecord<>(topic, 0, null, null, threeMegabytes()));
    bad.add(new ProducerRecord<>(topic, 0, null, null, "null".getBytes(UTF_8)));
    RecordHeaders headers = new RecordHeaders();
    headers.add("h", new byte[100_000]);
    byte[] good = "{\"features\":[1,2],\"label\":1}".getBytes(UTF_8);
    bad.add(new ProducerRecord<>(topic, 0, null, null, good, headers));
    bad.add(new ProducerRecord<>(topic, 0, null, new byte[70_000], good));
    byte[] noise = new byte[1_000];
    new Random(1).nextBytes(noise);
    bad.add(new ProducerRecord<>(topic, 0, null, null, noise));
    bad.add(new ProducerRecord<>(topic, 0, Long.MAX_VALUE, null, good));
    int count = 0;
    try (ByteProducer producer = ByteProducer.patient(bed.servers)) {
      for (int half = 0; half < 2; half++) {
        bed.stream.send(POINTS, 0);
        for (ProducerRecord<byte[], byte[]> record : bad) {
          producer.send(record).get();
          count++;
        }
      }
    }
    return count;
  }

  /** Retention by time would sweep away at once what bears the time of its points. */
  @Test
  @LongRunning
  void shouldKeepWhatIsStamped1970() throws Exception {
    try (Bed bed = Bed.make(broker.bootstrapServers(), "old", folder, 1)) {
      for (int i = 0; i < 1_000; i++) {
        byte[] value = "{\"features\":[%d,1],\"label\":%d}".formatted(i % 7, i % 2).getBytes(UTF_8);
        bed.stream.sendTo(0, 10L * i, value);
      }
      bed.learn(1_000L * LEARNERS);
      // The local broker looks for what is to be swept away every 20 s.
      Thread.sleep(Duration.ofSeconds(45).toMillis());

      assertThat(bed.outputs().answers().count()).isEqualTo(1_000L * LEARNERS);
      assertThat(bed.outputs().closedWindows()).hasSize(LEARNERS);
      Prediction first =
          Topic.PREDICTIONS
              .deserializer()
              .deserialize("", bed.outputs().read(bed.names.of(Topic.PREDICTIONS)).get(0).value());
      assertThat(first.offset()).isZero();
    }
  }
}
