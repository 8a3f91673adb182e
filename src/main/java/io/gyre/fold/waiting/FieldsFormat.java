package io.gyre.fold.waiting;

import io.gyre.data.Fields;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The stored form of the fields of a point that waits. Not thread-safe.
 *
 * <pre>
 *  bytes of the paths · number of paths · for each: bytes that are those of the one before ·
 *  further bytes · these · how many of them the record had, unless all
 *  for each field: a byte for what it is, and the number or the text
 * </pre>
 *
 * <p>A path is stored as its difference from the one before: nested ones would otherwise take far
 * more than the record did. Equal paths of successive points become one array, which the encoder
 * knows.
 */
final class FieldsFormat {

  private static final int MISSING = 0;
  private static final int NUMBER = 1;
  private static final int TEXT = 2;

  /** A number that takes less as an integer. */
  private static final int INTEGER = 3;

  private static final long MOST_INTEGER = 1L << 48;
  private static final long MINUS_ZERO = Double.doubleToRawLongBits(-0.0);

  private final StateWriter buffer = new StateWriter();
  private String[] last = {};
  private int lastRead; // how many of them the record had
  private byte[] lastBytes = {0};

  void write(StateWriter out, Fields fields) {
    writePaths(out, fields.paths, fields.read);
    for (int i = 0; i < fields.size(); i++) {
      if (fields.text(i) != null) {
        out.putByte(TEXT).putCompactText(fields.text(i));
      } else if (fields.missing(i)) {
        out.putByte(MISSING);
      } else {
        write(out, fields.number(i));
      }
    }
  }

  private static void write(StateWriter out, double number) {
    long integer = (long) number;
    if (integer == number
        && Math.abs(integer) < MOST_INTEGER
        && Double.doubleToRawLongBits(number) != MINUS_ZERO) {
      // The sign goes to the lowest bit, so that small numbers below 0 are short as well.
      out.putByte(INTEGER).putCompact((integer << 1) ^ (integer >> 63));
    } else {
      out.putByte(NUMBER).putDouble(number);
    }
  }

  Fields read(StateReader in) {
    String[] of = readPaths(in);
    double[] numbers = new double[of.length];
    String[] texts = null;
    for (int i = 0; i < of.length; i++) {
      int kind = in.getByte();
      numbers[i] =
          switch (kind) {
            case NUMBER -> in.getDouble();
            case INTEGER -> {
              long compact = in.getCompact();
              yield (compact >>> 1) ^ -(compact & 1);
            }
            case MISSING, TEXT -> Double.NaN;
            default -> throw new DamagedStateException("a field is of kind " + kind);
          };
      if (kind == TEXT) {
        texts = texts == null ? new String[of.length] : texts;
        texts[i] = in.getCompactText();
      }
    }
    return new Fields(of, numbers, texts, lastRead);
  }

  @SuppressWarnings("ReferenceEquality")
  private void writePaths(StateWriter out, String[] paths, int read) {
    if (paths != last || read != lastRead) {
      lastBytes = bytes(paths, read);
      last = paths;
      lastRead = read;
    }
    out.putCompact(lastBytes.length).putBytes(lastBytes, 0, lastBytes.length);
  }

  private byte[] bytes(String[] paths, int read) {
    buffer.clear().putCompact(paths.length);
    byte[] before = {};
    for (String path : paths) {
      byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
      int mismatch = Arrays.mismatch(before, bytes);
      int same = mismatch < 0 ? bytes.length : mismatch;
      buffer.putCompact(same).putCompact(bytes.length - same);
      buffer.putBytes(bytes, same, bytes.length - same);
      before = bytes;
    }
    if (read < paths.length) {
      buffer.putCompact(read);
    }
    return buffer.toBytes();
  }

  private String[] readPaths(StateReader in) {
    byte[] bytes = in.getBytes(in.getCompactCount());
    if (!Arrays.equals(bytes, lastBytes)) {
      StateReader paths = new StateReader(ByteBuffer.wrap(bytes));
      last = paths(paths);
      lastRead = paths.remaining() > 0 ? (int) paths.getCompact(last.length) : last.length;
      lastBytes = bytes;
    }
    return last;
  }

  private static String[] paths(StateReader in) {
    String[] paths = new String[in.getCompactCount()];
    byte[] path = {};
    for (int i = 0; i < paths.length; i++) {
      int same = (int) in.getCompact(path.length);
      byte[] rest = in.getBytes(in.getCompactCount());
      path = Arrays.copyOf(path, same + rest.length);
      System.arraycopy(rest, 0, path, same, rest.length);
      paths[i] = new String(path, StandardCharsets.UTF_8);
    }
    return paths;
  }
}
