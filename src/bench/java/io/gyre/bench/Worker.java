package io.gyre.bench;

import io.gyre.bench.Rounds.Usage;
import io.gyre.fold.state.FoldSettings;
import io.gyre.kafka.CommitGuard;
import io.gyre.kafka.LostPlaces;
import io.gyre.kafka.StreamsClients;
import io.gyre.kafka.StreamsConfiguration;
import io.gyre.learning.list.LearnerSettings;
import io.gyre.stream.LearnerApplication;
import io.gyre.stream.processor.PredictionSampling;
import io.gyre.stream.start.ApplicationSettings;
import io.gyre.stream.start.InputSettings;
import io.gyre.time.WindowSettings;
import io.gyre.topic.OutputFormat;
import io.gyre.topic.TopicNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The process that runs one scenario, or is one instance of the application, again and again. It
 * reads a {@link Job} from standard input and answers with the {@link Usage}. If the job does not
 * say how many points there are, it first says that it is ready; then the next line begins the
 * measurement and the one after ends it. It ends with its input.
 */
final class Worker {

  /**
   * One run.
   *
   * @param application a fresh id: it starts at the beginning of points, with an empty state
   * @param prefix of the topics
   * @param points how many there are to process; 0: run until told to end
   * @param state a folder of this process for the stores
   * @param client properties of the Kafka clients
   */
  record Job(
      Setup setup,
      String application,
      String prefix,
      int points,
      String state,
      Map<String, String> client) {

    /** What {@code gyre learn} would start the application with. */
    ApplicationSettings settings() {
      List<LearnerSettings> learners = setup.learnerList();
      boolean replicas = setup.kind() == Setup.Kind.REPLICAS;
      return new ApplicationSettings(
          application,
          TopicNames.standard().withPrefix(prefix),
          new InputSettings(null, replicas, InputSettings.JOURNAL_BYTES),
          new FoldSettings(learners, WindowSettings.standard()).withClasses(Workload.CLASSES, null),
          PredictionSampling.standard(learners),
          OutputFormat.JSON,
          Path.of(state),
          client);
    }
  }

  private static final long LOOK_NANOS = 5_000_000;

  /** The share of a job's points after which measuring starts: caches and buffers are filled. */
  private static final double LEAD_IN = 0.1;

  /** A static member that does not leave would keep its group from being deleted. */
  private static final CloseOptions LEAVING =
      CloseOptions.timeout(Duration.ofSeconds(30))
          .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP);

  private static final BufferedReader IN =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  private static final PrintStream OUT = System.out;

  private Worker() {}

  /** Runs in a {@link WorkerProcess}. */
  public static void main(String[] args) throws IOException {
    // Whatever else is printed, a log line for instance, must not be taken for an answer.
    System.setOut(System.err);
    for (String line = IN.readLine(); line != null; line = IN.readLine()) {
      Job job = WorkerProcess.JSON.readValue(line, Job.class);
      OUT.println(WorkerProcess.line(job.setup.ofApplication() ? application(job) : topology(job)));
    }
  }

  private static Usage application(Job job) throws IOException {
    try (LearnerApplication application = LearnerApplication.start(job.settings())) {
      await(() -> application.state() == KafkaStreams.State.RUNNING, application::throwFailure);
      return untilTold(job, application::throwFailure);
    }
  }

  private static Usage topology(Job job) throws IOException {
    ApplicationSettings settings = job.settings();
    Properties properties =
        StreamsConfiguration.of(job.application, job.application, settings.state(), job.client);
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, job.setup.guarantee().setting);
    KafkaStreams streams =
        new KafkaStreams(
            BenchTopology.build(job.setup.kind(), settings),
            properties,
            new StreamsClients(StreamsClients.Observer.NONE, CommitGuard.NONE, new LostPlaces()));
    Runnable check = () -> check(streams.state());
    Usage start = Usage.now(0, List.of());
    try {
      streams.start();
      await(() -> streams.state() == KafkaStreams.State.RUNNING, check);
      return job.points == 0 ? untilTold(job, check) : ofPoints(job, streams, start, check);
    } finally {
      streams.close(LEAVING);
    }
  }

  private static void check(KafkaStreams.State state) {
    if (state == KafkaStreams.State.PENDING_ERROR || state == KafkaStreams.State.ERROR) {
      throw new IllegalStateException("Kafka Streams has failed; the log says why");
    }
  }

  private static Usage ofPoints(Job job, KafkaStreams streams, Usage start, Runnable check) {
    // Looked up once: the map of metrics is long.
    List<? extends Metric> counts =
        streams.metrics().values().stream()
            .filter(metric -> metric.metricName().group().equals("stream-thread-metrics"))
            .filter(metric -> metric.metricName().name().equals("process-total"))
            .toList();
    DoubleSupplier processed =
        () -> counts.stream().mapToDouble(count -> (Double) count.metricValue()).sum();
    List<Long> threads = streamThreads(job);
    await(() -> processed.getAsDouble() >= LEAD_IN * job.points, check);
    Usage begin = Usage.now(processed.getAsDouble(), threads);
    await(() -> processed.getAsDouble() >= job.points, check);
    // Few points may all be processed between two looks: then starting counts as well.
    return Usage.now(processed.getAsDouble(), threads)
        .plus(-1, begin.points() < job.points ? begin : start);
  }

  private static Usage untilTold(Job job, Runnable check) throws IOException {
    OUT.println(WorkerProcess.line("ready"));
    // Other instances may not be ready yet.
    IN.readLine();
    List<Long> threads = streamThreads(job);
    Usage begin = Usage.now(0, threads);
    IN.readLine();
    check.run();
    return Usage.now(0, threads).plus(-1, begin);
  }

  private static List<Long> streamThreads(Job job) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(job.application))
        .filter(thread -> thread.getName().matches(".*-StreamThread-\\d+"))
        .map(Thread::getId)
        .toList();
  }

  private static void await(BooleanSupplier condition, Runnable check) {
    while (!condition.getAsBoolean()) {
      check.run();
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
