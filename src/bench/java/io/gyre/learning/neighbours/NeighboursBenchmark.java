package io.gyre.learning.neighbours;

import io.gyre.TimedBenchmark;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.learning.Answers;
import io.gyre.learning.Learner;
import io.gyre.learning.Shared;
import io.gyre.learning.memory.Memory;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a point costs {@link Neighbours} that predicts it, then learns from it, with 5,000 points in
 * the memory. {@code scripts/bench-core Neighbours} runs it.
 *
 * <p>2 cores of an AMD EPYC beside other programs, JDK 17, µs a point by CPU time, the least of
 * eight rounds, k = 25:
 *
 * <pre>
 *  columns   clouds   one cloud
 *      2      11.3      10.4
 *     16      17.6      15.8
 *    100      38.2      40.6
 * </pre>
 */
@Warmup(iterations = 3, time = 1)
public class NeighboursBenchmark extends TimedBenchmark {

  private static final int POINTS = 10_000;
  private static final int CLASSES = 26;
  private static final int CLOUDS = 3 * CLASSES;

  /** D. */
  @Param({"2", "16", "100"})
  public int columns;

  @Param({"5", "25"})
  public int k;

  /** How far points lie around their cloud's centre: the centres are 1 apart; 0: one cloud. */
  @Param({"0.3", "0"})
  public double deviation;

  private Learner learner;
  private Memory memory;
  private final Row row = new Row();
  private final Answers answers = new Answers();
  private double[][] rows;
  private int[] labels;
  private final double[] probabilities = new double[CLASSES];

  @Setup
  public void setUp() {
    Random random = new Random(42);
    double[][] centres = new double[CLOUDS][];
    for (int i = 0; i < CLOUDS; i++) {
      centres[i] = normal(random, new double[columns], deviation == 0 ? 0 : 1);
    }
    rows = new double[POINTS][];
    labels = new int[POINTS];
    for (int i = 0; i < POINTS; i++) {
      int cloud = random.nextInt(CLOUDS);
      labels[i] = cloud % CLASSES;
      rows[i] = normal(random, centres[cloud], deviation == 0 ? 1 : deviation);
    }
    NeighboursSettings settings = new NeighboursSettings(k, 5_000, 5);
    memory = new Memory(settings.memory(), columns, false);
    learner = settings.create(new Shared(Encoders.ofFeatures(columns), memory, null), CLASSES);
    learner.grow();
    predictAndLearn();
  }

  private static double[] normal(Random random, double[] centre, double deviation) {
    double[] x = centre.clone();
    for (int d = 0; d < x.length; d++) {
      x[d] += deviation * random.nextGaussian();
    }
    return x;
  }

  /** Returns the sum of some probabilities, so that none is left out. */
  @Benchmark
  @OperationsPerInvocation(POINTS)
  public double predictAndLearn() {
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      row.show(rows[i]);
      learner.predict(row, answers, probabilities);
      sum += probabilities[1];
      memory.add(rows[i], labels[i]);
      learner.learn(row, answers, labels[i]);
    }
    return sum;
  }
}
