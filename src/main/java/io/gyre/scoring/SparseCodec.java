package io.gyre.scoring;

import io.gyre.state.DamagedStateException;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * The stored form of numbers ≥ 0, many of them 0 or whole: their count, then each.
 *
 * <p>A whole number from 1 to below 2^53 is itself plus 1, compact: 1 to 8 bytes. A run of zeros is
 * 0 and its length. Any other number is 1 and the double's 8 bytes, so that N numbers take 9·N
 * bytes at most, and the bytes of N.
 */
public final class SparseCodec {

  private static final int ZEROS = 0;
  private static final int DOUBLE = 1;
  private static final double WHOLE_BELOW = 0x1p53;

  /**
   * More than any sums or bins that there are: a larger number means damage, and would take all
   * memory.
   */
  private static final int MOST = 1 << 22;

  private SparseCodec() {}

  public static void write(double[] numbers, StateWriter out) {
    out.putCompact(numbers.length);
    for (int i = 0; i < numbers.length; ) {
      double number = numbers[i];
      int first = i++;
      if (number == 0) {
        while (i < numbers.length && numbers[i] == 0) {
          i++;
        }
        out.putCompact(ZEROS).putCompact(i - first);
      } else if (number == Math.rint(number) && number < WHOLE_BELOW) {
        out.putCompact((long) number + 1);
      } else {
        out.putCompact(DOUBLE).putDouble(number);
      }
    }
  }

  /** Reads what {@link #write} wrote; throws a {@link DamagedStateException} for anything else. */
  public static double[] read(StateReader in) {
    double[] numbers = new double[(int) in.getCompact(MOST)];
    for (int i = 0; i < numbers.length; ) {
      long token = in.getCompact(Long.MAX_VALUE);
      if (token == ZEROS) {
        int zeros = (int) in.getCompact(numbers.length - i);
        if (zeros == 0) {
          throw new DamagedStateException("a run of zeros has none, expected 1 or more");
        }
        i += zeros;
        continue;
      }
      double number = token == DOUBLE ? in.getDouble() : token - 1;
      if (!(number > 0) || Double.isInfinite(number)) {
        throw new DamagedStateException("a sum is %s, expected a finite one > 0".formatted(number));
      }
      numbers[i++] = number;
    }
    return numbers;
  }
}
