package io.gyre.bench;

import io.gyre.topic.TopicNames;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures a plan on a cluster: produces the points once, then lets the scenarios take turns, and
 * removes what it has made there, unless the cluster itself is going to be removed.
 */
public final class Bench implements AutoCloseable {

  /** In one round of a million points the optimising compiler is not always done. */
  private static final int WARM_UP = 2;

  private final BenchSettings plan;
  private final BenchContext context;
  private final Workload workload;
  private final String prefix = Workload.newPrefix();
  private final Map<Scenario, ChildJvm> workers = new LinkedHashMap<>();
  private final Results<Case> results = new Results<>();
  private int runs;

  /** Starts nothing yet. */
  public Bench(BenchSettings plan, BenchContext context) {
    this.plan = plan;
    this.context = context;
    workload = new Workload(context.cluster(), plan.features());
  }

  /**
   * Measures; takes minutes.
   *
   * @return what was measured until the end or the stop
   */
  public Results<Case> run() {
    context.measure(this::measure);
    return results;
  }

  private void measure() {
    context.say("producing %,d points".formatted(plan.points()));
    workload.provision(prefix, plan.partitions());
    workload.produce(plan, prefix, context.stopped());
    if (context.isStopped()) {
      return;
    }
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
        for (Scenario scenario : Turns.of(plan.scenarios(), round)) {
          if (context.isStopped()) {
            return;
          }
          say(round, scenario, guarantee, "throughput");
          workers.get(scenario).say(job(scenario, guarantee, prefix, plan.points()));
          ResourceUsage usage = LineJson.read(workers.get(scenario).hear(), ResourceUsage.class);
          if (round > 0) {
            results.add(new Case(scenario, guarantee), usage);
          }
        }
      }
    }
  }

  private void latency() {
    LatencyProbe probe =
        new LatencyProbe(context, workload, plan.partitions(), plan.rate(), plan.seconds());
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Guarantee guarantee : plan.guarantees()) {
        for (Scenario scenario : plan.latencyScenarios()) {
          if (context.isStopped()) {
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
          if (context.isStopped()) {
            return;
          }
          worker.say("stop");
          worker.hear();
          workload.delete(own);
          results.add(new Case(scenario, guarantee), latencies);
        }
      }
    }
  }

  private void say(int round, Scenario scenario, Guarantee guarantee, String what) {
    context.say(
        "%s, %s, %s, %s"
            .formatted(
                Turns.words(round, plan.rounds()), what, guarantee.words(), scenario.name()));
  }

  private String job(Scenario scenario, Guarantee guarantee, String topics, long points) {
    String application = topics + "run-" + runs++;
    return LineJson.write(
        new BenchJob(
            scenario.kind(),
            BenchJob.learners(scenario),
            guarantee,
            application,
            topics,
            plan.features(),
            points,
            plan.threads(),
            context.folder().resolve("run-" + runs).toString(),
            context.cluster().forStreams()));
  }

  /** Ends the processes, and removes topics and groups from a cluster that remains. */
  @Override
  public void close() {
    workers.values().forEach(ChildJvm::close);
    if (!context.passing()) {
      workload.delete(prefix);
    }
  }
}
