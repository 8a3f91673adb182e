package io.gyre.fold.intake;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.data.RecordReader;
import io.gyre.fold.Fold;
import java.util.Locale;

/**
 * One record of the log, as a {@link Fold} takes it. The arrays are not modified.
 *
 * @param kind what kind of record it is
 * @param value its bytes, as they came; may be null
 * @param timestamp its own, in ms since the epoch; whatever it is, also below 0
 * @param offset where it lies in the log; -1 of a record that is not in the log but about it
 * @param partition the partition that it lay on before anything was merged
 * @param source where it lay before it was merged, so that it may have been applied before; null if
 *     the log is no journal
 * @param repeated whether it is of a later pass over the same rows
 * @param bytesBeside how long key and headers are together, which are copied to each prediction
 * @param unusable why it can be nothing but a dead letter, as far as is known already; else null
 * @param asks what a question asks; else null
 */
public record LogRecord(
    Kind kind,
    byte[] value,
    long timestamp,
    long offset,
    int partition,
    JournalSource source,
    boolean repeated,
    long bytesBeside,
    String unusable,
    AskOptions asks) {

  /** The largest key and headers together, in bytes. */
  public static final int MAX_BYTES_BESIDE = 64 << 10;

  private static final long NOWHERE = -1;

  /** The kinds of records. */
  public enum Kind {
    /** A point, with its label or without; with late labels it may be a label alone. */
    POINT,
    /** A point whose label is taken as not known before a {@link #RELEASE}. */
    HELD,
    /** A label of the topic of labels. */
    LABEL,
    /** A point that only asks. */
    QUESTION,
    /** All rows of a pass are before it: the windows that are open close. */
    END,
    /** On a journal, but written there by somebody else. */
    STRAY,
    /** The label that was held longest comes now. */
    RELEASE,
    /** The records that follow are of the topic with the id of its source, from its beginning. */
    LOG,
    /** So many records before the next were lost, by the field missed of its source. */
    MISSED
  }

  /**
   * Makes a record of a log that is no journal. Offsets must grow from record to record: the fold
   * does not check them, and would learn a record twice. Of an end record only the offset counts.
   *
   * @param partition of the log
   */
  public static LogRecord of(Kind kind, byte[] value, long timestamp, int partition, long offset) {
    return new LogRecord(kind, value, timestamp, offset, partition, null, false, 0, null, null);
  }

  /** Makes a record that says from which topic those come that follow. */
  public static LogRecord log(String topicId) {
    return about(Kind.LOG, new JournalSource(topicId, 0, 0, 0));
  }

  /** Makes a record that says how many records were lost. */
  public static LogRecord missed(long count) {
    return about(Kind.MISSED, new JournalSource(null, 0, 0, count));
  }

  /** Makes a record that says that a label comes that was held. */
  public static LogRecord release() {
    return about(Kind.RELEASE, null);
  }

  private static LogRecord about(Kind kind, JournalSource source) {
    return new LogRecord(kind, null, 0, NOWHERE, 0, source, false, 0, null, null);
  }

  /** Returns this point as one whose label is held. */
  public LogRecord held() {
    return kind != Kind.POINT
        ? this
        : new LogRecord(
            Kind.HELD,
            value,
            timestamp,
            offset,
            partition,
            source,
            repeated,
            bytesBeside,
            unusable,
            asks);
  }

  long offsetInPartition() {
    return source == null ? offset : source.offset();
  }

  public boolean isInLog() {
    return offset != NOWHERE;
  }

  /** Checks all that can be told before the value is read. */
  void check() throws InvalidPointException {
    if (unusable != null) {
      throw new InvalidPointException(unusable);
    }
    if (timestamp < 0 || timestamp > Point.MAX_TIME) {
      throw new InvalidPointException(
          "timestamp: expected 0 to %d (the end of the year 9999), found %s"
              .formatted(
                  Point.MAX_TIME, timestamp < 0 ? "a negative one" : String.valueOf(timestamp)));
    }
    String tooLarge = tooLarge(bytesBeside, value == null ? 0 : value.length);
    if (tooLarge != null) {
      throw new InvalidPointException(tooLarge);
    }
  }

  /**
   * Says why a record is too large to be applied; null if it is not.
   *
   * @param bytesBeside how long key and headers are together
   * @param valueBytes how long the value is
   */
  public static String tooLarge(long bytesBeside, long valueBytes) {
    if (bytesBeside > MAX_BYTES_BESIDE) {
      return expected("key and headers", MAX_BYTES_BESIDE, " together", bytesBeside);
    }
    return valueBytes > RecordReader.MAX_BYTES
        ? expected("value", RecordReader.MAX_BYTES, "", valueBytes)
        : null;
  }

  private static String expected(String what, int most, String together, long found) {
    return String.format(
        Locale.ROOT, "%s: expected at most %,d bytes%s, found %,d", what, most, together, found);
  }
}
