package io.gyre.stream.processor;

import io.gyre.data.RecordReader;
import io.gyre.fold.intake.LogRecord;
import io.gyre.stream.processor.LogRecords.Located;
import io.gyre.topic.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

  /** Two lengths as varints, at most; they let empty headers add up. */
  private static final int HEADER_OVERHEAD_BYTES = 10;

  private DeadLetterFactory() {}

  /** How long a record's key and headers are, which are copied to every prediction. */
  static long bytesBeside(Record<byte[], byte[]> record) {
    return length(record.key()) + headerBytes(record.headers());
  }

  /** Says why a record is too large to be a point; null if it is not. */
  static String tooLarge(Record<byte[], byte[]> record) {
    return LogRecord.tooLarge(bytesBeside(record), length(record.value()));
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
    long timestamp = Math.max(0, RecordTimestampExtractor.original(record.timestamp()));
    return new Record<>(letter.key(), letter.value(), timestamp, headers);
  }

  /** Tells whether a record that is said to be cut is so: whoever can write may say it. */
  private static boolean isWithinBounds(Record<byte[], byte[]> record) {
    return length(record.value()) <= RecordReader.MAX_BYTES
        && length(record.key()) <= LogRecord.MAX_BYTES_BESIDE
        && headerBytes(record.headers()) <= LogRecord.MAX_BYTES_BESIDE;
  }

  /** Returns a record without what is beyond bounds, with headers of its own that say so. */
  static Record<byte[], byte[]> cut(Record<byte[], byte[]> record) {
    long keyBytes = length(record.key());
    long headerBytes = headerBytes(record.headers());
    boolean tooLarge = keyBytes + headerBytes > LogRecord.MAX_BYTES_BESIDE;
    RecordHeaders headers = new RecordHeaders();
    if (tooLarge && headerBytes > 0) {
      add(headers, DeadLetterHeaders.HEADERS_DROPPED, record.headers().toArray().length);
    } else {
      record.headers().forEach(headers::add);
    }
    if (keyBytes > LogRecord.MAX_BYTES_BESIDE) {
      add(headers, DeadLetterHeaders.ORIGINAL_KEY_BYTES, keyBytes);
    }
    if (length(record.value()) > RecordReader.MAX_BYTES) {
      add(headers, DeadLetterHeaders.ORIGINAL_VALUE_BYTES, length(record.value()));
    }
    return new Record<>(
        cut(record.key(), LogRecord.MAX_BYTES_BESIDE),
        cut(record.value(), RecordReader.MAX_BYTES),
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
