package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.topic.TopicNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;

/** One run of the application in one layout, on topics of its own, which it deletes at its end. */
final class Trial implements AutoCloseable {

  private static final long LOOK_NANOS = 100_000_000;
  private static final long JOINED_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final BenchContext context;
  private final Workload workload;
  private final Layout layout;
  private final String prefix;
  private final List<ChildJvm> instances;
  private boolean running;

  /**
   * Makes the topics.
   *
   * @param prefix of everything that it makes, so also the application's id
   * @param instances the processes, not running an application now
   */
  Trial(
      BenchContext context,
      Workload workload,
      Layout layout,
      String prefix,
      List<ChildJvm> instances) {
    this.context = context;
    this.workload = workload;
    this.layout = layout;
    this.prefix = prefix;
    this.instances = instances;
    workload.provision(prefix, layout.partitions());
  }

  TopicNames topics() {
    return TopicNames.standard().withPrefix(prefix);
  }

  private String application() {
    return prefix + "learners";
  }

  /** Starts the instances, and returns when all of them have their share of the work. */
  void start(Scenario learners) {
    running = true;
    for (int i = 0; i < instances.size(); i++) {
      String state = context.folder().resolve(prefix + i).toString();
      instances
          .get(i)
          .say(
              LineJson.write(
                  new InstanceJob(
                      layout.way(),
                      BenchJob.learners(learners),
                      application(),
                      prefix,
                      layout.threads(),
                      state,
                      context.cluster().forStreams())));
    }
    instances.forEach(ChildJvm::hear);
    awaitShares();
    instances.forEach(instance -> instance.say("begin"));
  }

  /** Who joins last takes work over from the others; till then the broker tells of less. */
  private void awaitShares() {
    long end = System.nanoTime() + JOINED_NANOS;
    try (Admin admin = context.cluster().admin()) {
      ClusterAdmin cluster = new ClusterAdmin(admin);
      while (!isShared(cluster.group(application()).members(ClusterAdmin.TIMEOUT))) {
        if (context.isStopped()) {
          return;
        }
        if (System.nanoTime() > end) {
          throw new GyreException(
              "%s: the instances did not all get a share of the work within two minutes"
                  .formatted(layout.words()));
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  /** Whether all is handed out, to each thread as much as to the others, or one partition more. */
  private boolean isShared(Collection<MemberDescription> members) {
    List<Integer> shares = new ArrayList<>();
    members.forEach(member -> shares.add(member.assignment().topicPartitions().size()));
    int all = shares.stream().mapToInt(share -> share).sum();
    return shares.size() == layout.instances() * layout.threads()
        && all == layout.sourcePartitions()
        && Collections.max(shares) - Collections.min(shares) <= 1;
  }

  /** Ends the instances, and returns what each has used since all had their share. */
  List<ResourceUsage> end() {
    instances.forEach(instance -> instance.say("end"));
    List<ResourceUsage> used =
        instances.stream()
            .map(instance -> LineJson.read(instance.hear(), ResourceUsage.class))
            .toList();
    running = false;
    return used;
  }

  /** After a failure ends the processes as well: a group that has members cannot be deleted. */
  @Override
  public void close() {
    if (running) {
      instances.forEach(ChildJvm::close);
    }
    workload.delete(prefix);
  }
}
