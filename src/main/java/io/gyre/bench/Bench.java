package io.gyre.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gyre.GyreException;
import io.gyre.kafka.ClusterAccess;
import io.gyre.topic.TopicNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Measures a plan on a cluster: produces the points once, then lets the scenarios take turns, and
 * removes what it has made there, unless the cluster itself is going to be removed.
 */
public final class Bench implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** In one round of a million points the optimising compiler is not always done. */
  private static final int WARM_UP = 2;

  private final BenchSettings plan;
  private final ClusterAccess cluster;
  private final boolean passing;
  private final Path folder;
  private final BooleanSupplier stopped;
  private final Consumer<String> progress;
  private final Workload workload;
  private final String prefix = "gyre-bench-" + UUID.randomUUID().toString().substring(0, 8) + "-";
  private final Map<Scenario, ChildJvm> workers = new LinkedHashMap<>();
  private final Results results = new Results();
  private int runs;

  /**
   * @param passing whether the cluster is removed afterwards, with all that is on it
   * @param folder for stores, the caller deletes it
   * @param stopped whether to end early
   * @param progress told what is going on, a line at a time
   */
  public Bench(
      BenchSettings plan,
      ClusterAccess cluster,
      boolean passing,
      Path folder,
      BooleanSupplier stopped,
      Consumer<String> progress) {
    this.plan = plan;
    this.cluster = cluster;
    this.passing = passing;
    this.folder = folder;
    this.stopped = stopped;
    this.progress = progress;
    workload = new Workload(cluster, plan.features());
  }

  /**
   * Measures; takes minutes.
   *
   * @return what was measured until the end or the stop
   */
  public Results run() {
    try {
      progress.accept("producing %,d points".formatted(plan.points()));
      workload.provision(prefix, plan.partitions());
      workload.produce(plan, prefix, stopped);
      if (!stopped.getAsBoolean()) {
        measure();
      }
    } catch (GyreException e) {
      // Ctrl-C goes to the workers too, and then they are missed here.
      if (!stopped.getAsBoolean()) {
        throw e;
      }
    }
    return results;
  }

  private void measure() {
    for (Scenario scenario : plan.scenarios()) {
      workers.put(scenario, ChildJvm.start("scenario " + scenario.name(), Worker.class));
    }
    throughput();
    if (plan.rate() > 0) {
      latency();
    }
  }

  /** Rounds up to 0 warm up. */
  private void throughput() {
    for (int round = 1 - WARM_UP; round <= plan.rounds(); round++) {
      for (Guarantee guarantee : plan.guarantees()) {
        for (Scenario scenario : turns(round)) {
          if (stopped.getAsBoolean()) {
            return;
          }
          say(round, scenario, guarantee, "throughput");
          workers.get(scenario).say(job(scenario, guarantee, prefix, plan.points()));
          ResourceUsage usage = parse(workers.get(scenario).hear());
          if (round > 0) {
            results.add(new Results.Throughput(scenario, guarantee, round, usage));
          }
        }
      }
    }
  }

  /** Forwards and backwards in turn: what one leaves for the disk to do falls to the next. */
  private List<Scenario> turns(int round) {
    List<Scenario> turns = new ArrayList<>(plan.scenarios());
    if (round % 2 == 0) {
      Collections.reverse(turns);
    }
    return turns;
  }

  private void latency() {
    LatencyProbe probe = new LatencyProbe(cluster, workload, plan, stopped);
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Guarantee guarantee : plan.guarantees()) {
        for (Scenario scenario : plan.latencyScenarios()) {
          if (stopped.getAsBoolean()) {
            return;
          }
          say(round, scenario, guarantee, "latency");
          String own = prefix + "latency-" + runs + "-";
          workload.provision(own, plan.partitions());
          ChildJvm worker = workers.get(scenario);
          worker.say(job(scenario, guarantee, own, 0));
          worker.hear();
          TopicNames topics = TopicNames.standard().withPrefix(own);
          var latencies = probe.run(topics, scenario.outputs());
          if (stopped.getAsBoolean()) {
            return;
          }
          worker.say("stop");
          worker.hear();
          workload.delete(own);
          results.add(new Results.Latency(scenario, guarantee, round, latencies));
        }
      }
    }
  }

  private void say(int round, Scenario scenario, Guarantee guarantee, String what) {
    progress.accept(
        "%s, %s, %s, %s"
            .formatted(
                round < 1 ? "warming up" : "round %d of %d".formatted(round, plan.rounds()),
                what,
                guarantee.words(),
                scenario.name()));
  }

  private String job(Scenario scenario, Guarantee guarantee, String topics, long points) {
    String application = topics + "run-" + runs++;
    return json(
        new BenchJob(
            scenario.kind(),
            BenchJob.learners(scenario),
            guarantee,
            application,
            topics,
            plan.features(),
            points,
            plan.threads(),
            folder.resolve("run-" + runs).toString(),
            cluster.forStreams()));
  }

  private static String json(BenchJob job) {
    try {
      return JSON.writeValueAsString(job);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ResourceUsage parse(String line) {
    try {
      return JSON.readValue(line, ResourceUsage.class);
    } catch (JsonProcessingException e) {
      throw new GyreException("expected a measurement, found: " + line, e);
    }
  }

  /** Ends the processes, and removes topics and groups from a cluster that remains. */
  @Override
  public void close() {
    workers.values().forEach(ChildJvm::close);
    if (!passing) {
      workload.delete(prefix);
    }
  }
}
