package io.gyre.bench;

import io.gyre.kafka.StreamsClients;
import io.gyre.kafka.StreamsConfiguration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * The process that runs one scenario, again and again: reads a {@link BenchJob} a line from
 * standard input and writes a line of {@link ResourceUsage} for each to standard output. Ends with
 * its input.
 */
final class Worker {

  static final String READY = "ready";

  /** The share of a job's points after which measuring starts: caches and buffers are filled. */
  private static final double LEAD_IN = 0.1;

  private static final long LOOK_NANOS = 5_000_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final BenchJob job;
  private final KafkaStreams streams;
  private volatile Throwable failure;

  private Worker(BenchJob job) {
    this.job = job;
    Properties properties =
        StreamsConfiguration.of(
            job.application(), job.application(), Path.of(job.state()), job.client());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, job.guarantee().setting());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, job.threads());
    streams = new KafkaStreams(BenchTopology.build(job), properties, new StreamsClients());
    streams.setUncaughtExceptionHandler(
        thrown -> {
          failure = thrown;
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
  }

  /** Runs in the child. */
  public static void main(String[] args) throws IOException {
    PrintStream out = ChildJvm.lineToParent();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      ResourceUsage usage = new Worker(LineJson.read(line, BenchJob.class)).run(in, out);
      out.println(LineJson.write(usage));
    }
  }

  private ResourceUsage run(BufferedReader in, PrintStream out) throws IOException {
    ResourceUsage start = ResourceUsage.now(0, List.of());
    streams.start();
    try {
      await(() -> streams.state() == KafkaStreams.State.RUNNING);
      List<? extends Metric> counts = counts();
      List<Long> threads = ResourceUsage.streamThreads(job.application());
      if (job.points() == 0) {
        return untilTold(in, out, counts, threads);
      }
      await(() -> processed(counts) >= LEAD_IN * job.points());
      ResourceUsage begin = ResourceUsage.now(processed(counts), threads);
      await(() -> processed(counts) >= job.points());
      // Few points may all be processed between two looks: then starting counts as well.
      return ResourceUsage.now(processed(counts), threads)
          .since(begin.points() < job.points() ? begin : start);
    } finally {
      // A static member that does not leave would keep its group from being deleted.
      streams.close(
          CloseOptions.timeout(CLOSE_TIMEOUT)
              .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
      streams.cleanUp();
    }
  }

  private ResourceUsage untilTold(
      BufferedReader in, PrintStream out, List<? extends Metric> counts, List<Long> threads)
      throws IOException {
    ResourceUsage begin = ResourceUsage.now(processed(counts), threads);
    out.println(READY);
    in.readLine();
    rethrow();
    return ResourceUsage.now(processed(counts), threads).since(begin);
  }

  /** The counters of all stream threads, looked up once: the map of metrics is long. */
  private List<? extends Metric> counts() {
    return streams.metrics().values().stream()
        .filter(m -> m.metricName().group().equals("stream-thread-metrics"))
        .filter(m -> m.metricName().name().equals("process-total"))
        .toList();
  }

  private static double processed(List<? extends Metric> counts) {
    double sum = 0;
    for (Metric count : counts) {
      sum += (Double) count.metricValue();
    }
    return sum;
  }

  private void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      rethrow();
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void rethrow() {
    if (failure != null) {
      throw new IllegalStateException(failure.getMessage(), failure);
    }
  }
}
