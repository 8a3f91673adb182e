package io.gyre.stream;

import io.gyre.data.InvalidPointException;
import io.gyre.stream.LogIntake.Located;
import io.gyre.topic.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Makes dead letters: the record as it came, with the reason and its coordinates in the headers.
 *
 * <p>A compressed record may unpack to hundreds of times its size, and an output that is too large
 * ends the application; so what is beyond bounds is cut, and headers say what it was.
 */
final class DeadLetterFactory {

  /** The largest key and headers together, in bytes, that a point may have. */
  static final int MAX_KEY_AND_HEADER_BYTES = 64 << 10;

  /** Two lengths as varints, at most; they let empty headers add up. */
  private static final int HEADER_OVERHEAD_BYTES = 10;

  private DeadLetterFactory() {}

  /**
   * Checks that a record's key and headers can be copied to every prediction.
   *
   * @throws InvalidPointException when they are too large
   */
  static void checkSize(Record<byte[], byte[]> record) throws InvalidPointException {
    long bytes = length(record.key()) + headerBytes(record.headers());
    if (bytes > MAX_KEY_AND_HEADER_BYTES) {
      throw new InvalidPointException(
          String.format(
              Locale.ROOT,
              "key and headers: expected at most %,d bytes together, found %,d",
              MAX_KEY_AND_HEADER_BYTES,
              bytes));
    }
    if (length(record.value()) > DeadLetterHeaders.MAX_VALUE_BYTES) {
      throw new InvalidPointException(
          String.format(
              Locale.ROOT,
              "value: expected at most %,d bytes, found %,d",
              DeadLetterHeaders.MAX_VALUE_BYTES,
              length(record.value())));
    }
  }

  /** Makes the dead letter of a record; neither the record nor its headers are modified. */
  static Record<byte[], byte[]> of(Located located, String reason) {
    Record<byte[], byte[]> record = located.record();
    RecordMetadata source = located.source();
    // To cut it once more would drop what says how large it was.
    Record<byte[], byte[]> letter =
        located.isCut() && isWithinBounds(record) ? record : cut(record);
    RecordHeaders headers = new RecordHeaders(letter.headers());
    add(headers, DeadLetterHeaders.MESSAGE, reason);
    add(headers, DeadLetterHeaders.TOPIC, source.topic());
    add(headers, DeadLetterHeaders.PARTITION, source.partition());
    add(headers, DeadLetterHeaders.OFFSET, source.offset());
    long timestamp = Math.max(0, PointTimestampExtractor.original(record.timestamp()));
    return new Record<>(letter.key(), letter.value(), timestamp, headers);
  }

  /** Tells whether a record that is said to be cut is so: whoever can write may say it. */
  private static boolean isWithinBounds(Record<byte[], byte[]> record) {
    return length(record.value()) <= DeadLetterHeaders.MAX_VALUE_BYTES
        && length(record.key()) <= MAX_KEY_AND_HEADER_BYTES
        && headerBytes(record.headers()) <= MAX_KEY_AND_HEADER_BYTES;
  }

  /** Returns a record without what is beyond bounds, with headers of its own that say so. */
  static Record<byte[], byte[]> cut(Record<byte[], byte[]> record) {
    long keyBytes = length(record.key());
    long headerBytes = headerBytes(record.headers());
    boolean tooLarge = keyBytes + headerBytes > MAX_KEY_AND_HEADER_BYTES;
    RecordHeaders headers = new RecordHeaders();
    if (tooLarge && headerBytes > 0) {
      add(headers, DeadLetterHeaders.HEADERS_DROPPED, record.headers().toArray().length);
    } else {
      record.headers().forEach(headers::add);
    }
    if (keyBytes > MAX_KEY_AND_HEADER_BYTES) {
      add(headers, DeadLetterHeaders.ORIGINAL_KEY_BYTES, keyBytes);
    }
    if (length(record.value()) > DeadLetterHeaders.MAX_VALUE_BYTES) {
      add(headers, DeadLetterHeaders.ORIGINAL_VALUE_BYTES, length(record.value()));
    }
    return new Record<>(
        cut(record.key(), MAX_KEY_AND_HEADER_BYTES),
        cut(record.value(), DeadLetterHeaders.MAX_VALUE_BYTES),
        record.timestamp(),
        headers);
  }

  private static void add(Headers headers, String name, Object value) {
    headers.add(name, String.valueOf(value).getBytes(StandardCharsets.UTF_8));
  }

  private static long headerBytes(Headers headers) {
    long bytes = 0;
    for (Header header : headers) {
      bytes += HEADER_OVERHEAD_BYTES + Utils.utf8Length(header.key()) + length(header.value());
    }
    return bytes;
  }

  private static byte[] cut(byte[] bytes, int max) {
    return length(bytes) <= max ? bytes : Arrays.copyOf(bytes, max);
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
