package io.gyre.fold;

import io.gyre.data.InvalidPointException;
import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.scoring.WindowSettings;
import io.gyre.state.MapEntries;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a point and its label cost a fold, with the label in the point's record and in one that
 * comes 1,000 points later; points wait in memory, as for {@code gyre score}. {@code
 * scripts/bench-core LateLabels} runs it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LateLabelsBenchmark {

  private static final int FIELDS = 16;
  private static final int DELAY = 1_000;
  private static final int VALUES = 4_096;

  /** So many ids are remembered. */
  private static final LateLabels LATE = new LateLabels(3_600_000, 20_000, 1L << 30);

  @Param({"false", "true"})
  public boolean late;

  private double[][] values;
  private LateLoop loop;
  private PartitionFold plainFold;
  private long sent;

  @Setup
  public void setUp() throws InvalidPointException {
    Random random = new Random(1);
    values = new double[VALUES][];
    for (int i = 0; i < VALUES; i++) {
      values[i] = random.doubles(FIELDS, -1, 1).toArray();
    }
    List<LearnerSettings> logistic =
        LearnersJson.standard().stream().filter(one -> one.name().equals("logistic")).toList();
    FoldSettings plain =
        new FoldSettings(
            List.of(Label.of(0), Label.of(1)), null, logistic, WindowSettings.standard());
    loop = new LateLoop(plain.with(LATE));
    plainFold = new PartitionFold(plain, "benchmark");
    plainFold.load(new MapEntries(new HashMap<>()));
    for (int i = 0; late && i < DELAY; i++) {
      loop.send(next(null));
    }
  }

  @Benchmark
  public void pointAndLabel() throws InvalidPointException {
    if (late) {
      loop.send(next(null));
      long of = sent - 1 - DELAY;
      loop.label("p" + of, label(of));
    } else {
      Point point = next(Label.of(label(sent)));
      plainFold.check(point);
      plainFold.apply(point, plainFold.timeOf(point, loop.time++), window -> {});
    }
  }

  private Point next(Label label) {
    Point point = new Point("p" + sent, values[(int) (sent % VALUES)], label);
    sent++;
    return point;
  }

  private int label(long of) {
    return values[(int) (of % VALUES)][0] > 0 ? 1 : 0;
  }
}
