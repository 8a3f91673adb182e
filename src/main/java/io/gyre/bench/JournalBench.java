package io.gyre.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Measures one model behind the journal beside replicas: lets the layouts take turns, each running
 * the application itself, and removes what that has made on the cluster, unless the cluster itself
 * is going to be removed.
 */
public final class JournalBench implements AutoCloseable {

  /** Each process warms up on all layouts that it takes part in. */
  private static final int WARM_UP = 1;

  private final JournalPlan plan;
  private final BenchContext context;
  private final Workload workload;
  private final String prefix = Workload.newPrefix();

  /** By way and number: what a process has compiled for the one way is not what the other needs. */
  private final Map<String, ChildJvm> processes = new LinkedHashMap<>();

  private final Results<Layout> results = new Results<>();
  private int runs;

  /** Starts nothing yet. */
  public JournalBench(JournalPlan plan, BenchContext context) {
    this.plan = plan;
    this.context = context;
    workload = new Workload(context.cluster(), plan.features());
  }

  /**
   * Measures; takes minutes.
   *
   * @return what was measured until the end or the stop
   */
  public Results<Layout> run() {
    context.measure(this::measure);
    return results;
  }

  private void measure() {
    for (int round = 1 - WARM_UP; round <= plan.rounds(); round++) {
      for (Layout layout : Turns.of(plan.layouts(), round)) {
        throughput(round, layout);
      }
    }
    for (int round = 1; plan.rate() > 0 && round <= plan.rounds(); round++) {
      for (Layout layout : Turns.of(plan.layouts(), round)) {
        latency(round, layout);
      }
    }
  }

  private void throughput(int round, Layout layout) {
    if (context.isStopped()) {
      return;
    }
    say(round, layout, "throughput");
    try (Trial trial = trial(layout);
        HeldPoints points =
            workload.hold(
                trial.topics(),
                layout.partitions(),
                plan.points(),
                plan.pointsPerWindow(),
                context.stopped())) {
      trial.start(plan.learners());
      long predictions = (long) plan.points() * plan.learners().outputs();
      long nanos = new ThroughputProbe(context).run(trial.topics(), predictions, points);
      List<ResourceUsage> used = trial.end();
      if (round > 0 && !context.isStopped()) {
        results.add(layout, ResourceUsage.sum(plan.points(), nanos, used));
      }
    }
  }

  private void latency(int round, Layout layout) {
    if (context.isStopped()) {
      return;
    }
    say(round, layout, "latency");
    try (Trial trial = trial(layout)) {
      trial.start(plan.learners());
      LatencyProbe probe =
          new LatencyProbe(context, workload, layout.partitions(), plan.rate(), plan.seconds());
      Histogram latencies = probe.run(trial.topics(), plan.learners().outputs());
      trial.end();
      if (!context.isStopped()) {
        results.add(layout, latencies);
      }
    }
  }

  private Trial trial(Layout layout) {
    List<ChildJvm> instances = new ArrayList<>();
    for (int i = 1; i <= layout.instances(); i++) {
      instances.add(
          processes.computeIfAbsent(
              "instance %d, %s".formatted(i, layout.way()),
              name -> ChildJvm.start(name, Instance.class)));
    }
    return new Trial(context, workload, layout, prefix + runs++ + "-", instances);
  }

  private void say(int round, Layout layout, String what) {
    context.say("%s, %s, %s".formatted(Turns.words(round, plan.rounds()), what, layout.words()));
  }

  /** Ends the processes, and removes topics and groups from a cluster that remains. */
  @Override
  public void close() {
    processes.values().forEach(ChildJvm::close);
    if (!context.passing()) {
      workload.delete(prefix);
    }
  }
}
