package io.gyre.page.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.topic.DeadLetterHeaders;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A dead letter as it is shown: texts only, cut to what a person reads.
 *
 * @param at its partition-offset on the dead-letter topic
 * @param value as text if it is UTF-8, else in hexadecimal; or null
 * @param bytes the length of the whole value
 * @param headers the record's own headers and Gyre's, a line each
 */
public record DeadLetterText(
    String at,
    String reason,
    String source,
    long timestampMs,
    String key,
    String value,
    int bytes,
    String headers) {

  private static final int MAX_BYTES = 4_000;

  public static DeadLetterText read(ConsumerRecord<byte[], byte[]> letter) {
    String reason = header(letter, DeadLetterHeaders.MESSAGE);
    StringBuilder headers = new StringBuilder();
    for (Header header : letter.headers()) {
      if (headers.length() < MAX_BYTES) {
        headers.append(header.key()).append(": ").append(text(header.value())).append('\n');
      }
    }
    return new DeadLetterText(
        letter.partition() + "-" + letter.offset(),
        reason == null ? "no reason given" : reason,
        source(letter),
        letter.timestamp(),
        text(letter.key()),
        text(letter.value()),
        letter.value() == null ? 0 : letter.value().length,
        headers.toString());
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

  /** Returns the beginning of bytes: as text if they are UTF-8, else in hexadecimal. */
  static String text(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, MAX_BYTES));
    boolean isWhole = head.length == bytes.length;
    CharBuffer text = CharBuffer.allocate(head.length);
    // A character that was cut in two is left off.
    CoderResult end = UTF_8.newDecoder().decode(ByteBuffer.wrap(head), text, isWhole);
    return (end.isError() ? "0x" + HexFormat.of().formatHex(head) : text.flip().toString())
        + (isWhole ? "" : "…");
  }
}
