package io.gyre.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * What the rounds of one setup gave, as far as they were finished, and the figures made of it.
 *
 * @param throughput what each round used
 * @param latency of each round, in ns
 */
record Rounds(List<Usage> throughput, List<Histogram> latency) {

  /** None yet. */
  Rounds() {
    this(new ArrayList<>(), new ArrayList<>());
  }

  /**
   * What a process has used until now, or between two such moments.
   *
   * @param points processed
   * @param nanos of the wall clock
   * @param streamNanos CPU time of the stream threads
   * @param processNanos CPU time of the whole process: network threads, garbage collector and
   *     compiler too
   * @param bytes allocated by the stream threads
   */
  record Usage(double points, long nanos, long streamNanos, long processNanos, long bytes) {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Takes stock of this process. */
    static Usage now(double points, List<Long> streamThreads) {
      return new Usage(
          points,
          System.nanoTime(),
          streamThreads.stream().mapToLong(THREADS::getThreadCpuTime).sum(),
          PROCESS.getProcessCpuTime(),
          streamThreads.stream().mapToLong(THREADS::getThreadAllocatedBytes).sum());
    }

    /** This and so many times the other. */
    Usage plus(int times, Usage other) {
      return new Usage(
          points + times * other.points,
          nanos + times * other.nanos,
          streamNanos + times * other.streamNanos,
          processNanos + times * other.processNanos,
          bytes + times * other.bytes);
    }
  }

  /**
   * A figure over rounds.
   *
   * @param spread half of what lies between the lowest and the highest, as a share of the median
   */
  record Figure(double median, double spread) {

    static Figure of(DoubleStream values) {
      double[] sorted = values.sorted().toArray();
      int n = sorted.length;
      double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
      return new Figure(median, (sorted[n - 1] - sorted[0]) / 2 / median);
    }
  }

  /** A figure of throughput; there must be a round of it. */
  Figure figure(ToDoubleFunction<Usage> figure) {
    return Figure.of(throughput.stream().mapToDouble(figure));
  }

  /** The points/s as a share of another's, round by round; null if the other has none. */
  Figure shareOf(Rounds other) {
    // After a stop the last round may lack the one or the other.
    int rounds = Math.min(throughput.size(), other.throughput.size());
    return rounds == 0
        ? null
        : Figure.of(IntStream.range(0, rounds).mapToDouble(i -> speed(i) / other.speed(i)));
  }

  private double speed(int round) {
    return throughput.get(round).points / throughput.get(round).nanos;
  }

  /** A percentile of latency in ms; there must be a round of it. */
  Figure latencyMs(double percentile) {
    return Figure.of(
        latency.stream().mapToDouble(nanos -> nanos.getValueAtPercentile(percentile) / 1e6));
  }
}
