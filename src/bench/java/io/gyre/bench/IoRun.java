package io.gyre.bench;

import io.gyre.GyreException;
import io.gyre.bench.LogSegments.Written;
import io.gyre.broker.LocalBroker;
import io.gyre.cli.option.Converters;
import io.gyre.kafka.ClusterAccess;
import io.gyre.kafka.ClusterAdmin;
import io.gyre.kafka.ConsumerGroup;
import io.gyre.topic.Provisioner;
import io.gyre.topic.TopicNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Lets {@code gyre learn} learn what {@code gyre produce} sends, on a broker of its own, and finds
 * out what all that has written.
 *
 * @param rows a CSV file, which is sent whole
 * @param rate rows a second; {@link Converters.Rate#MAX}: all lie there before learning begins
 * @param seconds after so long learning ends even if points are left; at a rate a minute later
 * @param sending options of {@code gyre produce}
 * @param learning options of {@code gyre learn}
 * @param folder a new one, which the caller deletes
 * @param stopped whether to end early
 */
record IoRun(
    Path rows,
    double rate,
    int seconds,
    List<String> sending,
    List<String> learning,
    Path folder,
    BooleanSupplier stopped) {

  /**
   * What was found.
   *
   * @param rate rows a second that were sent
   * @param points records of the points topic that were learned from; a label that comes later and
   *     the end record are such
   * @param seconds from before the first commit to the last
   * @param micros processor time of the application from before the first point, in µs
   * @param topics what was written to each
   * @param state what was written to the changelog of the state, by key
   */
  record Result(
      double rate,
      long points,
      double seconds,
      long micros,
      SortedMap<String, Written> topics,
      SortedMap<String, Written> state) {}

  private static final String APPLICATION = "gyre";
  private static final TopicNames TOPICS = TopicNames.standard();
  private static final String STATE = APPLICATION + "-state-changelog";
  private static final TopicPartition POINTS = new TopicPartition(TOPICS.points(), 0);

  /** How long a command may take to start. */
  private static final Duration START = Duration.ofSeconds(60);

  private static final Duration LOOK = Duration.ofMillis(50);

  private static final String NEVER = String.valueOf(Long.MAX_VALUE);

  /**
   * What was written stays: the broker looks at it early on, when it is little, and never again.
   */
  private static final Map<String, String> KEEPING =
      Map.of("log.cleaner.backoff.ms", NEVER, "log.retention.check.interval.ms", NEVER);

  /** When the application committed, how far it was, and what it has worked. */
  private static final class Commits {
    private long offset;
    private long begin = System.nanoTime();
    private long last = begin;
    private long micros;

    void see(ClusterAdmin cluster) {
      long committed =
          cluster.group(APPLICATION).committed(POINTS.topic()).getOrDefault(POINTS.partition(), 0L);
      long now = System.nanoTime();
      if (committed > offset) {
        last = now;
      } else if (offset == 0) {
        begin = now;
      }
      offset = committed;
    }

    double seconds() {
      return (last - begin) / 1e9;
    }
  }

  /**
   * Runs until all is learned or the time is up.
   *
   * @throws GyreException when a command has failed, or learning does not begin
   */
  Result run() throws IOException {
    Commits commits;
    LogSegments segments;
    try (LocalBroker broker = LocalBroker.start(folder.resolve("broker"), 0, KEEPING)) {
      commits = learn(broker.bootstrapServers());
      segments = new LogSegments(folder.resolve("broker/log"));
    }
    return new Result(
        rate,
        commits.offset,
        commits.seconds(),
        commits.micros,
        segments.byTopic(),
        segments.byKey(STATE));
  }

  private Commits learn(String servers) {
    try (Admin admin = ClusterAccess.local(servers).admin()) {
      new Provisioner(admin).provision(TOPICS, 1, Map.of());
      ClusterAdmin cluster = new ClusterAdmin(admin);
      Commits commits =
          rate == Converters.Rate.MAX ? backlog(cluster, servers) : live(cluster, servers);
      // What was learned at last is committed when the application ends.
      commits.see(cluster);
      return commits;
    }
  }

  private Commits backlog(ClusterAdmin cluster, String servers) {
    try (GyreProcess producer = producer(servers)) {
      while (producer.runs() && !stopped.getAsBoolean()) {
        pause();
      }
      try (GyreProcess learner = learner(cluster, servers)) {
        return follow(cluster, learner, producer, Duration.ofSeconds(seconds));
      }
    }
  }

  private Commits live(ClusterAdmin cluster, String servers) {
    try (GyreProcess learner = learner(cluster, servers);
        GyreProcess producer = producer(servers)) {
      return follow(cluster, learner, producer, START.plusSeconds(seconds));
    }
  }

  private GyreProcess producer(String servers) {
    List<String> arguments = new ArrayList<>(List.of("produce", rows.toString()));
    arguments.add("--bootstrap-server=" + servers);
    arguments.add("--rate=" + (rate == Converters.Rate.MAX ? "max" : rate));
    arguments.addAll(sending);
    return new GyreProcess(folder, arguments);
  }

  /** Returns when it has got the points to read. */
  private GyreProcess learner(ClusterAdmin cluster, String servers) {
    List<String> arguments = new ArrayList<>(List.of("learn", "--no-http"));
    arguments.add("--bootstrap-server=" + servers);
    arguments.add("--application-id=" + APPLICATION);
    arguments.add("--state-dir=" + folder.resolve("state"));
    arguments.addAll(learning);
    GyreProcess learner = new GyreProcess(folder, arguments);
    ConsumerGroup group = cluster.group(APPLICATION);
    if (!ClusterAdmin.appears(
        START, () -> stopped.getAsBoolean() || !learner.runs() || hasShare(group))) {
      learner.close();
      throw new GyreException("gyre learn did not get the points to read within a minute");
    }
    return learner;
  }

  private static boolean hasShare(ConsumerGroup group) {
    return group.members().stream()
        .anyMatch(member -> !member.assignment().topicPartitions().isEmpty());
  }

  private Commits follow(
      ClusterAdmin cluster, GyreProcess learner, GyreProcess producer, Duration most) {
    Commits commits = new Commits();
    Duration before = learner.worked();
    long begin = System.nanoTime();
    while (!stopped.getAsBoolean() && System.nanoTime() - begin < most.toNanos()) {
      // Asked first: nothing is sent any more once it has ended.
      boolean sent = !producer.runs();
      commits.see(cluster);
      commits.micros = learner.worked().minus(before).toNanos() / 1_000;
      if (sent && commits.offset == end(cluster)) {
        return commits;
      }
      if (!learner.runs()) {
        throw new GyreException("gyre learn ended before all was learned");
      }
      pause();
    }
    return commits;
  }

  private static long end(ClusterAdmin cluster) {
    return cluster
        .offsets(List.of(POINTS), OffsetSpec.latest(), IsolationLevel.READ_COMMITTED)
        .get(POINTS);
  }

  private static void pause() {
    LockSupport.parkNanos(LOOK.toNanos());
  }
}
