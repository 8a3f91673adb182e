package io.gyre.encoding;

import java.util.Arrays;

/** Makes room in arrays that are kept and reused: the same array, or a longer copy of it. */
public final class GrowingArrays {

  private GrowingArrays() {}

  public static double[] of(double[] array, int n) {
    return array.length >= n ? array : Arrays.copyOf(array, more(array.length, n));
  }

  public static int[] of(int[] array, int n) {
    return array.length >= n ? array : Arrays.copyOf(array, more(array.length, n));
  }

  public static long[] of(long[] array, int n) {
    return array.length >= n ? array : Arrays.copyOf(array, more(array.length, n));
  }

  public static <T> T[] of(T[] array, int n) {
    return array.length >= n ? array : Arrays.copyOf(array, more(array.length, n));
  }

  /** Returns a matrix of at least a number of rows of a length; its numbers may be lost. */
  public static double[][] of(double[][] matrix, int rows, int length) {
    int longest = matrix.length == 0 ? 0 : matrix[0].length;
    if (matrix.length >= rows && (rows == 0 || longest >= length)) {
      return matrix;
    }
    int count = matrix.length >= rows ? matrix.length : more(matrix.length, rows);
    return new double[count][Math.max(length, longest)];
  }

  private static int more(int length, int n) {
    return Math.max(n, length + length / 2);
  }
}
