package io.gyre.learning;

import io.gyre.Examples;
import io.gyre.TimedBenchmark;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.encoding.Encoders;
import io.gyre.encoding.Row;
import io.gyre.learning.memory.Memory;
import io.gyre.learning.settings.ColumnView;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What a point costs a learner that predicts it, then learns from it: without Kafka, with a memory
 * of its own. {@code scripts/bench-core} runs it.
 *
 * <p>2 cores of an AMD EPYC, JDK 17, ns a point by CPU time, the least of 150 rounds; in brackets
 * that of the learner before its loops went along arrays of their own, in the same process:
 *
 * <pre>
 *  network             209   (211)
 *  challenger        2,618 (2,884)
 *  logistic             88    (93)
 *  2-4-1               179   (180)
 *  20-32-1             868 (1,017)
 *  20-32-1 scaled      996 (1,240)
 * </pre>
 */
public class CoreBenchmark extends TimedBenchmark {

  /** Full batches of 8 and of 64. */
  private static final int POINTS = 6_400;

  private static final int BATCH = 64;

  /** The standard learners by name; networks by shape step on 64 points by gradient descent. */
  @Param({"network", "challenger", "logistic", "2-4-1", "20-32-1", "20-32-1 scaled"})
  public String learner;

  private Learner online;
  private Shared shared;
  private final Row row = new Row();
  private final Answers answers = new Answers();
  private final double[] probabilities = new double[2];
  private Point[] points;

  @Setup
  public void setUp() {
    boolean shape = Character.isDigit(learner.charAt(0));
    int features = shape ? Integer.parseInt(learner.split("-")[0]) : 2;
    KindSettings settings = shape ? ofShape() : SettingsDraft.standard(learner).settings();
    Memory memory = new Memory(Shared.capacity(List.of(settings)), features, false);
    shared = new Shared(Encoders.ofFeatures(features), memory, null);
    online = settings.create(shared, 2);
    points = features == 2 ? spirals() : clouds(features);
  }

  private KindSettings ofShape() {
    SettingsDraft draft = SettingsDraft.network(Integer.parseInt(learner.split("-")[1]));
    draft.batch = BATCH;
    draft.memory = BATCH;
    draft.clip = 10;
    draft.clipNorm = 0.5;
    draft.view = learner.endsWith(" scaled") ? ColumnView.STANDARDISED : ColumnView.PLAIN;
    return draft.settings();
  }

  private static Point[] spirals() {
    return LongStream.range(0, POINTS).mapToObj(Examples.spirals(42)::at).toArray(Point[]::new);
  }

  /** Two clouds of normal deviation around ±½. */
  private static Point[] clouds(int features) {
    Random random = new Random(42);
    return IntStream.range(0, POINTS)
        .mapToObj(
            i -> {
              int label = random.nextInt(2);
              double[] x = new double[features];
              for (int d = 0; d < features; d++) {
                x[d] = label - 0.5 + random.nextGaussian();
              }
              return new Point(null, x, Label.of(label));
            })
        .toArray(Point[]::new);
  }

  /** Returns the sum of the probabilities, so that none is left out. */
  @Benchmark
  @OperationsPerInvocation(POINTS)
  public double predictAndLearn() {
    double sum = 0;
    for (Point point : points) {
      row.show(point.features());
      online.predict(row, answers, probabilities);
      sum += probabilities[1];
      int label = Integer.parseInt(point.label().text());
      shared.add(row, label);
      online.learn(row, answers, label);
    }
    return sum;
  }
}
