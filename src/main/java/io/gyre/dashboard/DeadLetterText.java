package io.gyre.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.topic.DeadLetterHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A dead letter as it is shown: texts only, cut to what a person reads.
 *
 * @param at where it lies on the dead-letter topic, partition-offset
 * @param reason why it cannot be a point
 * @param source topic, partition and offset that it came from
 * @param timestampMs ms since the epoch
 * @param key as text, or null
 * @param value as text if it is UTF-8, else in hexadecimal; or null
 * @param bytes length of the whole value
 * @param headers the record's own headers and Gyre's, a line each
 */
record DeadLetterText(
    String at,
    String reason,
    String source,
    long timestampMs,
    String key,
    String value,
    int bytes,
    String headers) {

  private static final int MAX_BYTES = 4_000;

  /** Shows a dead letter, which may be any bytes. */
  static DeadLetterText read(ConsumerRecord<byte[], byte[]> letter) {
    String reason = header(letter, DeadLetterHeaders.MESSAGE);
    return new DeadLetterText(
        letter.partition() + "-" + letter.offset(),
        reason == null ? "no reason given" : reason,
        source(letter),
        letter.timestamp(),
        text(letter.key()),
        text(letter.value()),
        letter.value() == null ? 0 : letter.value().length,
        headers(letter));
  }

  /** Another program may have written it, without headers that tell where it came from. */
  private static String source(ConsumerRecord<byte[], byte[]> letter) {
    String topic = header(letter, DeadLetterHeaders.TOPIC);
    String partition = header(letter, DeadLetterHeaders.PARTITION);
    String offset = header(letter, DeadLetterHeaders.OFFSET);
    return topic == null || partition == null || offset == null
        ? "source unknown"
        : "%s, partition %s, offset %s".formatted(topic, partition, offset);
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null ? null : text(header.value());
  }

  private static String headers(ConsumerRecord<byte[], byte[]> letter) {
    StringBuilder lines = new StringBuilder();
    for (Header header : letter.headers()) {
      if (lines.length() < MAX_BYTES) {
        lines.append(header.key()).append(": ").append(text(header.value())).append('\n');
      }
    }
    return lines.toString();
  }

  /**
   * Returns the beginning of bytes: as text if they are UTF-8, else in hexadecimal; null stays
   * null.
   */
  static String text(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, MAX_BYTES));
    String ellipsis = head.length < bytes.length ? "…" : "";
    // A character of up to four bytes may have been cut in two: then its beginning is left off.
    int mostCut = head.length < bytes.length ? 3 : 0;
    for (int cut = 0; cut <= mostCut; cut++) {
      String text = decoded(ByteBuffer.wrap(head, 0, head.length - cut));
      if (text != null) {
        return text + ellipsis;
      }
    }
    return "0x" + HexFormat.of().formatHex(head) + ellipsis;
  }

  /** Returns null for what is no text. */
  private static String decoded(ByteBuffer bytes) {
    try {
      return UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
