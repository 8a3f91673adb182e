package io.gyre.page.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gyre.topic.DeadLetterHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterTextTest {

  @Test
  void shouldTellReasonSourceAndContent() {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            "dead-letters", 0, 7, "k".getBytes(UTF_8), "{\"x\":1}".getBytes(UTF_8));
    record.headers().add(DeadLetterHeaders.MESSAGE, "no features".getBytes(UTF_8));
    record.headers().add(DeadLetterHeaders.TOPIC, "points".getBytes(UTF_8));
    record.headers().add(DeadLetterHeaders.PARTITION, "2".getBytes(UTF_8));
    record.headers().add(DeadLetterHeaders.OFFSET, "4711".getBytes(UTF_8));

    DeadLetterText letter = DeadLetterText.read(record);

    assertThat(letter.at()).isEqualTo("0-7");
    assertThat(letter.reason()).isEqualTo("no features");
    assertThat(letter.source()).isEqualTo("points, partition 2, offset 4711");
    assertThat(letter.value()).isEqualTo("{\"x\":1}");
    assertThat(letter.headers()).contains("__streams.errors.offset: 4711\n");
  }

  @Test
  void shouldReadARecordWithoutAnything() {
    DeadLetterText letter =
        DeadLetterText.read(new ConsumerRecord<>("dead-letters", 0, 0, null, null));

    assertThat(letter.reason()).isEqualTo("no reason given");
    assertThat(letter.source()).isEqualTo("source unknown");
    assertThat(letter.value()).isNull();
    assertThat(letter.bytes()).isZero();
  }

  @Test
  void shouldShowInHexadecimalWhatIsNoText() {
    assertThat(DeadLetterText.text(new byte[] {(byte) 0xff, 0, 'a'})).isEqualTo("0xff0061");
  }

  @Test
  void shouldCutLongTextBetweenCharacters() {
    for (int before = 0; before < 4; before++) {
      String text = "a".repeat(before) + "€".repeat(2_000);

      String shown = DeadLetterText.text(text.getBytes(UTF_8));

      assertThat(shown).hasSizeLessThan(2_000).endsWith("…").doesNotStartWith("0x");
      assertThat(text).startsWith(shown.substring(0, shown.length() - 1));
    }
  }
}
