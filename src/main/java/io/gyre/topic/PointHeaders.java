package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The headers that records on {@code points} may carry. Anybody may write there, so an unreadable
 * header counts as absent.
 */
public final class PointHeaders {

  /**
   * Marks an end record, which has no value: all rows of a file are before it. The learners close
   * the windows that are open.
   */
  public static final String END = "gyre-end";

  /** The number of a file's row, from 0; on an end record, how many rows there are. In decimal. */
  public static final String ROW = "gyre-row";

  /**
   * The number of the pass over a file, in decimal; absent in the first, whose number is 0. Points
   * of later passes are learned, but left out of totals.
   */
  public static final String PASS = "gyre-pass";

  /**
   * On a label that {@code gyre up FILE} sends in a record of its own behind a row, whose number
   * the record has too: how many such labels came before it behind this row. In decimal.
   */
  public static final String LABEL = "gyre-label";

  /** Marks a record by which an earlier version was asked: it is passed over, whatever it holds. */
  public static final String ASKED = "gyre-ask";

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private PointHeaders() {}

  /** Tells whether a record of this value and these headers is an end record. */
  public static boolean isEnd(byte[] value, Headers headers) {
    return value == null && headers.lastHeader(END) != null;
  }

  /** Tells whether a record of these headers is passed over. */
  public static boolean isPassedOver(Headers headers) {
    return headers.lastHeader(ASKED) != null;
  }

  public static byte[] ofNumber(long number) {
    return Long.toString(number).getBytes(UTF_8);
  }

  /** Returns the number of a record's row; −1 if absent. */
  public static long row(Headers headers) {
    return number(headers, ROW);
  }

  /** Returns which label behind its row a record is, from 0; −1 if it is none. */
  public static long label(Headers headers) {
    return number(headers, LABEL);
  }

  /** Returns the number of a record's pass; 0 if absent. */
  public static long pass(Headers headers) {
    return Math.max(0, number(headers, PASS));
  }

  static long number(Headers headers, String key) {
    String text = text(headers, key);
    return !text.isEmpty() && NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
  }

  /** Returns the text of the last header of a key; empty if it is absent, or has no value. */
  static String text(Headers headers, String key) {
    Header header = headers.lastHeader(key);
    return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
  }
}
