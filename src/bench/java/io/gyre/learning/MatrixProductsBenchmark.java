package io.gyre.learning;

import io.gyre.TimedBenchmark;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What the products of a batch cost, by {@link LoopKernels} and by EJML. {@code scripts/bench-core
 * Products} runs it; {@link MatrixProducts} has the figures.
 */
public class MatrixProductsBenchmark extends TimedBenchmark {

  /** M×N of the weights. */
  @Param({"16x2", "16x100", "64x16", "256x100", "1024x16"})
  public String shape;

  /** B. */
  @Param({"1", "8", "64", "256"})
  public int points;

  private final MatrixProducts products = new MatrixProducts();
  private DMatrixRMaj w; // M×N
  private DMatrixRMaj b; // M×1
  private DMatrixRMaj dw; // M×N
  private DMatrixRMaj x; // N×B
  private DMatrixRMaj z; // M×B
  private DMatrixRMaj da; // N×B

  @Setup
  public void setUp() {
    String[] sizes = shape.split("x");
    int rows = Integer.parseInt(sizes[0]);
    int inputs = Integer.parseInt(sizes[1]);
    Random random = new Random(42);
    w = matrix(random, rows, inputs);
    b = matrix(random, rows, 1);
    dw = matrix(random, rows, inputs);
    x = matrix(random, inputs, points);
    z = matrix(random, rows, points);
    da = matrix(random, inputs, points);
  }

  private static DMatrixRMaj matrix(Random random, int rows, int columns) {
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    for (int i = 0; i < matrix.data.length; i++) {
      matrix.data[i] = random.nextGaussian();
    }
    return matrix;
  }

  @Benchmark
  public DMatrixRMaj affineByLoops() {
    products.affineByLoops(w, x, b, z);
    return z;
  }

  @Benchmark
  public DMatrixRMaj affineByEjml() {
    MatrixProducts.affineByEjml(w, x, b, z);
    return z;
  }

  @Benchmark
  public DMatrixRMaj backByLoops() {
    products.backByLoops(w, z, da);
    return da;
  }

  @Benchmark
  public DMatrixRMaj backByEjml() {
    MatrixProducts.backByEjml(w, z, da);
    return da;
  }

  @Benchmark
  public DMatrixRMaj dotsByLoops() {
    MatrixProducts.dotsByLoops(z, x, 0.1, w, dw);
    return dw;
  }

  @Benchmark
  public DMatrixRMaj dotsByEjml() {
    products.dotsByEjml(z, x, 0.1, w, dw);
    return dw;
  }
}
