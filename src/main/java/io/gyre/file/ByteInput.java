package io.gyre.file;

import io.gyre.GyreException;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * The bytes of a text: unpacked if gzip packed them, without a byte order mark. It takes what a
 * read of the source brings and no more, so that of a live stream nothing waits. Not thread-safe.
 */
final class ByteInput implements Closeable {

  static final int END = -1;

  private static final int SIZE = 1 << 16;

  /** So much is unpacked at once: little, for how far the rows are is told by what was taken. */
  private static final int PACKED_SIZE = 1 << 12;

  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final String name;
  private final Counted counted;
  private final InputStream in;
  private byte[] buffer = new byte[SIZE];
  private int position;
  private int limit;

  private final long most;

  private long unpacked;

  /**
   * Reads the beginning.
   *
   * @param source closed by {@link #close}
   * @param name of the source, for a person
   * @param most after about so many unpacked bytes reading throws {@link PrefixEndException}
   * @throws GyreException if it is empty, or no text
   * @throws IOException if it cannot be read
   */
  ByteInput(InputStream source, String name, long most) throws IOException {
    this.name = name;
    this.most = most;
    Counted plain = new Counted(source);
    limit = beginning(plain, buffer);
    if (startsWith(buffer, limit, GZIP)) {
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
    BinaryCheck.requireText(buffer, limit);
    if (startsWith(buffer, limit, BYTE_ORDER_MARK)) {
      position = BYTE_ORDER_MARK.length;
    }
  }

  /** Reads once, and on while the first bytes may be those that tell what kind of file it is. */
  private static int beginning(InputStream in, byte[] to) throws IOException {
    int length = Math.max(0, in.read(to, 0, to.length));
    while (length > 0 && length < BYTE_ORDER_MARK.length && isMark(to[0])) {
      int more = in.read(to, length, to.length - length);
      if (more < 0) {
        return length;
      }
      length += more;
    }
    return length;
  }

  private static boolean isMark(byte first) {
    return first == GZIP[0] || first == BYTE_ORDER_MARK[0];
  }

  static boolean startsWith(byte[] bytes, int length, byte[] beginning) {
    int n = beginning.length;
    return length >= n && Arrays.equals(bytes, 0, n, beginning, 0, n);
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

  String name() {
    return name;
  }

  /** Returns how many bytes of the source lie before the next byte; if it is packed, about. */
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
      count = count + (b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      int read = in.read(to, from, length);
      count = count + Math.max(0, read);
      return read;
    }
  }
}
