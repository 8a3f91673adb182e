package io.gyre.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The headers that records on {@code points} may carry. Anybody may write there, so what cannot be
 * read counts as absent.
 */
public final class PointHeaders {

  /**
   * Marks an end record, which has no value: all rows of a file are before it. The learners close
   * the windows that are open, as if a later point had come. Its own value is empty.
   */
  public static final String END = "gyre-end";

  /**
   * The number of a file's row among those that were sent, from 0; of an end record, how many there
   * are. In decimal.
   */
  public static final String ROW = "gyre-row";

  private static final int MOST_DIGITS = 18;

  private PointHeaders() {}

  /** Tells whether a record of this value and these headers is an end record. */
  public static boolean isEnd(byte[] value, Headers headers) {
    return value == null && headers.lastHeader(END) != null;
  }

  /** Returns a row's number as the value of {@link #ROW}. */
  public static byte[] ofRow(long row) {
    return Long.toString(row).getBytes(UTF_8);
  }

  /** Returns the number of the row that a record holds; −1 if it does not say. */
  public static long row(Headers headers) {
    Header header = headers.lastHeader(ROW);
    byte[] value = header == null ? null : header.value();
    if (value == null || value.length == 0 || value.length > MOST_DIGITS) {
      return -1;
    }
    long row = 0;
    for (byte digit : value) {
      if (digit < '0' || digit > '9') {
        return -1;
      }
      row = 10 * row + digit - '0';
    }
    return row;
  }
}
