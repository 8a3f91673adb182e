package io.gyre.fold.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Point;
import io.gyre.fold.Fold;
import io.gyre.format.RecordReader;
import io.gyre.format.Schema;
import java.util.Locale;

/**
 * One record of the log, as a {@link Fold} takes it. The arrays are not modified.
 *
 * @param value its bytes, as they came; may be null
 * @param schema the schema that its headers name ({@link io.gyre.format.SchemaFrame}), or that it
 *     is; null otherwise
 * @param timestamp its own, in ms since the epoch; may be below 0
 * @param offset its offset in the log; -1 for a record that is not in the log but about it
 * @param partition the partition that it lay on before anything was merged
 * @param source where it lay before it was merged; null if the log is no journal
 * @param repeated whether it is of a later pass over the same rows
 * @param bytesBeside the length of key and headers together, which are copied to each prediction
 * @param unusable the reason if it is already known to be a dead letter; else null
 * @param label a label that was read already, which is a point without fields; else null
 */
public record LogRecord(
    Kind kind,
    byte[] value,
    String schema,
    long timestamp,
    long offset,
    int partition,
    JournalSource source,
    boolean repeated,
    long bytesBeside,
    String unusable,
    Point label) {

  /** The largest key and headers together, in bytes. */
  public static final int MAX_BYTES_BESIDE = 64 << 10;

  private static final long NOWHERE = -1;

  /** The kinds of records. The number 6 was that of one that is gone. */
  public enum Kind {
    /** A point, with or without a label; with late labels it may be a label alone. */
    POINT(0),
    /** A point whose label is withheld: it comes by {@link #label}. */
    WITHHELD(1),
    /** A label of the topic of labels, or one that was withheld from its point. */
    LABEL(2),
    /** A record by which an earlier version was asked: nothing comes of it. It has no value. */
    PASSED_OVER(3),
    /** All rows of a pass are before it: the windows that are open close. */
    END(4),
    /** A record that somebody else has written to the journal. */
    STRAY(5),
    /** The next records are of the topic with the id of its source, from its beginning. */
    LOG(7),
    /** Records before the next were lost, whose number is in its source. */
    MISSED(8),
    /** A schema of records that come: its id is in {@link #schema}, its JSON is the value. */
    SCHEMA(9);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** Returns the number by which it is saved: never changed, nor given to another kind. */
    public int number() {
      return number;
    }
  }

  /**
   * Makes a record of a log that is no journal. Offsets must grow: the fold does not check them,
   * and would learn a record twice. Only the offset of an end record counts.
   */
  public static LogRecord of(Kind kind, byte[] value, long timestamp, int partition, long offset) {
    return new LogRecord(
        kind, value, null, timestamp, offset, partition, null, false, 0, null, null);
  }

  public static LogRecord log(String topicId) {
    return about(Kind.LOG, new JournalSource(topicId, 0, 0, 0));
  }

  public static LogRecord missed(long count) {
    return about(Kind.MISSED, new JournalSource(null, 0, 0, count));
  }

  /** Makes a schema that is known before the records that name it come. */
  public static LogRecord schema(String id, Schema schema) {
    byte[] json = schema.toJson().getBytes(UTF_8);
    return new LogRecord(Kind.SCHEMA, json, id, 0, NOWHERE, 0, null, false, 0, null, null);
  }

  /** Returns the schema that such a record has; null if it has none. */
  public Schema writtenSchema() {
    return value == null || schema == null ? null : Schema.ofJson(new String(value, UTF_8));
  }

  /** Makes the record of a label that was withheld: a point without fields. */
  public static LogRecord label(Point label, long timestamp) {
    return new LogRecord(
        Kind.LABEL, null, null, timestamp, NOWHERE, 0, null, false, 0, null, label);
  }

  private static LogRecord about(Kind kind, JournalSource source) {
    return new LogRecord(kind, null, null, 0, NOWHERE, 0, source, false, 0, null, null);
  }

  /** Returns this record, if it is a point, with its label withheld. */
  public LogRecord withoutLabel() {
    return kind != Kind.POINT
        ? this
        : new LogRecord(
            Kind.WITHHELD,
            value,
            schema,
            timestamp,
            offset,
            partition,
            source,
            repeated,
            bytesBeside,
            unusable,
            label);
  }

  public boolean isInLog() {
    return offset != NOWHERE;
  }

  /** Checks everything but the content of the value. */
  void check() throws InvalidPointException {
    if (unusable != null) {
      throw new InvalidPointException(unusable);
    }
    if (timestamp < 0 || timestamp > Point.MAX_TIME) {
      String found = timestamp < 0 ? "a negative one" : String.valueOf(timestamp);
      throw new InvalidPointException(
          "timestamp: expected 0 to %d (the end of the year 9999), found %s"
              .formatted(Point.MAX_TIME, found));
    }
    String tooLarge = tooLarge(bytesBeside, value == null ? 0 : value.length);
    if (tooLarge != null) {
      throw new InvalidPointException(tooLarge);
    }
  }

  /** Says why a record is too large, by the lengths of its parts; null if it is not. */
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
