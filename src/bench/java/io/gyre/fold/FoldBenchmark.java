package io.gyre.fold;

import io.gyre.Examples;
import io.gyre.TimedBenchmark;
import io.gyre.data.PointJson;
import io.gyre.data.Spirals;
import io.gyre.fold.intake.LogRecord;
import io.gyre.fold.state.FoldSettings;
import io.gyre.fold.state.FoldStore;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.time.WindowSettings;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What a point costs a fold: all of Gyre but writing and Kafka. A window closes every 2,000 points.
 * {@code scripts/bench-core Fold} runs it.
 */
public class FoldBenchmark extends TimedBenchmark {

  private static final int POINTS = 16_000;

  @Param({"network", "network,logistic"})
  public String learners;

  private List<byte[]> points;
  private Fold fold;
  private double sum;
  private long now;

  @Setup
  public void setUp() {
    Spirals spirals = Examples.spirals(42);
    points = IntStream.range(0, POINTS).mapToObj(spirals::at).map(new PointJson()::write).toList();
    List<LearnerSettings> list =
        Examples.learners().stream()
            .filter(learner -> List.of(learners.split(",")).contains(learner.name()))
            .toList();
    FoldSettings settings =
        new FoldSettings(list, WindowSettings.standard()).withClasses(spirals.classes(), null);
    fold = Fold.open(settings.withReports(FoldSettings.NO_REPORTS), FoldStore.unsaved("benchmark"));
  }

  @Benchmark
  @OperationsPerInvocation(POINTS)
  public double point() {
    for (byte[] point : points) {
      Step step = fold.apply(LogRecord.of(LogRecord.Kind.POINT, point, now++ / 2, 0, now));
      sum += step.answer().positiveProbability(0);
    }
    return sum;
  }
}
