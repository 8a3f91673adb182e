package io.gyre.learning;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a point costs in a network's forward and backward pass over a batch of 64, by {@link Loops}
 * and by EJML. {@code scripts/bench-core} runs it; {@link Loops} has the figures.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GradientBenchmark {

  private static final int POINTS = 64; // B

  /** Both add the same terms, in another order. */
  private static final double ROUNDING = 1e-14;

  /** D-H-1. */
  @Param({"2-4-1", "2-16-1", "20-32-1"})
  public String shape;

  private Model network;
  private DMatrixRMaj[] gradients; // the network's
  private EjmlGradient ejml;
  private DMatrixRMaj[] ejmlGradients;
  private DMatrixRMaj x; // D×B
  private DMatrixRMaj y; // 1×B

  @Setup
  public void setUp() {
    String[] sizes = shape.split("-");
    int features = Integer.parseInt(sizes[0]);
    SettingsDraft draft = SettingsDraft.network(Integer.parseInt(sizes[1]));
    draft.batch = POINTS;
    draft.memory = POINTS;
    network = Model.of(draft.settings(), features);
    gradients = network.gradients();
    ejml = new EjmlGradient(network, POINTS);
    ejmlGradients = ejml.gradients();
    x = new DMatrixRMaj(features, POINTS);
    y = new DMatrixRMaj(1, POINTS);
    Random random = new Random(42);
    for (int i = 0; i < x.data.length; i++) {
      x.data[i] = random.nextGaussian();
    }
    for (int j = 0; j < POINTS; j++) {
      y.data[j] = random.nextInt(2);
    }
    checkThatBothAgree();
  }

  private void checkThatBothAgree() {
    DMatrixRMaj[] byLoops = loops();
    DMatrixRMaj[] byEjml = ejml();
    for (int i = 0; i < byLoops.length; i++) {
      if (!MatrixFeatures_DDRM.isEquals(byLoops[i], byEjml[i], ROUNDING)) {
        throw new IllegalStateException(
            "%s, gradient %d: by loops %s, by EJML %s".formatted(shape, i, byLoops[i], byEjml[i]));
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(POINTS)
  public DMatrixRMaj[] loops() {
    network.gradient(x, y);
    return gradients;
  }

  @Benchmark
  @OperationsPerInvocation(POINTS)
  public DMatrixRMaj[] ejml() {
    ejml.gradient(x, y);
    return ejmlGradients;
  }
}
