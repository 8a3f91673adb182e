package io.gyre.fold;

import io.gyre.data.Label;
import io.gyre.data.Point;
import io.gyre.data.Spirals;
import io.gyre.learning.LearnerSettings;
import io.gyre.learning.LearnersJson;
import io.gyre.scoring.Window;
import io.gyre.scoring.WindowSettings;
import io.gyre.state.MapEntries;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
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
 * What a point costs a fold: all of Gyre but reading, writing and Kafka. A window closes every
 * 2,000 points. {@code scripts/bench-core Fold} runs it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FoldBenchmark {

  private static final int POINTS = 16_000;

  @Param({"network", "network,logistic"})
  public String learners;

  private final Consumer<Window> onClosed = window -> {};
  private List<Point> points;
  private PartitionFold fold;
  private double sum;
  private long now;

  @Setup
  public void setUp() {
    Spirals spirals = Spirals.standard(42);
    points = IntStream.range(0, POINTS).mapToObj(spirals::at).toList();
    List<LearnerSettings> list =
        LearnersJson.standard().stream()
            .filter(learner -> List.of(learners.split(",")).contains(learner.name()))
            .toList();
    List<Label> classes = spirals.classes();
    fold =
        new PartitionFold(
            new FoldSettings(classes, null, list, WindowSettings.standard()), "benchmark");
    fold.load(new MapEntries(new HashMap<>()));
  }

  @Benchmark
  @OperationsPerInvocation(POINTS)
  public double point() {
    for (Point point : points) {
      fold.apply(point, now++ / 2, onClosed);
      sum += fold.answer(0).positiveProbability();
    }
    return sum;
  }
}
