package io.gyre.stream.processor;

import io.gyre.fold.intake.LogRecord;
import io.gyre.format.RecordReader;
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
 * ends the application; so parts beyond limits are cut, and headers give their size.
 */
final class DeadLetterFactory {

  /** Two lengths as varints, at most; they let empty headers add up. */
  private static final int HEADER_OVERHEAD_BYTES = 10;

  private DeadLetterFactory() {}

  /** Returns the length of a record's key and headers, which are copied to every prediction. */
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
    // A second cut would drop the headers with its size.
    boolean isCut = located.log().unusable() != null && isWithinBounds(record);
    Record<byte[], byte[]> letter = isCut ? record : cut(record);
    RecordHeaders headers = new RecordHeaders(letter.headers());
    add(headers, DeadLetterHeaders.MESSAGE, reason);
    add(headers, DeadLetterHeaders.TOPIC, source.topic());
    add(headers, DeadLetterHeaders.PARTITION, source.partition());
    add(headers, DeadLetterHeaders.OFFSET, source.offset());
    long timestamp = Math.max(0, RecordTimestampExtractor.original(record.timestamp()));
    return new Record<>(letter.key(), letter.value(), timestamp, headers);
  }

  /** Tells whether a record marked as cut is cut: anyone who can write may set the mark. */
  private static boolean isWithinBounds(Record<byte[], byte[]> record) {
    return length(record.value()) <= RecordReader.MAX_BYTES
        && length(record.key()) <= LogRecord.MAX_BYTES_BESIDE
        && headerBytes(record.headers()) <= LogRecord.MAX_BYTES_BESIDE;
  }

  /** Returns a record without the parts beyond limits, with its own headers that say so. */
  static Record<byte[], byte[]> cut(Record<byte[], byte[]> record) {
    byte[] key = cut(record.key(), LogRecord.MAX_BYTES_BESIDE);
    byte[] value = cut(record.value(), RecordReader.MAX_BYTES);
    RecordHeaders headers = new RecordHeaders(record.headers());
    int count = headers.toArray().length;
    if (count > 0 && bytesBeside(record) > LogRecord.MAX_BYTES_BESIDE) {
      headers = new RecordHeaders();
      add(headers, DeadLetterHeaders.HEADERS_DROPPED, count);
    }
    if (key != record.key()) {
      add(headers, DeadLetterHeaders.ORIGINAL_KEY_BYTES, record.key().length);
    }
    if (value != record.value()) {
      add(headers, DeadLetterHeaders.ORIGINAL_VALUE_BYTES, record.value().length);
    }
    return new Record<>(key, value, record.timestamp(), headers);
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
