package io.gyre.bench;

import io.gyre.stream.LearnerApplication;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The process that is one instance of the application, in one run after the other. Reads an {@link
 * InstanceJob} a line, starts, and says that it is ready; the next line begins the measurement, the
 * one after ends it and the run, and is answered with a line of {@link ResourceUsage}. Ends with
 * its input.
 */
final class Instance {

  private static final String READY = "ready";

  private static final long LOOK_NANOS = 5_000_000;

  private Instance() {}

  /** Runs in the child. */
  public static void main(String[] args) throws IOException {
    PrintStream out = ChildJvm.lineToParent();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(LineJson.write(run(LineJson.read(line, InstanceJob.class), in, out)));
    }
  }

  private static ResourceUsage run(InstanceJob job, BufferedReader in, PrintStream out)
      throws IOException {
    try (LearnerApplication running = LearnerApplication.start(job.settings())) {
      while (running.state() != KafkaStreams.State.RUNNING) {
        running.throwFailure();
        LockSupport.parkNanos(LOOK_NANOS);
      }
      out.println(READY);
      // The others may not be ready yet.
      in.readLine();
      List<Long> threads = ResourceUsage.streamThreads(job.application());
      ResourceUsage begin = ResourceUsage.now(0, threads);
      in.readLine();
      running.throwFailure();
      return ResourceUsage.now(0, threads).since(begin);
    }
  }
}
