package io.gyre.file;

import io.gyre.GyreException;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The bytes of a text file: unpacked from gzip, without a byte order mark. It takes only the bytes
 * of one read of the source, so that no byte of a live stream waits. Not thread-safe.
 */
final class ByteInput implements Closeable {

  static final int END = -1;

  private static final int SIZE = 1 << 16;
  private static final int PACKED_SIZE = 1 << 12; // unpacked at once: few, as position counts them

  private static final String GZIP = "\u001f\u008b";
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
  private static final String UTF_16 = "expected UTF-8, found UTF-16. Save the file as UTF-8";
  private static final int HEAD = 1 << 12; // the first bytes, which tell whether it is text

  /** Messages for files that are not text, by their first bytes. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "PK\3\4",
          "expected text, found a zip archive or a spreadsheet. Unpack it, or save it as CSV",
          "PAR1",
          "expected text, found Parquet. Convert it to CSV",
          "\u00ff\u00fe",
          UTF_16,
          "\u00fe\u00ff",
          UTF_16);

  final String name;
  private final long most;
  private final Counted counted;
  private final InputStream in;
  private byte[] buffer = new byte[SIZE];
  private int position;
  private int limit;
  private long unpacked;

  /**
   * Reads the beginning.
   *
   * @param source closed by {@link #close}
   * @param name of the source, for a person
   * @param most the approximate number of unpacked bytes after which reading throws {@link
   *     PrefixEndException}
   * @throws GyreException if it is empty, or not text
   * @throws IOException if it cannot be read
   */
  ByteInput(InputStream source, String name, long most) throws IOException {
    this.name = name;
    this.most = most;
    Counted plain = new Counted(source);
    limit = beginning(plain, buffer);
    if (head().startsWith(GZIP)) {
      InputStream first = new ByteArrayInputStream(buffer, 0, limit);
      counted = new Counted(new SequenceInputStream(first, plain));
      in = new GZIPInputStream(counted, PACKED_SIZE);
      buffer = new byte[SIZE];
      limit = beginning(in, buffer);
    } else {
      counted = plain;
      in = plain;
    }
    unpacked = limit;
    if (limit == 0) {
      throw new GyreException("expected rows of data, found an empty file");
    }
    requireText();
    if (head().startsWith(BYTE_ORDER_MARK)) {
      position = BYTE_ORDER_MARK.length();
    }
  }

  /** Reads once, and on while the first bytes may tell what kind of file it is. */
  private static int beginning(InputStream in, byte[] to) throws IOException {
    int length = 0;
    int read;
    do {
      read = Math.max(0, in.read(to, length, to.length - length));
      length += read;
    } while (read > 0
        && length < BYTE_ORDER_MARK.length()
        && "\u001f\u00ef".indexOf(to[0] & 0xff) >= 0);
    return length;
  }

  /** Returns the first bytes as characters. */
  private String head() {
    return new String(buffer, 0, Math.min(limit, HEAD), StandardCharsets.ISO_8859_1);
  }

  private void requireText() {
    String head = head();
    REFUSED.forEach(
        (beginning, reason) -> {
          if (head.startsWith(beginning)) {
            throw new GyreException(reason);
          }
        });
    long controls = head.chars().filter(c -> c < ' ' && "\t\n\f\r".indexOf(c) < 0).count();
    if (head.indexOf('\0') >= 0 || controls > head.length() / 10) {
      throw new GyreException("expected text (CSV, JSON lines or ARFF), found a binary file");
    }
  }

  /** Returns the next byte, 0 to 255, or {@link #END}. */
  int read() throws IOException {
    return position < limit || fill() ? buffer[position++] & 0xff : END;
  }

  /** Puts bytes back, to be read next: those from one index up to another. */
  void unread(byte[] bytes, int from, int to) {
    int left = limit - position;
    byte[] joined = new byte[Math.max(SIZE, to - from + left)];
    System.arraycopy(bytes, from, joined, 0, to - from);
    System.arraycopy(buffer, position, joined, to - from, left);
    buffer = joined;
    position = 0;
    limit = to - from + left;
  }

  /** Returns the number of the source's bytes before the next byte; if it is packed, about. */
  long position() {
    int ahead = limit - position;
    return Math.round(counted.count * (1 - ahead / (double) unpacked));
  }

  private boolean fill() throws IOException {
    if (unpacked >= most) {
      throw new PrefixEndException(most);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the reading was interrupted");
    }
    position = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    unpacked += limit;
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static final class Counted extends FilterInputStream {

    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      int read = in.read(to, from, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
