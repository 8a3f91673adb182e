package io.gyre.learning.math;

import java.util.Arrays;

/** A sum Σ αᵣ·xᵣ of arrays, gathered first and then added. Not thread-safe. */
public final class WeightedSum {

  private double[] factors = new double[16];
  private double[][] arrays = new double[16][];
  private int count;

  /** Takes an array into the sum; not copied. */
  public void add(double factor, double[] array) {
    if (factor == 0) {
      return;
    }
    if (count == factors.length) {
      factors = Arrays.copyOf(factors, 2 * count);
      arrays = Arrays.copyOf(arrays, 2 * count);
    }
    factors[count] = factor;
    arrays[count++] = array;
  }

  /** y ← y + the sum, added in its order, for n numbers; none is left in the sum. */
  public void addTo(int n, double[] y) {
    LoopKernels.combine(n, count, factors, arrays, y);
    count = 0;
  }
}
