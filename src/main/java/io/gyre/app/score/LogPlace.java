package io.gyre.app.score;

import io.gyre.GyreException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * A place between two records of a log.
 *
 * @param offset of the record after it; or -1
 * @param timeMs it is before the first record of this time or later, in ms since the epoch; or -1
 */
public record LogPlace(long offset, long timeMs) {

  /**
   * Reads an offset, as 100000, or a time, as 2026-11-28T14:00:00Z or 2026-11-28.
   *
   * @throws GyreException if it is neither
   */
  public static LogPlace parse(String text) {
    if (text.matches("\\d{1,18}")) {
      return new LogPlace(Long.parseLong(text), -1);
    }
    try {
      Instant time =
          text.contains("T")
              ? Instant.parse(text)
              : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      return new LogPlace(-1, time.toEpochMilli());
    } catch (DateTimeException e) {
      throw new GyreException(
          "expected an offset, as 100000, or a time, as 2026-11-28T14:00:00Z or 2026-11-28, found '%s'"
              .formatted(text),
          e);
    }
  }

  /** Returns the offset of the record after this place; the end, if there is none. */
  long on(Consumer<?, ?> consumer, TopicPartition log, long end) {
    if (offset >= 0) {
      return offset;
    }
    OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(log, timeMs)).get(log);
    return found == null ? end : Math.min(found.offset(), end);
  }
}
