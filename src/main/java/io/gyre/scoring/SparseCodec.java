package io.gyre.scoring;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * The stored form of numbers ≥ 0 of which many are 0 or whole: how many they are, then each in
 * turn.
 *
 * <p>A whole number from 1 to below 2^53 is itself plus 1, compact: 1 to 8 bytes. A run of zeros is
 * 0 and its length. All else is 1 and the double's 8 bytes, so that N numbers take 9·N bytes at
 * worst, and the bytes of N.
 */
final class SparseCodec {

  private static final int ZEROS = 0;
  private static final int DOUBLE = 1;
  private static final double WHOLE_BELOW = 0x1p53;

  /** More than any {@link Sums} has: what says so is damaged, and would take all memory. */
  private static final int MOST = 1 << 22;

  private SparseCodec() {}

  static void write(double[] numbers, StateWriter out) {
    out.putCompact(numbers.length);
    for (int i = 0; i < numbers.length; ) {
      double number = numbers[i];
      if (number == 0) {
        int zeros = zerosFrom(numbers, i);
        out.putCompact(ZEROS).putCompact(zeros);
        i += zeros;
      } else {
        writeNumber(number, out);
        i++;
      }
    }
  }

  private static int zerosFrom(double[] numbers, int from) {
    int end = from;
    while (end < numbers.length && numbers[end] == 0) {
      end++;
    }
    return end - from;
  }

  private static void writeNumber(double number, StateWriter out) {
    if (number == Math.rint(number) && number < WHOLE_BELOW) {
      out.putCompact((long) number + 1);
    } else {
      out.putCompact(DOUBLE).putDouble(number);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws DamagedStateException when it is not such content
   */
  static double[] read(StateReader in) {
    double[] numbers = new double[(int) in.getCompact(MOST)];
    for (int i = 0; i < numbers.length; ) {
      long token = in.getCompact(Long.MAX_VALUE);
      if (token == ZEROS) {
        i += readZeros(in, numbers.length - i);
      } else {
        numbers[i++] = token == DOUBLE ? readDouble(in) : token - 1;
      }
    }
    return numbers;
  }

  private static int readZeros(StateReader in, int most) {
    int zeros = (int) in.getCompact(most);
    if (zeros == 0) {
      throw new DamagedStateException("a run of zeros has none, expected 1 or more");
    }
    return zeros;
  }

  private static double readDouble(StateReader in) {
    double number = in.getDouble();
    if (!(number > 0) || Double.isInfinite(number)) {
      throw new DamagedStateException("a sum is %s, expected a finite one > 0".formatted(number));
    }
    return number;
  }
}
