package io.gyre.fold;

import io.gyre.data.Fields;
import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * The fields of a point that waits, as they came. Not thread-safe.
 *
 * <pre>
 *  paths · for each: a byte for what it is, and the number or the text
 * </pre>
 */
final class FieldsFormat {

  private static final int MISSING = 0;
  private static final int NUMBER = 1;
  private static final int TEXT = 2;

  /** A number that takes less as an integer. */
  private static final int INTEGER = 3;

  private static final long MOST_INTEGER = 1L << 48;
  private static final long MINUS_ZERO = Double.doubleToRawLongBits(-0.0);

  private final PathsFormat paths = new PathsFormat();

  void write(StateWriter out, Fields fields) {
    paths.write(out, fields.paths());
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
    String[] of = paths.read(in);
    double[] numbers = new double[of.length];
    String[] texts = null;
    for (int i = 0; i < of.length; i++) {
      int kind = in.getByte();
      numbers[i] =
          switch (kind) {
            case NUMBER -> in.getDouble();
            case INTEGER -> integer(in.getCompact());
            case MISSING, TEXT -> Double.NaN;
            default -> throw new DamagedStateException("a field is of kind " + kind);
          };
      if (kind == TEXT) {
        texts = texts == null ? new String[of.length] : texts;
        texts[i] = in.getCompactText();
      }
    }
    return new Fields(of, numbers, texts);
  }

  private static double integer(long compact) {
    return (compact >>> 1) ^ -(compact & 1);
  }
}
