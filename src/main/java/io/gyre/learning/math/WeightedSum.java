package io.gyre.learning.math;

import io.gyre.encoding.GrowingArrays;

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
    factors = GrowingArrays.of(factors, count + 1);
    arrays = GrowingArrays.of(arrays, count + 1);
    factors[count] = factor;
    arrays[count++] = array;
  }

  /** y ← y + the sum, added in its order, for n numbers; empties the sum. */
  public void addTo(int n, double[] y) {
    LoopKernels.combine(n, count, factors, arrays, y);
    count = 0;
  }
}
