package io.gyre.scoring;

import io.gyre.TimedBenchmark;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What a labelled point costs one learner's scores: all metrics, in all three scopes, and putting
 * it into the batch. {@code scripts/bench-core Scoring} runs it.
 *
 * <p>2 cores, JDK 17, ns a point in batches of 64 (and of 8), median of the thread's CPU time while
 * other programs ran:
 *
 * <pre>
 *  2 classes           19 (24)   sure 24 (22)
 *  10 classes          15 (23)   sure 16 (19)
 * </pre>
 */
public class ScoringBenchmark extends TimedBenchmark {

  private static final int POINTS = 8_192;

  @Param({"2", "10", "60"})
  public int classes;

  @Param({"8", "64"})
  public int batch;

  /** A sure learner adds to the same few numbers, each time waiting for the time before. */
  @Param({"false", "true"})
  public boolean sure;

  private Scored[] points;
  private Outcomes outcomes;
  private ScopedMetrics[] tallies;

  @Setup
  public void setUp() {
    points = Scored.points(classes, POINTS, 1);
    if (sure) {
      Arrays.setAll(points, i -> points[i].sure());
    }
    outcomes = new Outcomes(batch);
    tallies =
        new ScopedMetrics[] {
          new ScopedMetrics(Scope.WINDOW, classes, false),
          new ScopedMetrics(Scope.FADED, classes, false),
          new ScopedMetrics(Scope.TOTAL, classes, false)
        };
  }

  @Benchmark
  @OperationsPerInvocation(POINTS)
  public double score() {
    for (Scored point : points) {
      point.addTo(outcomes);
      if (outcomes.isFull()) {
        for (ScopedMetrics metrics : tallies) {
          metrics.add(outcomes);
        }
        outcomes.clear();
      }
    }
    return tallies[1].n();
  }
}
