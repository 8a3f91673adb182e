package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.bench.Rounds.Usage;
import io.gyre.bench.Setup.Kind;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Measures a plan on a cluster: lets the setups take turns, round by round, and removes what it has
 * made there.
 */
final class Bench implements AutoCloseable {

  private static final Duration JOINED = Duration.ofMinutes(2);

  private final Plan plan;
  private final Workload workload;
  private final Path folder;
  private final Consumer<String> progress;
  private final String prefix = "gyre-bench-" + UUID.randomUUID().toString().substring(0, 8) + "-";

  /** By name: what a process has compiled for one scenario is not what another needs. */
  private final Map<String, WorkerProcess> workers = new LinkedHashMap<>();

  private final Map<Setup, Rounds> results = new LinkedHashMap<>();
  private int runs;

  /** What is measured of instances that run: begin says that it begins now. */
  private interface Measurement {
    long nanos(TopicNames topics, Runnable begin);
  }

  /**
   * Starts nothing yet.
   *
   * @param folder for stores, which the caller deletes
   * @param progress told what is going on, a line at a time
   */
  Bench(Plan plan, Workload workload, Path folder, Consumer<String> progress) {
    this.plan = plan;
    this.workload = workload;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Measures; takes minutes.
   *
   * @return what was measured until the end or the stop, of setups with a finished round
   */
  Map<Setup, Rounds> run() {
    try {
      measure();
    } catch (GyreException e) {
      // Ctrl-C goes to the workers too, and then they are missed: that is no failure.
      if (!isStopped()) {
        throw e;
      }
    }
    return results;
  }

  private boolean isStopped() {
    return workload.stopped().getAsBoolean();
  }

  private void measure() {
    if (!plan.ofLayouts()) {
      progress.accept("producing %,d points".formatted(plan.points()));
      int partitions = plan.setups().get(0).partitions();
      TopicNames topics = workload.provision(prefix, partitions);
      try (Producer<?, ?> held = workload.hold(topics, partitions, plan.points())) {
        held.commitTransaction();
      }
    }
    // In one round of a million points the optimising compiler is not always done. The process of
    // a layout warms up on all layouts that it takes part in.
    for (int round = plan.ofLayouts() ? 0 : -1; round <= plan.rounds(); round++) {
      for (Setup setup : turns(round, "throughput", plan.setups())) {
        Usage used = setup.ofApplication() ? fromOutside(setup) : fromWithin(setup);
        if (round > 0 && !isStopped()) {
          results.computeIfAbsent(setup, key -> new Rounds()).throughput().add(used);
        }
      }
    }
    for (int round = 1; round <= plan.rounds(); round++) {
      // Latency is measured where learning could show: at the floor and in the real thing.
      List<Setup> measured = plan.setups().stream().filter(s -> s.kind() != Kind.JSON).toList();
      turns(round, "latency", plan.rate() == 0 ? List.of() : measured).forEach(this::latency);
    }
  }

  /**
   * Forwards and backwards in turn: what one leaves for the disk to do falls to the next. Says each
   * when it is its turn; there are none any more after the stop.
   */
  private Iterable<Setup> turns(int round, String what, List<Setup> all) {
    List<Setup> turns = new ArrayList<>(all);
    if (round % 2 == 0) {
      Collections.reverse(turns);
    }
    String which = round < 1 ? "warming up" : "round %d of %d".formatted(round, plan.rounds());
    return turns.stream()
            .takeWhile(setup -> !isStopped())
            .peek(setup -> progress.accept("%s, %s, %s".formatted(which, what, setup.words())))
        ::iterator;
  }

  /** The worker itself measures, on the points that all scenarios share. */
  private Usage fromWithin(Setup setup) {
    WorkerProcess worker = worker(setup, 1);
    worker.say(job(setup, prefix, prefix + "run-" + runs++, 1, plan.points()));
    return worker.hear(Usage.class);
  }

  /**
   * The time is that from when the points can be read until the last of their predictions is
   * committed. Nothing is left out at the beginning: merging runs ahead of learning, so most of it
   * would be.
   */
  private Usage fromOutside(Setup setup) {
    return trial(
        setup,
        (topics, begin) -> {
          try (Producer<byte[], byte[]> held =
              workload.hold(topics, setup.partitions(), plan.points())) {
            begin.run();
            long predictions = (long) plan.points() * setup.outputs();
            return new Probe(workload)
                .read(topics, predictions, held::commitTransaction, record -> {});
          }
        });
  }

  private void latency(Setup setup) {
    trial(
        setup,
        (topics, begin) -> {
          begin.run();
          var latencies = new Probe(workload).latency(topics, setup, plan.rate(), plan.seconds());
          if (!isStopped()) {
            results.get(setup).latency().add(latencies);
          }
          return 0;
        });
  }

  /**
   * Runs all instances on topics of their own, and measures when each has its share of the work.
   *
   * @return what they used together over the time measured
   */
  private Usage trial(Setup setup, Measurement measurement) {
    String own = prefix + runs++ + "-";
    String application = own + "learners";
    List<WorkerProcess> instances =
        IntStream.rangeClosed(1, setup.instances()).mapToObj(i -> worker(setup, i)).toList();
    try {
      TopicNames topics = workload.provision(own, setup.partitions());
      for (int i = 0; i < instances.size(); i++) {
        instances.get(i).say(job(setup, own, application, i + 1, 0));
      }
      instances.forEach(instance -> instance.hear(String.class));
      awaitShares(setup, application);
      long nanos =
          measurement.nanos(topics, () -> instances.forEach(instance -> instance.say("begin")));
      instances.forEach(instance -> instance.say("end"));
      Usage all = new Usage(0, 0, 0, 0, 0);
      for (WorkerProcess instance : instances) {
        all = all.plus(1, instance.hear(Usage.class));
      }
      return new Usage(plan.points(), nanos, all.streamNanos(), all.processNanos(), all.bytes());
    } catch (RuntimeException e) {
      // A group that has members cannot be deleted.
      instances.forEach(WorkerProcess::close);
      throw e;
    } finally {
      delete(own);
    }
  }

  /** Who joins last takes work over from the others; till then the broker tells of less. */
  private void awaitShares(Setup setup, String application) {
    try (Admin admin = workload.cluster().admin()) {
      ConsumerGroup group = new ClusterAdmin(admin).group(application);
      if (!ClusterAdmin.appears(JOINED, () -> isStopped() || isShared(setup, group))) {
        throw new GyreException(
            "%s: the instances did not all get a share of the work within two minutes"
                .formatted(setup.words()));
      }
    }
  }

  /** Whether all is handed out, to each thread as much as to the others, or one partition more. */
  private static boolean isShared(Setup setup, ConsumerGroup group) {
    var shares =
        group.members().stream()
            .mapToInt(member -> member.assignment().topicPartitions().size())
            .summaryStatistics();
    int journal = setup.kind() == Kind.JOURNAL ? 1 : 0;
    return shares.getCount() == setup.instances() * setup.threads()
        && shares.getSum() == setup.partitions() + journal
        && shares.getMax() - shares.getMin() <= 1;
  }

  private WorkerProcess worker(Setup setup, int instance) {
    String name = setup.ofApplication() ? setup.kind() + " " + instance : setup.scenario();
    return workers.computeIfAbsent(name, WorkerProcess::new);
  }

  private Worker.Job job(Setup setup, String topics, String application, int instance, int points) {
    Map<String, String> client = new HashMap<>(workload.cluster().forStreams());
    client.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, String.valueOf(setup.threads()));
    String state = folder.resolve(application + "-" + instance).toString();
    return new Worker.Job(setup, application, topics, points, state, client);
  }

  /** Ends the processes, and removes the topics and groups. */
  @Override
  public void close() {
    workers.values().forEach(WorkerProcess::close);
    delete(prefix);
  }

  /** What is removed afterwards anyway is not waited for on Ctrl-C. */
  private void delete(String which) {
    if (!plan.local() || !isStopped()) {
      workload.delete(which);
    }
  }
}
